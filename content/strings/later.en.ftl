### The words of consoles that the page does not open on, in English: they are read when one of them is first asked for.
### AWS's names stay as AWS writes them.

## The hash ring and the heat map (one line for each message)
figure-hash-ring = Hash ring of {$x}: an arc for each shard, the hottest keys where they hash to
figure-hash-heat = Heat map of {$x}: records a second by hash key, over the last minute
figure-hash-shard = shard {$n}
figure-hash-rate = rec/s
figure-hash-ago = {$n} s ago
figure-hash-now = now
figure-hash-scale = Records/s:
figure-hash-refused = refused

## Kinesis: the console
kinesis-stream = Data stream
kinesis-sections = Parts of the console
kinesis-part-shards = Shard table
kinesis-part-hashes = Hash ring and heat map
kinesis-part-reshard = Split and merge
kinesis-part-monitoring = Monitoring
kinesis-part-configuration = Configuration
kinesis-status = Status
kinesis-mode = Capacity mode
kinesis-open-shards = Open shards
kinesis-retention = Retention period
kinesis-hours = {$x} h
kinesis-held = Retained
kinesis-shard-closed = closed
kinesis-shard-parents = A closed shard takes no more records. Its records can be read until their retention is over; then it disappears.
kinesis-shards-note = A shard is an exact amount of capacity: 1,000 records or 1 MiB a second in, 2 MiB a second out. The MD5 of a record’s partition key decides which shard takes it.
kinesis-shard-range = Shard, hash key range
kinesis-hash-range = Hash key range
kinesis-put-trouble = Refused lately

## Kinesis: throttling in words
throttle-title = {$x} refuses records
throttle-records = In the last {$seconds} s it refused records {$count} times, retries included, because of the limit of 1,000 records a second.
throttle-bytes = In the last {$seconds} s it refused records {$count} times, retries included, because of the limit of 1 MiB a second.
throttle-both = In the last {$seconds} s it refused records {$records} times, retries included, because of the limit of 1,000 records a second, and {$bytes} times because of that of 1 MiB a second.
throttle-only = The limit holds for each shard by itself: the other shards have room to spare.
throttle-near = The limit holds for each shard by itself, but the others are nearly full too.
throttle-all = All shards of the stream refuse records: it is too small for what comes.
throttle-hot = One key, “{$key}”, makes {$share} of what it accepts. A shard more does not help that key: choose a partition key with more values, or add something to it (a number from 0 to 9, say) and read the parts together.
throttle-split = Its records are spread over many keys: a split gives each half a limit of its own.
throttle-batch = The producer puts refused records again; until then they wait outside. Fewer and larger records (aggregation) help where the count is the limit.
throttle-error = What the producer is told, for each record:
throttle-see = Look at its keys
throttle-guide = Split it…

## Kinesis: hash ring and heat map
hashes-none = Nothing has come to this data stream yet. Press Play, or put a record by hand.
hashes-waiting = Looking at the stream…
hashes-as-table = Show as tables
hashes-as-drawing = Show as drawings
hashes-ring = Hash ring
hashes-ring-note = The MD5 of a key is a number from 0 to 2¹²⁸ − 1: a place on this ring. The shard whose arc lies there takes the record. The wider the water, the fuller the shard.
hashes-heat = The last minute
hashes-heat-note = Each row is a part of the hash keys, each column a second. A bright stripe is a hot key.
hashes-keys = Hottest keys
hashes-keys-note = Of the last {$x} s, from the records that were accepted.
hashes-keys-sampled = Of the last {$seconds} s, from a sample: in the busiest second one accepted record in {$every} was looked at.
hashes-key = Partition key
hashes-hash = Hash key (MD5)
hashes-explicit = ExplicitHashKey
hashes-share = Share of its shard
hashes-rate = Records/s
hashes-window = By shard, ten seconds at a time (records/s)
hashes-seconds = {$from}–{$to} s ago

## Kinesis: what the hottest key means
verdict-hot = One key, “{$key}”, takes {$share} of {$shard}: a split cannot divide a key. It can only give the other keys a shard of their own.
verdict-hot-full = One key, “{$key}”, takes {$share} of {$shard} and comes near a whole shard’s limit by itself: no number of shards will help it. It needs a partition key with more values.
verdict-warm = The hottest key, “{$key}”, takes {$share} of {$shard}: a split helps as far as the keys can be told apart.
verdict-spread = No key stands out: the hottest, “{$key}”, takes {$share} of {$shard}. A split in the middle halves its load.
verdict-calm = The busiest shard uses {$x} of its limit. Nothing has to be split.

## Kinesis: split and merge
split-shard = Shard to split
split-after = After, by the last {$x} s
split-load = {$records} records/s, {$fill} of its limit
split-refused = {$x} refused/s
split-even = Even split
split-even-note = In the middle of its hash keys, (start + end) / 2. What goes where depends on where the keys lie.
split-around = Around the hot key
split-around-note = AWS cuts a shard in two, so a key is isolated with two splits, one on either side of its hash key. The shard in the middle keeps it, alone.
split-around-one = One more split and the key has a shard to itself.
split-step = Split {$x}
split-step-of = Step {$n} of {$of}
split-step-later = when the stream is ACTIVE again; the shard’s name is the one that step 1 will give
split-do = Split shard
split-part = New shard
split-hot-here = the hot key
split-share = Share
split-forecast = Records/s
split-forecast-load = Load
split-command = The same call with the AWS CLI
split-caution = The forecast counts records that were accepted. Refused ones are not on the stream: more will come.
split-begun = {$x} is being split: the stream is UPDATING for about 10 s and goes on serving.
split-updating = The stream is {$x}: the next change waits until it is ACTIVE.
split-run-on = Run the clock until then
split-on-demand = An on-demand stream splits its shards itself. Switch to provisioned mode to do it by hand.
split-none = This shard cannot be split further: it holds one key.
split-no-shard = The data stream has no open shard yet.
reshard-title = Before and after
reshard-at = The change of {$x}
reshard-before = Before
reshard-after = Since then
reshard-refused = Refused/s
reshard-seconds = over {$x} s
reshard-wait = No whole second has passed yet.
reshard-others = The other shards of the stream refuse {$x} a second.
reshard-sum = Refused a second: {$before} before, {$after} since.
merge-title = Merge shards
merge-note = Two neighbours become one, with one limit. Worth it where both have little to do: each shard costs by the hour.
merge-pair = Adjacent shards
merge-option = {$lower} + {$upper}: {$fill} of one limit
merge-do = Merge shards
merge-none = There are no two neighbours to merge.
merge-begun = {$x} are being merged.

## Kinesis: monitoring
monitor-title = CloudWatch metrics
monitor-note = Namespace AWS/Kinesis, a point a minute, the last 30 minutes. AWS’s names; what they mean stands below each.
monitor-enhanced = Enhanced (shard-level) metrics
monitor-enhanced-note = Off by default: AWS charges for each shard and metric.
monitor-shards = Shard-level metrics
monitor-shard-wait = They come with the next records.
monitor-none = No point yet
monitor-age = Iterator age
monitor-age-stream = GetRecords.IteratorAgeMilliseconds, slowest reader
monitor-age-good = Readers keep up.
monitor-age-idle = Nobody has read in the last seconds.
monitor-age-warn = Readers lag by {$x}, more than half of the retention period ({$hours} h). Records that grow older than that are lost to them: read faster, or lengthen the retention period.
monitor-age-hint = Set the alarm at 50 % of the retention period ({$x} here): a reader that far behind is about to lose records.
monitor-age-share = {$x} of the retention period
metric-IncomingRecords = records accepted
metric-IncomingBytes = bytes accepted, keys included
metric-WriteProvisionedThroughputExceeded = records refused for a shard’s limit
metric-ReadProvisionedThroughputExceeded = reads refused for a shard’s limit
metric-GetRecords-IteratorAgeMilliseconds = how old what readers got was, on average
metric-GetRecords-Records = records read
metric-GetRecords-Bytes = bytes read
metric-GetRecords-Success = GetRecords calls that succeeded
metric-PutRecord-Success = PutRecord calls that succeeded
metric-PutRecord-Bytes = bytes by PutRecord
metric-PutRecords-Success = PutRecords calls with at least one record accepted
metric-PutRecords-Bytes = bytes by PutRecords
metric-PutRecords-TotalRecords = records sent by PutRecords
metric-PutRecords-SuccessfulRecords = of them accepted
metric-PutRecords-ThrottledRecords = of them refused
metric-OutgoingRecords = records read
metric-OutgoingBytes = bytes read
metric-IteratorAgeMilliseconds = how old what readers got was

## Kinesis: configuration
config-count = Shard count
config-count-field = Target shard count
config-count-note = UpdateShardCount, UNIFORM_SCALING: from half to double at once, 10 times a day. It splits and merges until all shards are equally wide.
config-count-do = Update shard count
config-count-begun = On its way to {$x} shards.
config-mode = Capacity mode
config-mode-note = Provisioned: you say how many shards. On-demand: AWS adds shards as the load grows, and the price goes by the GB. It can change twice a day; a hot key stays hot in both.
config-to-on-demand = Switch to on-demand
config-to-provisioned = Switch to provisioned
config-mode-begun = The mode is changing.
config-retention = Retention period
config-retention-field = Hours (24 to 8,760)
config-retention-note = How long a record can be read. A longer period costs more; it does not bring back what is gone.
config-retention-do = Change retention
config-retention-done = Records stay for {$x} h.

## Data viewer: a record’s data
viewer-note = At most 50 records a page. In AWS each page counts against the 5 GetRecords calls a second of a shard; here it costs nothing.
viewer-show = View
viewer-close = Close
viewer-raw = Raw
viewer-json = JSON
viewer-hex = Hex
viewer-base64 = Base64
viewer-data = Data of record {$x}
viewer-binary = binary, {$x}
viewer-kpl = KPL aggregate, {$x}
viewer-kpl-note = The Kinesis Producer Library has packed several records into this one. A consumer that knows it unpacks them; as it lies on the stream, it is bytes.
viewer-cut = The first 2 KiB of {$x}.
viewer-not-json = This is no JSON.

## Queues, consumers, and the comparison of both
queues = Queues
queues-none = No queues yet. Create one, send it a message and see who gets it.
queue-create = Create queue
queue-name = Name
queue-type = Type
queue-standard = Standard
queue-counts = {$visible} visible · {$flight} in flight · {$delayed} delayed
queue-visible = Messages available
queue-flight = Messages in flight
queue-delayed = Messages delayed
queue-oldest = Oldest message
queue-waiting = Receives waiting
queue-views = Parts of the queue
queue-messages = Send and receive messages
queue-details = Details
queue-monitoring = Monitoring
queue-redrive = Start DLQ redrive
queue-edit = Edit
queue-purge = Purge
queue-purge-question = Delete every message in {$x}?
queue-purge-begun = The purge has begun; it takes up to a minute.
queue-visibility = Visibility timeout (s)
queue-delay = Delivery delay (s)
queue-retention = Message retention period (s)
queue-wait = Receive message wait time (s)
queue-dead = Dead-letter queue
queue-no-dead = none
queue-receives-max = Maximum receives
queue-content = Content-based deduplication
queue-created = Created
queue-groups = Message groups
queue-groups-n = {$all}, of which {$blocked} are blocked
queue-sources = Takes dead letters of
queue-tag = Tag {$x}
queue-metrics-none = CloudWatch gets its first points at the end of a minute.
queue-count-dead = Dead-lettered
queue-count-moved-in = Moved in
queue-count-moved-out = Moved out
queue-count-expired = Expired
queue-count-purged = Purged
queue-count-duplicated = Delivered again by chance
queue-count-refused = Calls throttled
message-body = Message body
message-group = Message group ID
message-token = Message deduplication ID
message-token-none = none
message-delay = Delivery delay (s)
message-send = Send message
message-sent = Sent:
message-most = Maximum messages
message-wait = Wait time (s)
message-poll = Poll for messages
message-none-came = No message came.
message-received = Received messages
message-received-note = The receipt handle belongs to this receive. Once the message is visible again, deleting with it still succeeds, and on a standard queue it deletes nothing if somebody has received it since.
message-receives = Receive count
message-handle = Receipt handle {$x}
message-back = Visible again
message-back-in = in {$x}
message-back-now = visible now
message-not-shown = not among those shown
message-delete = Delete
message-release = Visible at once
message-longer = Hide 60 s
message-forget = Take off this list
message-deleted = DeleteMessage succeeded.
message-lying = What lies in the queue
message-lying-none = The queue is empty.
message-lying-none-more = Nothing lies beyond.
message-lying-note = AWS's console cannot show this: there, to see a message you must receive it. Looking here receives nothing.
message-oldest = To the oldest
message-age = Age
message-visible = visible
message-in-flight = in flight, {$x} left
message-delayed = delayed, {$x} left
message-dead-from = from {$x}
redrive-to = After {$x} receives, messages go to
redrive-from = Dead letters come from
redrive-none = Nothing comes here as a dead letter. Give this queue a dead-letter queue under Edit, or open the one that takes its dead letters.
redrive-not-dead = A redrive starts from the dead-letter queue, not from here.
redrive-destination = Message destination
redrive-to-sources = back to their sources
redrive-rate = Maximum velocity (messages/s)
redrive-rate-own = system optimized
redrive-start = DLQ redrive
redrive-begun = The redrive has begun.
redrive-moved = Messages moved
redrive-cancel = Cancel DLQ redrive
rate-messages = {$x} msg/s
consumer = Consumer
consumers-none = Nobody reads. Add a program that takes records from a stream or messages from a queue.
consumer-add = Add consumer
consumer-name = Name
consumer-reading = Reading
reading-shared = shared (GetRecords)
reading-fan-out = enhanced fan-out
consumer-work = Work for each
consumer-work-ms = Work for each (ms)
consumer-handled = Handled
consumer-again = Handled twice
consumer-replayed = Replayed
consumer-latency = From arrival to handled
consumer-behind = Behind
consumer-empty = Empty receives
consumer-throttled = Throttled reads
consumer-checkpoint = Checkpoint every
consumer-failover = Fail-over after
consumer-spark = What {$x} handled in the last 30 seconds
consumer-replay = Replay
consumer-replay-question = Begin again at the oldest record?
consumer-note-stream = Each consumer of a stream has its own place in it: reading takes nothing away. With shared reading all consumers of a shard share 2 MB and 5 calls a second, and each more makes the others slower: about 200 ms for one, a second for five. With enhanced fan-out each has a pipe of its own, some 70 ms, and pays for it.
consumer-note-queue = A worker receives, works, and deletes. What it has received is hidden from everybody else until the visibility timeout is over; if it dies before it deletes, the message comes back.
consumer-again-stream = A worker that takes over a shard goes on behind the last checkpoint. What its predecessor handled after that, it handles again: at least once, not exactly once.
consumer-again-queue = The message was visible again before it was deleted: the work took longer than the visibility timeout, or a standard queue delivered a copy.
consumer-throttled-note = A shard answers 5 GetRecords calls a second, for all consumers with shared reading together. What comes beyond gets ProvisionedThroughputExceededException and is tried again later.
workers = Workers
worker = Worker
worker-n = worker {$x}
worker-add = Add a worker
worker-remove = Remove a worker
worker-running = running
worker-slow = slow
worker-dead = dead
worker-kill = Kill
worker-slow-down = Slow
worker-revive = Revive
worker-leases = { $n ->
    [0] no shard
    [one] {$x} shard
   *[other] {$x} shards
}
worker-in-hand = { $n ->
    [0] nothing in hand
   *[other] {$x} in hand
}
workers-dead = { $n ->
    [one] {$x} worker dead
   *[other] {$x} workers dead
}
workers-idle = More workers than shards: one shard is read by one worker at a time, so the others stand by to take over.
handled-n = { $n ->
   *[other] {$x} handled
}
leases = Lease table
leases-none = No lease yet: the consumer has not seen the stream's shards.
leases-note = As the Kinesis Client Library keeps it in DynamoDB: a lease is the right to read one shard, and the checkpoint is how far that work is written down. A child shard waits until its parents have been read to SHARD_END.
lease-free = free
lease-waiting = waits for its parents
lease-reading = being read
lease-ended = read to its end
handled-last = Handled last
handled-none = Nothing handled yet.
turn = Turn
turn-first = first time
turn-again = again
turn-replayed = replayed
contrast-title = The same orders, twice
contrast-none = The same orders, put on a stream and sent to a queue, with two consumers on each side: see who gets what.
contrast-set-up = Set up the comparison
contrast-ready = Stream, queue and four consumers are there. Press Play; one second is one second.
contrast-tally-stream = {$arrived} arrived, {$held} still there for whoever comes next, {$lost} lost
contrast-tally-queue = {$arrived} arrived, {$held} still there, {$lost} lost
contrast-seen = Seen
contrast-again = Twice
contrast-replayed = Replayed
contrast-latency = Latency
contrast-replay = Replay from the beginning
contrast-why-stream = Reading deletes nothing, so {$consumer} can go back to the oldest record whenever it likes; the other one does not notice.
contrast-why-queue = No replay here: what was handled was deleted, and what was deleted is gone. Only what nobody deletes comes back, after {$wait}.
contrast-kill = Kill a worker
contrast-revive = Revive
contrast-dead-stream = Worker {$worker} of {$consumer} is dead. Its shard waits until its lease has not been renewed for {$wait}; then the other worker takes over.
contrast-dead-taken = Worker {$worker} of {$consumer} is dead and the other one has its shard. It went on behind the last checkpoint, which is written every {$checkpoint}.
contrast-dead-queue = Worker {$worker} of {$consumer} is dead. What it had in hand stays hidden and comes back {$wait} after it was received, for anybody.
contrast-doubled-stream = {$consumer} has handled {$n} records twice: those between the last checkpoint and the crash.
contrast-doubled-queue = {$consumer} has handled {$n} messages again that had been handled before.
contrast-replaying = {$consumer} has read {$n} records once more.
contrast-in-flight = { $n ->
   *[other] {$x} in flight
}
contrast-cost-stream = {$hour} an hour at this rate, nearly all of it for the shard, used or not: {$million} for a million records, but {$least} if the shard were full.
contrast-cost-queue = {$hour} an hour at this rate, nothing when idle: {$million} for a million messages, each sent, received and deleted; {$least} in batches of ten.

# Streaming SQL
figure-windows = Event time against arrival, with the watermark that windows close under: {$x}
figure-win-arrival = arrival
figure-win-event = event time
figure-win-now = now
figure-win-watermark = watermark
figure-win-delay = watermark {$x} behind
figure-win-dot-one = a record, when it arrived
figure-win-dot = 1 dot = {$n} records
figure-win-late = late: window had closed
figure-win-shut = closed
figure-win-open = open
figure-win-firing = just fired
figure-win-punctual = arrives as it happens
figure-win-rows-one = {$n} row
figure-win-rows = {$n} rows
figure-flow-late-one = {$n} late
figure-flow-late = {$n} late
figure-flow-open-one = {$n} window open
figure-flow-open = {$n} windows open
