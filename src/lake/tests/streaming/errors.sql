CREATE TABLE bids (
  item STRING, price DOUBLE, amount BIGINT, bidtime TIMESTAMP(3), seller STRING, proc AS PROCTIME(),
  WATERMARK FOR bidtime AS bidtime - INTERVAL '5' SECOND
) WITH ('connector' = 'kinesis', 'stream' = 'bids');
CREATE TABLE sellers (id STRING, name STRING, city STRING) WITH ('connector' = 'filesystem', 'path' = 's3://refs/sellers');
CREATE TABLE results (item STRING, total DOUBLE) WITH ('connector' = 'kinesis', 'stream' = 'results');
CREATE TABLE per_window (window_start TIMESTAMP(3), window_end TIMESTAMP(3), total DOUBLE) WITH ('connector' = 'kinesis');
CREATE TABLE per_key (item STRING, window_end TIMESTAMP(3), cnt BIGINT) WITH ('connector' = 'kinesis');

--- no such column
INSERT INTO results SELECT item, prize FROM bids;
--- another case
INSERT INTO results SELECT Item, price FROM bids;
--- no such column of a table
INSERT INTO results SELECT b.item, b.cost FROM bids b;
--- no such table
INSERT INTO results SELECT item, price FROM bid;
--- no such table to write to
INSERT INTO result_s SELECT item, price FROM bids;
--- a wrong word
INSERT INTO results SELECT item, price FORM bids;
--- a wrong first word
INSERRT INTO results SELECT item, price FROM bids;
--- the end is missing
INSERT INTO results SELECT item, price FROM bids WHERE (price > 1
--- a text without its end
INSERT INTO results SELECT item, price FROM bids WHERE item = 'x;
--- double quotes
INSERT INTO results SELECT "item", price FROM bids;
--- a reserved word
CREATE TABLE t (timestamp TIMESTAMP(3)) WITH ('connector' = 'kinesis');
--- no such function
INSERT INTO results SELECT UPER(item), price FROM bids;
--- a function for other types
INSERT INTO results SELECT UPPER(price), price FROM bids;
--- a function that is not here
INSERT INTO results SELECT REGEXP_EXTRACT(item, 'x', 1), price FROM bids;
--- a sum of texts
INSERT INTO results SELECT item, SUM(seller) FROM bids GROUP BY item;
--- types that do not go together
INSERT INTO results SELECT item, price FROM bids WHERE price = 'dear';
--- a number and a text
INSERT INTO results SELECT item + 1, price FROM bids;
--- too few columns
INSERT INTO results SELECT item FROM bids;
--- wrong types for the sink
INSERT INTO results SELECT price, item FROM bids;
--- an ambiguous column
INSERT INTO results SELECT name, price FROM bids JOIN sellers ON seller = sellers.id JOIN sellers AS s2 ON seller = s2.id;
--- a column that is not grouped
INSERT INTO results SELECT seller, SUM(price) FROM bids GROUP BY item;
--- an aggregate in WHERE
INSERT INTO results SELECT item, price FROM bids WHERE COUNT(*) > 1;
--- no time attribute
CREATE TABLE late (ts TIMESTAMP(3), a DOUBLE) WITH ('connector' = 'kinesis');
INSERT INTO per_window SELECT window_start, window_end, SUM(a) FROM TABLE(TUMBLE(TABLE late, DESCRIPTOR(ts), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- no time attribute for the older functions
INSERT INTO per_key SELECT item, TUMBLE_END(seller, INTERVAL '1' MINUTE), COUNT(*) FROM bids GROUP BY item, TUMBLE(seller, INTERVAL '1' MINUTE);
--- a time is lost by computing
INSERT INTO per_window SELECT window_start, window_end, SUM(p) FROM TABLE(TUMBLE((SELECT price AS p, bidtime + INTERVAL '1' HOUR AS t FROM bids), DESCRIPTOR(t), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- another window than the grouped one
INSERT INTO per_key SELECT item, TUMBLE_END(bidtime, INTERVAL '2' MINUTE), COUNT(*) FROM bids GROUP BY item, TUMBLE(bidtime, INTERVAL '1' MINUTE);
--- a hop that does not divide
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(HOP(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '3' MINUTES, INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- a watermark on microseconds
CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts AS ts) WITH ('connector' = 'kinesis');
--- a watermark on a text
CREATE TABLE t (ts STRING, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'kinesis');
--- a strange watermark
CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts + INTERVAL '5' SECOND) WITH ('connector' = 'kinesis');
--- an enforced key
CREATE TABLE t (id STRING, PRIMARY KEY (id)) WITH ('connector' = 'kinesis');
--- no connector
CREATE TABLE t (id STRING) WITH ('stream' = 'x');
--- a table twice
CREATE TABLE results (id STRING) WITH ('connector' = 'kinesis');
--- a type that is not here
CREATE TABLE t (id ARRAY<STRING>) WITH ('connector' = 'kinesis');
--- a join of streams
INSERT INTO results SELECT b.item, b.price FROM bids b JOIN bids c ON b.item = c.item;
--- a join without equal columns
INSERT INTO results SELECT name, price FROM bids JOIN sellers ON seller > id;
--- a join with a comma
INSERT INTO results SELECT name, price FROM bids, sellers WHERE seller = id;
--- windows over rows that are corrected
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(TUMBLE((SELECT * FROM (SELECT bidtime, price, ROW_NUMBER() OVER (PARTITION BY item ORDER BY price) AS n FROM bids) WHERE n <= 2), DESCRIPTOR(bidtime), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
--- a rank without a limit
INSERT INTO results SELECT item, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY item ORDER BY price DESC) AS rownum FROM bids);
--- another window function
INSERT INTO results SELECT item, SUM(price) OVER (PARTITION BY item ORDER BY bidtime) FROM bids;
--- sessions whose keys differ
INSERT INTO per_key SELECT item, window_end, COUNT(*) FROM TABLE(SESSION(TABLE bids PARTITION BY seller, DESCRIPTOR(bidtime), INTERVAL '5' MINUTES)) GROUP BY item, window_start, window_end;
--- an order over a stream
INSERT INTO results SELECT item, price FROM bids ORDER BY price;
--- a union without ALL
INSERT INTO results SELECT item, price FROM bids UNION SELECT item, price FROM bids;
--- rows that go nowhere
SELECT * FROM bids;
--- a hint
INSERT INTO results SELECT item, price FROM bids /*+ OPTIONS('scan.stream.initpos' = 'LATEST') */;
--- months
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '1' MONTH)) GROUP BY window_start, window_end;
--- a statement set without its end
EXECUTE STATEMENT SET BEGIN
INSERT INTO results SELECT item, price FROM bids;
--- a metadata column that is written to
CREATE TABLE t (id STRING, at_time TIMESTAMP(3) METADATA FROM 'timestamp') WITH ('connector' = 'kinesis');
INSERT INTO t SELECT item, bidtime FROM bids;
--- an old dialect
INSERT INTO results SELECT STREAM item, price FROM bids;
