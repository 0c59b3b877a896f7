/** Writes a value as `protocol::Format` says, in the reader's language. */

export type Format = 'text' | 'integer' | 'decimal' | 'percent' | 'usd' | 'bytes' | 'date';

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A function that writes values; NULL is a dash. */
export function writer(format: Format, lang: string): (value: number | null) => string {
  const write = plain(format, lang);
  return (value) => (value === null || !Number.isFinite(value) ? '–' : write(value));
}

function plain(format: Format, lang: string): (value: number) => string {
  const number = (options: Intl.NumberFormatOptions) => {
    const writes = new Intl.NumberFormat(lang, options);
    return (value: number) => writes.format(value);
  };
  switch (format) {
    case 'integer':
      return number({ maximumFractionDigits: 0 });
    case 'decimal':
      return number({ maximumFractionDigits: 1 });
    case 'percent':
      return number({ style: 'percent', maximumFractionDigits: 1 });
    case 'usd':
      return number({ style: 'currency', currency: 'USD', maximumSignificantDigits: 4 });
    case 'bytes':
      return bytes(number({ maximumFractionDigits: 1 }));
    case 'date': {
      const writes = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' });
      return (value) => writes.format(value);
    }
    default:
      return number({ maximumFractionDigits: 6 });
  }
}

function bytes(number: (value: number) => string): (value: number) => string {
  return (value) => {
    let unit = 0;
    let size = value;
    while (Math.abs(size) >= 1024 && unit < BYTES.length - 1) {
      size /= 1024;
      unit += 1;
    }
    return `${number(size)} ${BYTES[unit]}`;
  };
}
