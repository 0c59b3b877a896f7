CREATE TABLE bids (
  item STRING, price DOUBLE, amount BIGINT, bidtime TIMESTAMP(3), seller STRING, proc AS PROCTIME(),
  WATERMARK FOR bidtime AS bidtime - INTERVAL '5' SECOND
) WITH ('connector' = 'kinesis', 'stream' = 'bids');
CREATE TABLE sellers (id STRING, name STRING, city STRING) WITH ('connector' = 'filesystem', 'path' = 's3://refs/sellers');
CREATE TABLE results (item STRING, total DOUBLE) WITH ('connector' = 'kinesis', 'stream' = 'results');
CREATE TABLE per_window (window_start TIMESTAMP(3), window_end TIMESTAMP(3), total DOUBLE) WITH ('connector' = 'kinesis');
CREATE TABLE per_key (item STRING, window_end TIMESTAMP(3), cnt BIGINT) WITH ('connector' = 'kinesis');

--- a filter and expressions
INSERT INTO results
SELECT UPPER(item) AS item, price * amount -- a DOUBLE
FROM bids WHERE amount > 1 AND price BETWEEN 1 AND 10.5 OR NOT item LIKE 'x%';
--- columns as they are
INSERT INTO results SELECT item, price FROM bids;
--- a whole number into a double, and columns by name
INSERT INTO results (total, item) SELECT amount, item FROM bids;
--- functions
INSERT INTO results SELECT COALESCE(item, IF(amount > 1, 'many', 'one'), SUBSTRING(seller FROM 2 FOR 3) || '!'),
  CASE amount WHEN 1 THEN 1 WHEN 2 THEN 2.5 ELSE NULL END + EXTRACT(HOUR FROM bidtime) - ROUND(price, 1) + MOD(amount, 3)
FROM bids WHERE item IN ('a', 'b') AND bidtime > '2026-01-01 00:00:00' AND FLOOR(bidtime TO HOUR) = TIMESTAMPADD(MINUTE, 5, bidtime) AND seller IS NOT NULL;
--- casts
INSERT INTO results SELECT CAST(amount AS STRING), TRY_CAST(seller AS DECIMAL(10, 2)) FROM bids;
--- a view, WITH, a subquery, UNION ALL
CREATE TEMPORARY VIEW dear (item, price) AS SELECT item, price FROM bids WHERE price > 100;
INSERT INTO results WITH cheap AS (SELECT item, amount AS price FROM bids WHERE price < 1)
SELECT d.item, d.price FROM dear AS d UNION ALL SELECT * FROM (SELECT item, price FROM cheap) c;
--- a group without a window is corrected later
INSERT INTO results SELECT item, SUM(price) FROM bids GROUP BY item HAVING COUNT(*) > 2;
--- aggregates
INSERT INTO results SELECT item, AVG(price) FILTER (WHERE amount > 1) + COUNT(DISTINCT seller) + SUM(amount) + COUNT(*) * COUNT(*) FROM bids GROUP BY item;
--- distinct rows
INSERT INTO results SELECT DISTINCT item, price FROM bids;
--- a statement set and settings
SET 'pipeline.name' = 'two';
EXECUTE STATEMENT SET BEGIN
INSERT INTO results SELECT item, price FROM bids;
INSERT INTO results SELECT seller, price FROM bids;
END;
--- the other statement set
BEGIN STATEMENT SET;
INSERT INTO results SELECT item, price FROM bids;
END;
--- a table with everything
CREATE TABLE IF NOT EXISTS `my table` (
  id STRING NOT NULL COMMENT 'the key', millis BIGINT, `value` DECIMAL(10, 2),
  arrival TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, shard_id STRING METADATA VIRTUAL,
  ts AS TO_TIMESTAMP_LTZ(millis, 3), doubled AS `value` * 2,
  WATERMARK FOR ts AS ts - INTERVAL '1:30' MINUTE TO SECOND,
  PRIMARY KEY (id) NOT ENFORCED
) PARTITIONED BY (id) WITH ('connector' = 'kinesis', 'stream' = 'it''s', 'format' = 'json');
INSERT INTO `my table` SELECT item, amount, price FROM bids;
--- joined with a file
INSERT INTO results SELECT s.name, b.price FROM bids AS b JOIN sellers FOR SYSTEM_TIME AS OF b.proc AS s ON b.seller = s.id AND s.city <> b.item WHERE s.city = 'Paris';
--- joined, keeping rows without a partner
INSERT INTO results SELECT COALESCE(s.name, 'unknown'), price FROM bids LEFT JOIN sellers s ON s.id = UPPER(seller);
