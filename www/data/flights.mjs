// Writes `flights.bin`: the first 200,000 rows of `flights-3m.parquet` and the
// airports that they name, in the byte layout that README.md beside this file
// describes. `cargo xtask data` calls it; it reads npm packages only, never the
// network.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parseCsv } from './csv.mjs';

export const ROWS = 200_000;
export const MAGIC = 'ACQFLT01';
export const STORED_BYTES_MAX = 700_000;
const MINUTE_MS = 60_000;

const dataset = (name) =>
  fileURLToPath(new URL(`../node_modules/vega-datasets/data/${name}`, import.meta.url));

/** The source's own rows, in the file's order: `{date, delay, distance, origin, destination}`. */
export async function sourceRows() {
  const file = await asyncBufferFromFile(dataset('flights-3m.parquet'));
  return parquetReadObjects({ file, rowStart: 0, rowEnd: ROWS, compressors });
}

/** `airports.csv` as objects keyed by IATA code. */
export async function sourceAirports() {
  const [head, ...lines] = parseCsv(await readFile(dataset('airports.csv'), 'utf8'));
  return new Map(lines.map((line) => [line[0], Object.fromEntries(head.map((h, i) => [h, line[i]]))]));
}

/** Packs the rows into the uncompressed layout. Throws where a value does not fit its column. */
export function pack(rows, airports) {
  const codes = [...new Set(rows.flatMap((row) => [row.origin, row.destination]))].sort();
  const airportIndex = new Map(codes.map((code, index) => [code, index]));
  const text = Buffer.from(codes.map((code) => airportLine(airports, code)).join(''), 'utf8');

  const { routes, routeOf } = rankRoutes(rows);
  const header = Buffer.alloc(28);
  const firstMinute = minute(rows[0]);
  header.write(MAGIC, 0, 'latin1');
  [rows.length, codes.length, routes.length, firstMinute, text.length].forEach((value, index) =>
    header.writeUInt32LE(value, 8 + 4 * index),
  );

  const origins = u16Column(routes.map((route) => airportIndex.get(route.origin)));
  const destinations = u16Column(routes.map((route) => airportIndex.get(route.destination)));
  const distances = u16Column(routes.map((route) => Number(route.distance)));

  const minutes = Buffer.alloc(rows.length);
  const [routeLow, routeHigh] = [Buffer.alloc(rows.length), Buffer.alloc(rows.length)];
  const [delayLow, delayHigh] = [Buffer.alloc(rows.length), Buffer.alloc(rows.length)];
  let previous = firstMinute;
  rows.forEach((row, index) => {
    minutes[index] = fits(minute(row) - previous, 0xff, 'minutes since the row before');
    previous = minute(row);
    const route = routeOf(row);
    routeLow[index] = route & 0xff;
    routeHigh[index] = route >> 8;
    const delay = fits(zigzag(Number(row.delay)), 0xffff, 'delay');
    delayLow[index] = delay & 0xff;
    delayHigh[index] = delay >> 8;
  });
  return Buffer.concat([
    header, text, origins, destinations, distances,
    minutes, routeLow, routeHigh, delayLow, delayHigh,
  ]);
}

/** Distinct (origin, destination, distance), the most frequent first, ties by code. */
function rankRoutes(rows) {
  const key = (row) => `${row.origin} ${row.destination} ${row.distance}`;
  const counted = new Map();
  for (const row of rows) {
    const name = key(row);
    const seen = counted.get(name);
    if (seen) seen.count += 1;
    else counted.set(name, { ...row, name, count: 1 });
  }
  const routes = [...counted.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const index = new Map(routes.map((route, i) => [route.name, fits(i, 0xffff, 'route')]));
  return { routes, routeOf: (row) => index.get(key(row)) };
}

function airportLine(airports, code) {
  const airport = airports.get(code);
  if (!airport) throw new Error(`airports.csv does not know '${code}'`);
  const fields = [code, airport.name, airport.city, airport.state];
  if (fields.some((field) => /[\t\n]/.test(field))) throw new Error(`tab or newline in '${code}'`);
  return `${fields.join('\t')}\n`;
}

function u16Column(values) {
  const column = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => column.writeUInt16LE(fits(value, 0xffff, 'u16'), 2 * index));
  return column;
}

function fits(value, max, what) {
  if (!Number.isInteger(value) || value < 0 || value > max) throw new Error(`${what} out of range: ${value}`);
  return value;
}

const minute = (row) => row.date.getTime() / MINUTE_MS;
const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);

async function main() {
  const packed = pack(await sourceRows(), await sourceAirports());
  const stored = gzipSync(packed, { level: 9 });
  if (stored.length > STORED_BYTES_MAX) {
    throw new Error(`flights.bin takes ${stored.length} bytes, more than ${STORED_BYTES_MAX}`);
  }
  await writeFile(new URL('flights.bin', import.meta.url), stored);
  console.log(`flights.bin: ${ROWS} flights, ${stored.length} bytes (${packed.length} unpacked)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
