--- tumble, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  action STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, action, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(event_time), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, action;
--- tumble, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(arrived_at), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, origin;
--- tumble, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE `my-own`, DESCRIPTOR(arrived_at), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, id;
--- hop, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  action STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, action, COUNT(*) AS records
FROM TABLE(HOP(TABLE clicks, DESCRIPTOR(event_time), INTERVAL '15' SECOND, INTERVAL '45' SECOND))
GROUP BY window_start, window_end, action;
--- hop, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, COUNT(*) AS records
FROM TABLE(HOP(TABLE flights, DESCRIPTOR(arrived_at), INTERVAL '15' SECOND, INTERVAL '45' SECOND))
GROUP BY window_start, window_end, origin;
--- hop, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, COUNT(*) AS records
FROM TABLE(HOP(TABLE `my-own`, DESCRIPTOR(arrived_at), INTERVAL '15' SECOND, INTERVAL '45' SECOND))
GROUP BY window_start, window_end, id;
--- cumulate, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  action STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, action, COUNT(*) AS records
FROM TABLE(CUMULATE(TABLE clicks, DESCRIPTOR(event_time), INTERVAL '20' SECOND, INTERVAL '60' SECOND))
GROUP BY window_start, window_end, action;
--- cumulate, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, COUNT(*) AS records
FROM TABLE(CUMULATE(TABLE flights, DESCRIPTOR(arrived_at), INTERVAL '20' SECOND, INTERVAL '60' SECOND))
GROUP BY window_start, window_end, origin;
--- cumulate, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, COUNT(*) AS records
FROM TABLE(CUMULATE(TABLE `my-own`, DESCRIPTOR(arrived_at), INTERVAL '20' SECOND, INTERVAL '60' SECOND))
GROUP BY window_start, window_end, id;
--- session, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  `user` STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, `user`, COUNT(*) AS records
FROM TABLE(SESSION(TABLE clicks PARTITION BY `user`, DESCRIPTOR(event_time), INTERVAL '15' SECOND))
GROUP BY window_start, window_end, `user`;
--- session, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, COUNT(*) AS records
FROM TABLE(SESSION(TABLE flights PARTITION BY origin, DESCRIPTOR(arrived_at), INTERVAL '15' SECOND))
GROUP BY window_start, window_end, origin;
--- session, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, COUNT(*) AS records
FROM TABLE(SESSION(TABLE `my-own` PARTITION BY id, DESCRIPTOR(arrived_at), INTERVAL '15' SECOND))
GROUP BY window_start, window_end, id;
--- top, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  page STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, page, records
FROM (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY window_start, window_end ORDER BY records DESC
  ) AS place
  FROM (
    SELECT window_start, window_end, page, COUNT(*) AS records
    FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(event_time), INTERVAL '30' SECOND))
    GROUP BY window_start, window_end, page
  )
)
WHERE place <= 3;
--- top, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, records
FROM (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY window_start, window_end ORDER BY records DESC
  ) AS place
  FROM (
    SELECT window_start, window_end, origin, COUNT(*) AS records
    FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(arrived_at), INTERVAL '30' SECOND))
    GROUP BY window_start, window_end, origin
  )
)
WHERE place <= 3;
--- top, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, records
FROM (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY window_start, window_end ORDER BY records DESC
  ) AS place
  FROM (
    SELECT window_start, window_end, id, COUNT(*) AS records
    FROM TABLE(TUMBLE(TABLE `my-own`, DESCRIPTOR(arrived_at), INTERVAL '30' SECOND))
    GROUP BY window_start, window_end, id
  )
)
WHERE place <= 3;
--- lookup, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  event_time TIMESTAMP_LTZ(3),
  processed_at AS PROCTIME(),
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE teams (
  device STRING,
  team STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 's3://lake/reference/teams.json',
  'format' = 'json'
);

CREATE TABLE results (
  event_time TIMESTAMP_LTZ(3),
  device STRING,
  team STRING
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT s.event_time, s.device, t.team
FROM clicks AS s
JOIN teams FOR SYSTEM_TIME AS OF s.processed_at AS t
ON s.device = t.device;
--- lookup, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  processed_at AS PROCTIME(),
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE teams (
  origin STRING,
  team STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 's3://lake/reference/teams.json',
  'format' = 'json'
);

CREATE TABLE results (
  arrived_at TIMESTAMP_LTZ(3),
  origin STRING,
  team STRING
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT s.arrived_at, s.origin, t.team
FROM flights AS s
JOIN teams FOR SYSTEM_TIME AS OF s.processed_at AS t
ON s.origin = t.origin;
--- lookup, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  arrived_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  processed_at AS PROCTIME(),
  WATERMARK FOR arrived_at AS arrived_at - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE teams (
  id STRING,
  team STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 's3://lake/reference/teams.json',
  'format' = 'json'
);

CREATE TABLE results (
  arrived_at TIMESTAMP_LTZ(3),
  id STRING,
  team STRING
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT s.arrived_at, s.id, t.team
FROM `my-own` AS s
JOIN teams FOR SYSTEM_TIME AS OF s.processed_at AS t
ON s.id = t.id;
--- clock, clicks, ''
CREATE TABLE clicks (
  `user` STRING,
  page STRING,
  action STRING,
  device STRING,
  processed_at AS PROCTIME()
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  action STRING,
  records BIGINT
) WITH (
  'connector' = 'chart'
);

INSERT INTO results
SELECT window_start, window_end, action, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(processed_at), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, action;
--- clock, flights, 'stream counts'
CREATE TABLE flights (
  origin STRING,
  destination STRING,
  delay BIGINT,
  processed_at AS PROCTIME()
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/flights',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  origin STRING,
  records BIGINT
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/counts',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, origin, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(processed_at), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, origin;
--- clock, my-own, 'delivery to-lake'
CREATE TABLE `my-own` (
  id STRING,
  processed_at AS PROCTIME()
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = 'arn:aws:kinesis:us-east-1:111122223333:stream/my-own',
  'aws.region' = 'us-east-1',
  'source.init.position' = 'LATEST',
  'format' = 'json'
);

CREATE TABLE results (
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  id STRING,
  records BIGINT
) WITH (
  'connector' = 'firehose',
  'delivery-stream' = 'to-lake',
  'aws.region' = 'us-east-1',
  'format' = 'json'
);

INSERT INTO results
SELECT window_start, window_end, id, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE `my-own`, DESCRIPTOR(processed_at), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, id;
