// The flights, decoded from `www/data/flights.bin` by `www/data/README.md` alone, in another language than the
// product's: what the works answer is compared with what is computed from these.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FLIGHTS = new URL('../../www/data/flights.bin', import.meta.url);
const MINUTE_MS = 60_000;

/** All flights: `count`, and `record(flightId)`, the members that a producer sends. */
export function readFlights() {
  const file = gunzipSync(readFileSync(FLIGHTS));
  if (file.toString('latin1', 0, 8) !== 'ACQFLT01') throw new Error('flights.bin does not begin as its README says');
  const [rows, airportCount, routeCount, firstMinute, textBytes] = [8, 12, 16, 20, 24].map((at) => file.readUInt32LE(at));
  const text = file.toString('utf8', 28, 28 + textBytes);
  const airports = text.split('\n').slice(0, airportCount).map((line) => {
    const [code, name, city, state] = line.split('\t');
    return { code, name, city, state };
  });
  let at = 28 + textBytes;
  const take = (count, width) => {
    const start = at;
    at += count * width;
    return (index) => (width === 2 ? file.readUInt16LE(start + 2 * index) : file[start + index]);
  };
  const [origin, destination, distance] = [take(routeCount, 2), take(routeCount, 2), take(routeCount, 2)];
  const [step, routeLow, routeHigh, delayLow, delayHigh] = [1, 2, 3, 4, 5].map(() => take(rows, 1));
  if (at !== file.length) throw new Error(`flights.bin has ${file.length - at} bytes too many`);
  const minutes = new Uint32Array(rows);
  for (let row = 0, minute = firstMinute; row < rows; row += 1) {
    minute += step(row);
    minutes[row] = minute;
  }
  const record = (flightId) => {
    const row = (flightId - 1) % rows;
    const route = routeLow(row) + 256 * routeHigh(row);
    const code = delayLow(row) + 256 * delayHigh(row);
    const [from, to] = [airports[origin(route)], airports[destination(route)]];
    const [date, time] = new Date(minutes[row] * MINUTE_MS).toISOString().split('T');
    return {
      flight_id: flightId,
      lap: Math.floor((flightId - 1) / rows) + 1,
      date,
      time: time.slice(0, 5),
      delay: (code >> 1) ^ -(code & 1),
      distance: distance(route),
      origin: from.code,
      origin_name: from.name,
      origin_city: from.city,
      origin_state: from.state,
      destination: to.code,
      destination_name: to.name,
      destination_city: to.city,
      destination_state: to.state,
    };
  };
  return { count: rows, record };
}

/** Flights and minutes of delay by origin: a map from the code to `{flights, minutes}`. */
export function byOrigin(records) {
  const sums = new Map();
  for (const { origin, delay } of records) {
    const sum = sums.get(origin) ?? { flights: 0, minutes: 0 };
    sums.set(origin, { flights: sum.flights + 1, minutes: sum.minutes + delay });
  }
  return sums;
}
