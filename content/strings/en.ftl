### The page's words, in English. AWS's names stay as AWS writes them.

## The drawing (the build reads it too: one line for each message)
figure-works = The works: from producers to results
figure-producer = Producer
figure-loading = loading data…
figure-lap-one = lap {$n}
figure-lap = lap {$n}
figure-rate = {$n} rec/s
figure-shard = shard {$n}
figure-shards-one = {$n} shard
figure-shards = {$n} shards
figure-throttled-one = {$n} throttled in the last second
figure-throttled = {$n} throttled in the last second
figure-flush-size = last: size, {$bytes}
figure-flush-interval = last: time, {$bytes}
figure-flush-shutdown = last: on deletion, {$bytes}
figure-flush-partition-limit = last: too many partitions, {$bytes}
figure-flush-failure = last: failed records, {$bytes}
figure-objects-one = {$n} object
figure-objects = {$n} objects
figure-columns-one = {$n} column
figure-columns = {$n} columns
figure-tables-one = {$n} table
figure-tables = {$n} tables
figure-documents-one = {$n} document
figure-documents = {$n} documents
figure-crawling = reading objects…
figure-crawl-failed = the crawler failed
figure-no-table = no table yet
figure-running = querying…
figure-no-query = no query yet
figure-query-failed = the query failed
figure-scanned = {$bytes} read
figure-no-visual = no visual yet
figure-domain-processing = preparing the domain…
figure-search-hint = find a flight…
figure-dot-one = 1 dot = 1 record
figure-dot = 1 dot = {$n} records
figure-legend = width = rate, clay = trouble
figure-more-one = and {$n} more
figure-more = and {$n} more
figure-empty-producer = No producer
figure-empty-stream = No data stream
figure-empty-delivery = No Firehose stream
figure-empty-bucket = No bucket
figure-empty-domain = No OpenSearch domain
figure-contrast = One stream and one queue: who has seen what
figure-consumer = Consumer
figure-visible = visible
figure-in-flight = in flight
figure-delayed = delayed
figure-dead-letters = Dead-letter queue
figure-rate-messages = {$n} msg/s
figure-behind = {$n} behind
figure-again-one = {$n} handled twice
figure-again = {$n} handled twice
figure-replayed-one = {$n} replayed
figure-replayed = {$n} replayed
figure-handled-one = {$n} handled
figure-handled = {$n} handled
figure-workers-one = {$n} worker
figure-workers = {$n} workers
figure-all-see = every consumer sees every record
figure-one-takes = each message goes to one consumer
figure-in-stream = in the stream
figure-in-queue = in the queue
figure-older = older
figure-newest = newest
figure-once = handled
figure-twice = handled twice
figure-again-asked = replayed
figure-never = not seen

## Dates (one word for each entry)
date-weekdays = Mon Tue Wed Thu Fri Sat Sun
date-months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec

## The bar above
seed = seed {$x}
cost-so-far = {$x} so far
cost-tip = What AWS would have charged, at list prices; nobody charges anything
memory = memory: {$used} of {$max}
branch = branch {$x}
follow-record = Follow a record
follow-none = There are no records yet. Press Play.
follow-cannot = Cannot be followed
save = Save the run (.acequia)
open = Open a run (.acequia)
opened = Run opened.
reset = Start over
reset-question = Lose this run?
other-language = Español
theme = Dark theme
engine-lake = SQL engine
engine-search = search engine
engine-building = {$engine}: building…
engine-loading = {$engine}: loading {$part}
engine-failed = {$engine}: unavailable
locked = These works are for looking at, not for changing.
copied = Copied.
copy-failed = Could not copy: the browser does not allow it here.
file-unreadable = The file cannot be read.
file-taken = { $n ->
    [one] {$x} record read; it is a source now
   *[other] {$x} records read; they are a source now
}
line = line {$x}
starting = Opening the gates…

## The drawing and the transport bar
stage = The works
stage-keys = Space plays or pauses; full stop and comma step on and back by one event; N goes to the next interesting event; brackets change the speed; Home and End go to the ends; plus, minus and 0 zoom; F fills the screen. Tab or the arrows move among the services; Enter opens their console.
stage-as-list = Show the works as a list
stage-as-drawing = Show the works as a drawing
stage-list = The works as a list
stage-tools = View of the drawing
zoom-in = Zoom in (+)
zoom-out = Zoom out (-)
zoom-fit = Fit (0)
full-screen = Full screen (F)
place = Service
state = State
rate-in = Records/s in
rate-out = Records/s out
comes-from = From
goes-to = To
edge-throttled = throttled
edge-denied = denied
edge-failed = failed
transport = Transport
to-start = Back to start (Home)
step-back = One event back (,)
play = Play
pause = Pause
step = One event (.)
next-interesting = Next interesting event (N)
speed = Speed
slower = real: {$x}×
slower-tip = This machine cannot do more; the clock runs slower and nothing is skipped
scrub = Position in the run
since-start = {$x} since the start
waiting-on = Waiting for {$x}
waiting-building = the engine is being built
waiting-loading = the engine is loading
waiting-running = running
progress = Progress
cancel = Cancel
fail-and-go-on = Fail it and go on
ran-ahead = The clock ran {$time} ahead for {$what}.
set-aside = { $n ->
    [one] {$x} later action set aside
   *[other] {$x} later actions set aside
}
undo = Undo
law-broken = Law {$id} does not hold: {$found}
memory-more = Allow {$x}

## Parts
dismiss = Dismiss
copy = Copy
close = Close
edit = Edit
apply = Apply
delete = Delete
delete-question = Delete {$x}?
confirm-yes = Yes
confirm-no = No
saved = Saved.
save-changes = Save changes
of = {$part} of {$whole}
pager = {$from} to {$to} of {$total}
pager-back = Previous
pager-on = Next
chart-as-table = Show as table
chart-as-chart = Show as chart
follow = Follow
follow-row = Follow row {$x}
follow-row-of = Row {$x}: {$records}
follow-records = { $n ->
    [one] Follow its {$x} record
   *[other] Follow its {$x} records
}
download = Download
when = When
now = Now
records = Records
bytes = Bytes
cost = Cost
source = Source
destination = Destination
data = Data
consoles = Consoles

## Tabs
tab-producers = Producers
tab-shards = Shards
tab-records = Data viewer
tab-consumers = Consumers
tab-queues = Queues
tab-contrast = Stream or queue
tab-analytics = Data Analytics
tab-delivery = Firehose
tab-buffers = Buffer size
tab-lateness = Late records
tab-objects = Objects
tab-catalog = Catalog
tab-query = Query editor
tab-dashboard = Dashboard
tab-discover = Discover
tab-events = Events
tab-trail = CloudTrail
tab-metrics = Metrics
tab-bill = Bill
tab-iam = IAM
tab-laws = Laws

## Producers
producer-add = Add producer
producers-none = Nobody sends records.
producers-note = Drop a CSV or JSON file anywhere on the works and it becomes another source of records.
file-own = A file of yours…
producer-start = Start
producer-stop = Stop
producer-running = running
producer-stopped = stopped
producer-spark = Records a second of {$x}, last 30 seconds
data-loading = loading data
throttled-now = { $n ->
    [one] {$x} throttled
   *[other] {$x} throttled
}
rate = {$x} records/s
rate-wanted = Rate: {$x} records a second
rate-exact = Exact rate
records-put = { $n ->
    [one] {$x} record sent
   *[other] {$x} records sent
}
retrying = { $n ->
    [one] {$x} to be retried
   *[other] {$x} to be retried
}
lap = lap {$x}
shape = Shape
shape-constant = constant
shape-ramp = ramp
shape-spike = spikes
shape-wave = wave
key-field = Partition key
key-random = (random)
source-flights = flights (BTS, 2001)
source-clicks = clicks (Zipf)
source-tickers = tickers (AWS’s demo data)
seed-own = Seed
producer-target = Target
producer-library = Retries and aggregation (as in the KPL)
producer-aggregation = Aggregate small records into larger ones
producer-backoff = Back-off (ms)
producer-ttl = Record TTL (ms)
producer-lost = Answers lost (%)
producer-late = Late records (%)
producer-late-max = Held back at most (s)
producer-held = held back now: {$x}
producer-again = put again: {$x}
producer-doubled = there twice: {$x}
producer-dropped = given up: {$x}
producer-library-note = A lost answer looks like a failure: the producer puts the records again, and they lie there twice, with different sequence numbers.

## Kinesis
streams = Data streams
streams-none = No data stream yet. Create one so that producers have somewhere to write.
stream-create = Create data stream
stream-name = Data stream name
shard-count = Provisioned shards
mode-provisioned = Provisioned
mode-on-demand = On-demand
retention = retention: {$x} h
held = {$records} records, {$bytes}
iterator-age = IteratorAge: {$x}
shard-id = Shard
shard-one = Shard
shard-load = Load
shard-records = Records/s
shard-bytes = Bytes/s
shard-throttled = Throttled/s
shard-held = Retained
last-at = last at {$x}
data-viewer = Data viewer
put-record = PutRecord: one record by hand
put-and-follow = Send and follow
put-done = Accepted:
put-note = The MD5 of the partition key decides the shard.
partition-key = Partition key
sequence-number = Sequence number
arrival = Arrival
starting-position = Starting position
position-trim = Trim horizon
position-latest = Latest
position-at = At sequence number
position-after = After sequence number
position-time = At timestamp
position-seconds = Seconds since the start
get-records = Get records
next-records = Next records
behind-latest = {$x} behind latest
records-none = This shard has no records at that position.

## S3
buckets-none = No bucket yet.
bucket-create = Create bucket
bucket-name = Bucket name
bucket-delete = Delete bucket
folders = Folders
objects-n = { $n ->
    [one] {$x} object
   *[other] {$x} objects
}
objects-none = No objects here. The first one lands when Firehose lets its buffer go.
upload = Upload…
uploaded = Uploaded:
key = Name
size = Size
modified = Last modified
lines-n = { $n ->
    [one] {$x} line
   *[other] {$x} lines
}
unpacked = unpacked to be shown
object-binary = This is not text. You can download it.

## Glue
crawlers = Crawlers
crawlers-none = No crawler yet.
crawler-create = Create crawler
crawler-name = Crawler name
crawler-path = S3 path
crawler-run = Run crawler
crawler-stop = Stop crawler
crawler-go = Go to the crawler
crawler-note = It reads as the role glue-crawler: for a new bucket, give it permission in IAM.
crawl-never = has never run
crawl-last = tables: {$tables} created, {$updated} updated; partitions: {$partitions}; files read: {$files}
tables = Databases and tables
tables-none = No table yet: run the crawler.
table-query = Query
database = Database
database-new = (new)
database-name = Database name
columns-n = { $n ->
    [one] {$x} column
   *[other] {$x} columns
}
partitions-n = { $n ->
    [one] {$x} partition
   *[other] {$x} partitions
}
column = Column
type = Type
partition-key-short = partition
location = Location
classification = Classification
updated = Updated
schema = Schema

## Athena
run = Run
clear = Clear
results = Results
recent-queries = Recent queries
results-none = Press Run (Ctrl+Enter) and the result comes here.
queries-none = No queries yet.
editor-note = Ctrl+Enter runs all; with Shift, the selection. Ctrl+Space completes. Esc, then Tab leaves the editor.
query-queued = Queued
query-running = Running
query-completed = Completed
query-failed = Failed
query-cancelled = Cancelled
time-in-queue = Time in queue
run-time = Run time
data-scanned = Data scanned
engine-time = real engine
rows-n = { $n ->
    [one] {$x} row
   *[other] {$x} rows
}
download-csv = Download results (CSV)
run-selected = Run selection
run-again = Run again
format-sql = Format
save-query = Save
loading = Loading…
sheets = Query tabs
sheet-name = Query {$x}
sheet-new = New query
sheet-close = Close {$x}
sheet-rename = Rename {$x}
sheet-rename-as = Name of the query
saved-queries = Saved queries
saved-none = Save keeps the query in front here, until the page is closed.
query-saved = Saved as {$x}.
rows-first = the first {$x} are kept to look at
rows-not-kept = The rows of older queries are not kept here. The result file still has them all.
rows-none = The query gives no rows.
rows-none-pass = No row passes the filters.
row-number = Row
copy-result = Copy the result
copy-as = Copy as {$x}
copy-column = Copy column
chart-this = Chart this
chart-title = {$value} by {$category}
column-menu = Column {$x}: order, filter, summary
order = Order
order-up = Ascending
order-down = Descending
order-none = None
filters = Filters
filter = Filter
filter-clear = Clear this column’s filter
filter-contains = {$column} contains “{$text}”
contains = contains…
sorted-up = {$x}, ascending
sorted-down = {$x}, descending
take-back = Remove: {$x}
top-values = Most frequent values
sum-rows = Rows
sum-nulls = NULL
sum-distinct = Distinct
sum-min = Min
sum-max = Max
sum-mean = Mean

## Keys
keys = Keyboard shortcuts
keys-stage = While the drawing has the focus
keys-play = Play or pause
keys-step = One event on, one back
keys-next = Next interesting event
keys-speed = Slower, faster
keys-ends = To the start, to the end
keys-places = Move among the services
keys-open = Open the service’s console
keys-zoom = Zoom in, out, fit
keys-full = Full screen
keys-editor = In the query editor
keys-run = Run everything
keys-run-selected = Run the selection, or the statement at the cursor
keys-complete = Complete
keys-comment = Comment or uncomment
keys-format = Format
keys-save = Save the query
keys-tabs = Tab before, tab after
keys-leave = Leave the editor
keys-anywhere = Anywhere but in a text field
keys-sheet = This sheet
keys-consoles = On the tabs: the next console

## QuickSight
dashboard-none = No analysis yet. Create the first one: delay by origin and by day.
dashboard-no-table = A visual needs a table: run the crawler first.
analysis = Analysis
analysis-create = Create analysis
analysis-first = Delays
visual-by-origin = Average delay by origin (min)
visual-by-day = Average delay by day (min)
visual-overall = Average delay (min)
visual-add = Add visual
visual-title = Title
visual-type = Visual type
visual-empty = No data: press Refresh.
mark-bar = Bar
mark-line = Line
mark-kpi = KPI
well-x = X axis
well-value = Value
well-aggregate = Aggregate
agg-average = Average
agg-sum = Sum
agg-count = Count
agg-min = Min
agg-max = Max
agg-distinct-count = Count distinct
refresh = Refresh
refreshing = refreshing
refreshed-at = refreshed at {$x}
left-out = { $n ->
    [one] {$x} category left out
   *[other] {$x} categories left out
}

## OpenSearch
domains-none = No OpenSearch domain yet.
domain-create = Create domain
indices-none = No index yet: it comes with Firehose’s first delivery.
documents-none = The index is empty: Firehose’s next delivery fills it.
documents-n = { $n ->
    [one] {$x} document
   *[other] {$x} documents
}
pending-n = { $n ->
    [one] {$x} to be refreshed
   *[other] {$x} to be refreshed
}
search = Search
search-placeholder = Honolulu · origin:HNL AND delay:>30
search-hint = Type a word (a city, a code) or a Lucene query. Fields:
hits-n = { $n ->
    [one] {$x} hit
   *[other] {$x} hits
}
hits-none = Nothing matches. Try fewer words.
score = score {$x}
domain = Domain
method = Method
dev-tools = Dev Tools
dev-tools-none = Ctrl+Enter or Send; the response comes here.
path = Path
send = Send
request-body = Request body
response = Response

## The followed record
followed = Followed record
followed-of = { $n ->
    [one] {$x} record behind this
   *[other] {$x} records behind this
}
followed-first = { $n ->
    [one] ({$x} of them is here)
   *[other] ({$x} of them are here)
}
followed-total = {$x} from end to end
with-key = key {$x}

## Ledgers
events-none = Nothing has happened yet.
interesting-only = Interesting ones only
jump-here = Go to this instant
trail-none = No call matches.
errors-only = Errors only
data-events = Data events too
read-only = read-only
as-cli = The same call with the AWS CLI
request = Request
metric = Metric
dimensions = Dimensions
statistic = Statistic
last-minutes = By the minute
metrics-none = No metrics yet: they come with the first records.
bill = Estimated bill
bill-month = {$x} a month, at this pace
bill-note = List prices of us-east-1 as of {$x}; no free tier. Nobody charges anything here.
service = Service
usage = Usage
quantity = Quantity
unit-price = Unit price
laws-note = what holds whatever happens
law-holds = holds
law-fails = does not hold

## Laws (a law without words here is said as the service writes it)
law-S3-1 = a bucket's bytes = the bytes of its objects
law-S3-2 = bytes put = bytes held + bytes deleted or overwritten
law-S3-3 = every key has 1 to 1,024 bytes
law-S3-4 = every delivered record of a known object is found by its identity
law-K-1 = the open shards of a stream take each hash key exactly once
law-K-2 = accepted = retained + trimmed, on each shard
law-K-3 = offered = accepted + throttled, on each stream
law-K-4 = no shard takes more than 1,000 records or 1 MiB a second, but for one second's burst
law-K-5 = records of a shard are numbered in the order of arrival
law-FH-1 = accepted = delivered + buffered + dropped + in error objects + lost
law-FH-2 = an open buffer is smaller than its size
law-FH-3 = a buffer's counts are those of the records in it
law-FH-4 = no record is taken in twice
law-FH-5 = an open buffer is not older than its interval
law-GL-1 = each table belongs to a database
law-GL-2 = a partition has one value for each key of its table
law-GL-3 = a crawler that is ready has no crawl under way
law-AT-1 = a query that succeeded has a result object
law-AT-2 = a query over no bytes scans none, and one that failed is not billed
law-AT-3 = a query has an end if and only if it is no longer active
law-AT-4 = no more queries are active than the quota allows
law-IAM-1 = every attached policy exists
law-IAM-2 = no more managed policies than the quota allows
law-QS-1 = a visual that is ready was read by a query, or from an ingestion
law-QS-2 = a data set holds the rows that its last completed ingestion took in
law-QS-3 = at most one ingestion of a data set is under way
law-OS-1 = documents = documents made - documents deleted
law-OS-2 = documents = those that searches see + those that wait - those that leave
law-OS-3 = what has changed is seen after one refresh interval at the latest
law-OS-4 = a segment never loses more lines than it has
law-CL-1 = made = accepted + waiting + held back + dropped, for each producer
law-CL-2 = a shard is read after its parents’ ends
law-CL-3 = what is written down as handled was handled

## IAM
iam-note = who may do what; an explicit deny wins over all
iam-role = role
iam-user = user
deny-add = Add a Deny
deny-note = Try breaking it: deny s3:PutObject to Firehose’s role and watch the drawing.
policies-none = No policies: it may do nothing.
policies-managed = Managed policies
policy-attach = Attach…
policy-detach = Detach
detach-question = Detach {$x}?
policy-inline = inline
policy-simulator = Policy simulator
trust-policy = Trust policy
action = Action
resource = Resource
resource-any = any (*)
simulate = Simulate
account = account {$x}

## What the simulation says: events
event-producer-lap = {$producer} begins lap {$lap}
event-producer-dropped = {$producer} drops {$records} records after retrying them
event-producer-failed = {$producer} cannot send: {$error}: {$message}
event-consumer-failed = {$consumer} cannot read: {$error}: {$message}
event-consumer-lease-taken = Worker {$worker} of {$consumer} takes {$shard} from worker {$before} and goes on at the last checkpoint
event-consumer-replays = {$consumer} reads {$stream} again from the oldest record on
event-consumer-shard-ended = {$consumer} has read {$shard} to its end
event-consumer-worker-died = Worker {$worker} of {$consumer} has died, with all that it had in hand
event-kinesis-resharded = Data stream {$stream} has {$shards} open shards now
event-kinesis-scaled = On-demand stream {$stream} has split its hot shards, {$shards} are open
event-kinesis-stream-active = Data stream {$stream} is active, {$shards} shards
event-kinesis-stream-deleted = Data stream {$stream} deleted
event-kinesis-throttled = {$shard} of {$stream} throttles {$records} records
event-kinesis-trimmed = {$stream} lets {$records} records go by retention
event-sqs-queue-created = Queue {$queue} created
event-sqs-queue-deleted = Queue {$queue} deleted, with {$messages} messages
event-sqs-purged = {$queue} purged: {$messages} messages deleted
event-sqs-expired = {$queue} lets {$messages} messages go by retention
event-sqs-dead-lettered = {$queue} gives up on {$messages} messages; they go to {$target}
event-sqs-moved = {$messages} messages of {$queue} returned
event-sqs-move-failed = Returning the messages of {$queue} fails after {$messages}: {$reason}
event-sqs-over-limit = {$queue} gives no more: too many messages in flight
event-sqs-throttled = {$queue} refuses a call: too many in a second
event-kinesisanalytics-created = Application {$application} created
event-kinesisanalytics-updated = Application {$application} changed: version {$version}
event-kinesisanalytics-running = Application {$application} runs, version {$version}; from snapshot: {$snapshot}
event-kinesisanalytics-start-failed = Application {$application} does not start: {$code}: {$message}
event-kinesisanalytics-rolling-back = Application {$application} goes back from version {$from} to {$to}
event-kinesisanalytics-stopped = Application {$application} has stopped
event-kinesisanalytics-deleted = Application {$application} deleted
event-kinesisanalytics-failed = Application {$application} fails and will go back to its last checkpoint: {$code}: {$message}
event-kinesisanalytics-recovered = Application {$application} works again
event-kinesisanalytics-shard-ended = {$application} has read {$shard} to its end
event-kinesisanalytics-snapshot = Snapshot {$snapshot} of {$application} is ready: {$bytes}
event-kinesisanalytics-snapshot-failed = Snapshot {$snapshot} of {$application} failed: the job does not run
event-firehose-active = Firehose stream {$delivery_stream} is active
event-firehose-delivered = {$delivery_stream} lets go of {$records} records, {$bytes}, { $reason ->
    [size] by size
    [interval] by time
    [shutdown] on deletion
    [partition-limit] because of too many partitions
   *[other] {$reason}
}
event-firehose-documents-failed = {$delivery_stream} writes {$records} failed records to {$bucket}/{$key}
event-firehose-indexed = {$delivery_stream} delivers {$records} documents to {$index}, {$bytes}, { $reason ->
    [size] by size
    [interval] by time
    [shutdown] on deletion
    [partition-limit] because of too many partitions
   *[other] {$reason}
}
event-firehose-delivery-failed = {$delivery_stream} cannot deliver: {$code}. {$message}
event-firehose-data-lost = {$delivery_stream} loses {$records} records ({$bytes})
event-firehose-read-failed = {$delivery_stream} cannot read its source: {$code}. {$message}
event-firehose-throttled = {$delivery_stream} throttles {$records} records
event-glue-crawl-started = Crawler {$crawler} starts
event-glue-crawl-finished = Crawler {$crawler} ends: {$created} tables created, {$updated} updated, {$partitions} partitions
event-glue-crawl-cancelled = Crawler {$crawler} was cancelled
event-glue-crawl-failed = Crawler {$crawler} fails: {$reason}
event-glue-file-problem = Crawler {$crawler} stumbles: {$problem}
event-glue-csv-quoted = {$table} has quoted CSV, which Glue’s SerDe does not understand
event-athena-query-started = Query {$query} runs
event-athena-query-finished = Query {$query} done: {$rows} rows, {$bytes} read, {$milliseconds} ms
event-athena-query-failed = Query {$query} failed: {$reason}
event-athena-query-cancelled = Query {$query} cancelled
event-athena-result-cut = Query {$query} gives {$rows} rows; {$written} are written
event-quicksight-refreshed = {$visual} of {$analysis} refreshed: {$rows} rows
event-quicksight-refresh-failed = {$visual} of {$analysis} could not be refreshed: {$reason}
event-quicksight-ingested = {$dataset} loaded into SPICE: {$rows} rows, {$dropped} dropped
event-quicksight-ingestion-failed = {$dataset} could not be loaded: {$reason}
event-opensearch-domain-creating = Domain {$domain} is being created
event-opensearch-domain-active = Domain {$domain} is active
event-opensearch-domain-deleting = Domain {$domain} is being deleted
event-opensearch-domain-deleted = Domain {$domain} deleted
event-opensearch-index-created = Index {$index} created in {$domain}
event-opensearch-index-deleted = Index {$index} deleted from {$domain}
event-opensearch-refreshed = {$index} refreshed: {$documents} documents in sight
event-s3-bucket-created = Bucket {$bucket} created
event-s3-bucket-deleted = Bucket {$bucket} deleted
event-s3-object-created = {$key} lands in {$bucket}: {$bytes}
event-s3-object-deleted = {$key} deleted from {$bucket}
job-query = the query
job-crawl = the crawler {$crawler}
job-search = the search
job-refresh = refreshing {$name}
job-other = an engine
paused-memory = Paused: the memory is full ({$used} of {$budget}). Lower the rate or the retention, delete objects, or allow more.
paused-rebuilt = Paused: the simulator was rebuilt up to the last good instant.
paused-broken = Paused: {$message}
hop-produced = Leaves {$producer}
hop-put = Kinesis {$stream}, {$shard}
hop-direct-put = Direct PUT to {$name}
hop-polled = Firehose {$name} reads it
hop-buffered = In the buffer of {$name}
hop-delivered = S3 {$bucket}, line {$line} of {$key}
hop-indexed = OpenSearch {$domain}, index {$index}
hop-crawled = In the table {$database}.{$table}
hop-queried = Athena, row {$row} of the query
hop-drawn = QuickSight, {$visual}
hop-found = Found in {$domain}
hop-dropped = Dropped in {$name} {$error}
hop-expired = Expired on {$stream}
unfollowable-no-select = Only the rows of a SELECT can be followed.
unfollowable-no-table = Its rows come from the statement itself, not from a file: there are no records behind them.
unfollowable-with = Its rows come from a table that WITH makes: put that SELECT in its place to follow them.
unfollowable-set = {$set} puts the rows of several SELECTs together: run one of them alone to follow its rows.
unfollowable-join = Its rows join tables: there is no single record behind each. Select from one table to follow its rows.
unfollowable-subquery = Its rows come from a subquery: run that alone to follow its rows.
unfollowable-totals = ROLLUP, CUBE and GROUPING SETS put totals among the groups: a plain GROUP BY can be followed.
unfollowable-distinct = DISTINCT makes one row of several groups: without it, each group can be followed.
unfollowable-key = A condition on single records cannot say “{$key}”: group by something else to follow the rows.
unfollowable-key-type = No condition can name a value of “{$key}” ({$type}): group by parts of it to follow the rows.
unfollowable-not-kept = The rows of old queries are not kept: run it again to follow them.
unfollowable-past-kept = Only the first 10,000 rows of a result can be followed.
unfollowable-other = Cannot be followed: {$reason}
unfollowable-not-a-record = It did not come as a stream’s record: there is no way to follow.
unfollowable-gone = It is gone: its retention has passed, or it was deleted.
