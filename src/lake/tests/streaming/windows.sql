CREATE TABLE bids (
  item STRING, price DOUBLE, amount BIGINT, bidtime TIMESTAMP(3), seller STRING, proc AS PROCTIME(),
  WATERMARK FOR bidtime AS bidtime - INTERVAL '5' SECOND
) WITH ('connector' = 'kinesis', 'stream' = 'bids');
CREATE TABLE sellers (id STRING, name STRING, city STRING) WITH ('connector' = 'filesystem', 'path' = 's3://refs/sellers');
CREATE TABLE results (item STRING, total DOUBLE) WITH ('connector' = 'kinesis', 'stream' = 'results');
CREATE TABLE per_window (window_start TIMESTAMP(3), window_end TIMESTAMP(3), total DOUBLE) WITH ('connector' = 'kinesis');
CREATE TABLE per_key (item STRING, window_end TIMESTAMP(3), cnt BIGINT) WITH ('connector' = 'kinesis');

--- tumbling
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- tumbling with a filter, a key, an offset, HAVING
INSERT INTO per_key SELECT item, window_end, COUNT(*) AS cnt FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES, INTERVAL '1' MINUTE)) WHERE price > 1 GROUP BY window_start, window_end, item HAVING COUNT(*) > 5;
--- hopping
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(HOP(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- named arguments
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(HOP(DATA => TABLE bids, TIMECOL => DESCRIPTOR(bidtime), SIZE => INTERVAL '10' MINUTES, SLIDE => INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
--- growing
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(CUMULATE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '2' MINUTES, INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- sessions
INSERT INTO per_key SELECT item, window_end, COUNT(*) FROM TABLE(SESSION(TABLE bids PARTITION BY item, DESCRIPTOR(bidtime), INTERVAL '5' MINUTES)) GROUP BY item, window_start, window_end;
--- processing time
INSERT INTO per_key SELECT item, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(proc), INTERVAL '1' HOUR)) GROUP BY item, window_start, window_end;
--- the older functions
INSERT INTO per_key SELECT item, TUMBLE_END(bidtime, INTERVAL '1' MINUTE), COUNT(*) FROM bids GROUP BY item, TUMBLE(bidtime, INTERVAL '1' MINUTE);
INSERT INTO per_window SELECT HOP_START(bidtime, INTERVAL '1' MINUTE, INTERVAL '3' MINUTE), HOP_ROWTIME(bidtime, INTERVAL '1' MINUTE, INTERVAL '3' MINUTE), SUM(price) FROM bids GROUP BY HOP(bidtime, INTERVAL '1' MINUTE, INTERVAL '3' MINUTE);
INSERT INTO per_key SELECT item, SESSION_END(proc, INTERVAL '1' MINUTE), COUNT(*) FROM bids GROUP BY item, SESSION(proc, INTERVAL '1' MINUTE);
--- windows without groups
INSERT INTO per_key SELECT item, window_end, amount FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES));
--- windows through a subquery, computing beside them
INSERT INTO per_window SELECT window_start, window_end, SUM(worth) FROM (SELECT price * amount AS worth, window_end, window_start FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES))) GROUP BY window_start, window_end;
--- a window over a query
INSERT INTO per_window SELECT window_start, window_end, SUM(worth) FROM TABLE(TUMBLE((SELECT price * 2 AS worth, bidtime FROM bids), DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
--- a condition on the window's bounds
INSERT INTO per_window SELECT window_start, window_end, SUM(price) FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) WHERE EXTRACT(HOUR FROM window_start) > 8 GROUP BY window_start, window_end;
--- windows grouped again
INSERT INTO per_window SELECT window_start, window_end, SUM(total) FROM (SELECT window_start, window_end, item, SUM(price) AS total FROM TABLE(HOP(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES)) GROUP BY window_start, window_end, item) GROUP BY window_start, window_end;
--- a window over a window's time
CREATE VIEW minutes AS SELECT item, window_time AS t, COUNT(*) AS cnt FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '1' MINUTES)) GROUP BY window_start, window_end, window_time, item;
INSERT INTO per_key SELECT item, window_end, SUM(cnt) FROM TABLE(TUMBLE(TABLE minutes, DESCRIPTOR(t), INTERVAL '1' HOUR)) GROUP BY item, window_start, window_end;
--- without window_end it is a group like others
INSERT INTO per_window SELECT window_start, window_start, SUM(price) FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) GROUP BY window_start;
--- the first rows of each window
INSERT INTO per_key SELECT item, window_end, cnt FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY cnt DESC) AS rownum FROM (
    SELECT item, window_start, window_end, COUNT(*) AS cnt FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) GROUP BY item, window_start, window_end)
) WHERE rownum <= 3;
--- the first rows of each window, ranked where they are grouped
INSERT INTO per_key SELECT item, window_end, rn FROM (
  SELECT item, window_start, window_end, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY SUM(price) * 2 DESC, item) AS rn
  FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(bidtime), INTERVAL '10' MINUTES)) GROUP BY item, window_start, window_end
) WHERE 3 > rn AND item <> 'x';
--- the first rows of all time are corrected
INSERT INTO results SELECT item, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY item ORDER BY price DESC) AS rownum FROM bids) WHERE rownum <= 3;
--- the first of each key stays
INSERT INTO results SELECT item, price FROM (SELECT item, price, ROW_NUMBER() OVER (PARTITION BY item ORDER BY proc ASC) AS n FROM bids) WHERE n = 1;
