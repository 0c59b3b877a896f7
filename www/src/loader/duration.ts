/** ISO 8601 lengths of time. Years and months have no fixed length and are refused. */

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const US_PER_S = 1_000_000;

/** Whole microseconds of `PT5M`, `P1DT12H`, `PT0.25S`. */
export function durationUs(text: string): number {
  const parts = DURATION.exec(text);
  if (parts === null || text.endsWith('T') || text === 'P') {
    throw new RangeError(`'${text}' is not an ISO 8601 duration of weeks, days, hours, minutes and seconds, as 'PT5M'`);
  }
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number((part ?? '0').replace(',', '.')));
  const all = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  const us = Math.round(all * US_PER_S);
  if (!Number.isSafeInteger(us)) throw new RangeError(`'${text}' is longer than a run can be`);
  return us;
}
