// Decodes `flights.bin` by README.md's description alone (it shares no code with
// the writer's packing) and compares each row with the Parquet source.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sourceAirports, sourceRows } from './flights.mjs';

/** A reader of the layout, written from its description. */
function decode(stored) {
  const bytes = gunzipSync(stored);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  assert.equal(bytes.toString('latin1', 0, 8), 'ACQFLT01');
  const [rows, airports, routes, firstMinute, textBytes] = [8, 12, 16, 20, 24].map((at) => view.getUint32(at, true));
  let at = 28;
  const take = (length) => { at += length; return at - length; };

  const text = bytes.toString('utf8', at, take(textBytes) + textBytes);
  const lines = text.split('\n');
  assert.equal(lines.pop(), '');
  const names = lines.map((line) => line.split('\t'));
  assert.equal(names.length, airports);

  const table = (start) => Array.from({ length: routes }, (_, i) => view.getUint16(start + 2 * i, true));
  const origin = table(take(2 * routes));
  const destination = table(take(2 * routes));
  const distance = table(take(2 * routes));
  const [minutes, routeLow, routeHigh, delayLow, delayHigh] = Array.from({ length: 5 }, () => take(rows));
  assert.equal(at, bytes.length, 'nothing follows the last column');

  let minute = firstMinute;
  return {
    names,
    flights: Array.from({ length: rows }, (_, i) => {
      minute += bytes[minutes + i];
      const route = bytes[routeLow + i] | (bytes[routeHigh + i] << 8);
      const code = bytes[delayLow + i] | (bytes[delayHigh + i] << 8);
      return {
        ms: minute * 60_000,
        delay: (code >>> 1) ^ -(code & 1),
        distance: distance[route],
        origin: names[origin[route]][0],
        destination: names[destination[route]][0],
      };
    }),
  };
}

test('flights.bin holds the source\'s first 200,000 rows', async () => {
  const stored = await readFile(new URL('flights.bin', import.meta.url));
  assert.ok(stored.length <= 700_000, `${stored.length} bytes as stored`);
  const { flights, names } = decode(stored);
  const source = await sourceRows();
  assert.equal(flights.length, 200_000);
  source.forEach((row, i) => {
    const got = flights[i];
    const same = got.ms === row.date.getTime() && BigInt(got.delay) === row.delay
      && BigInt(got.distance) === row.distance && got.origin === row.origin && got.destination === row.destination;
    if (!same) assert.fail(`row ${i}: ${JSON.stringify(got)} is not ${row.date.toISOString()} ${row.origin}`);
  });
  const airports = await sourceAirports();
  for (const [code, name, city, state] of names) {
    const source = airports.get(code);
    assert.deepEqual([name, city, state], [source.name, source.city, source.state]);
  }
});
