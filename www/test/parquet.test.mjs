// Files of columns that the lake engine writes (`src/lake/tests/it/convert.rs` keeps them up to date), opened by a reader that
// shares no code with it: schema and rows are those of the table and its records, whatever the codec.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const at = new Date('2026-01-01T00:00:00.123Z');
const ROWS = [
  {
    id: 1n, small: -7, name: 'Ana', price: 1.5, ok: true, at, day: new Date('2026-02-03'), cost: 12.3,
    tags: ['a', 'b'], place: { city: 'Lima', at: [1.5, 2] }, counts: { x: 1 },
  },
  { id: 9007199254740993n, name: 'señal ✓', ok: false, tags: [] },
  { small: 127, name: '', price: -0.25, counts: {} },
];
const COLUMNS = ['id', 'small', 'name', 'price', 'ok', 'at', 'day', 'cost', 'tags', 'place', 'counts'];
const TYPES = {
  id: 'INT64', small: 'INT32', name: 'BYTE_ARRAY', price: 'DOUBLE', ok: 'BOOLEAN', at: 'INT64', day: 'INT32', cost: 'INT64',
};

for (const [name, codec] of [['none', 'UNCOMPRESSED'], ['snappy', 'SNAPPY'], ['gzip', 'GZIP'], ['zstd', 'ZSTD']]) {
  test(`another reader finds the table's schema and rows: ${name}`, async () => {
    const bytes = await readFile(new URL(`parquet/${name}.parquet`, import.meta.url));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const metadata = parquetMetadata(file);
    assert.equal(Number(metadata.num_rows), ROWS.length);
    for (const group of metadata.row_groups) {
      for (const column of group.columns) assert.equal(column.meta_data.codec, codec);
    }
    const { children } = parquetSchema(metadata);
    assert.deepEqual(children.map((child) => child.element.name), COLUMNS);
    for (const { element } of children) {
      assert.equal(element.repetition_type, 'OPTIONAL');
      if (element.name in TYPES) assert.equal(element.type, TYPES[element.name], element.name);
    }
    const rows = await parquetReadObjects({ file, compressors });
    assert.equal(rows.length, ROWS.length);
    for (const [index, row] of rows.entries()) {
      for (const column of COLUMNS) {
        assert.deepEqual(row[column] ?? undefined, ROWS[index][column], `${column} of row ${index}`);
      }
    }
  });
}
