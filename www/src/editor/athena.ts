/** Athena's SQL for the editor: Trino's words for queries, Hive's for table definitions. It checks nothing: the engine does. */
import { snippetCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { SQLDialect } from '@codemirror/lang-sql';
import { syntaxTree } from '@codemirror/language';
import type { Schema } from '../editor';

const KEYWORDS = `add all alter analyze and any as asc between both by case cast columns comment constraint create
cross cube current database databases deallocate default delete delimited desc describe distinct drop else end escape
except execute exists explain external extract false fetch fields filter first following for format formatted from full
function functions group grouping groups having if ignore in inner inputformat insert intersect interval into is join
last lateral leading left like limit lines load localtime localtimestamp location natural next no normalize not null nulls offset
on only or order ordinality outer outputformat over overwrite partition partitioned partitions position preceding
prepare properties range recursive rename repair replace respect right rollup row rows schema schemas select serde
serdeproperties set sets show skip some sort stored substring table tables tablesample tblproperties terminated then
ties to trailing trim true try_cast unbounded union unload unnest update use using values view views when where
window with within without zone`;

const TYPES = `array bigint binary boolean char date decimal double float int integer json map real row smallint
string struct time timestamp tinyint uuid varbinary varchar`;

/** Name, and arguments as a snippet. */
const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['approx_distinct', '${x}'],
  ['approx_percentile', '${x}, ${0.5}'],
  ['arbitrary', '${x}'],
  ['array_agg', '${x}'],
  ['avg', '${x}'],
  ['cardinality', '${array}'],
  ['coalesce', '${x}, ${y}'],
  ['concat', '${x}, ${y}'],
  ['contains', '${array}, ${x}'],
  ['count', '${*}'],
  ['count_if', '${condition}'],
  ['current_date', ''],
  ['date_add', "'${day}', ${n}, ${timestamp}"],
  ['date_diff', "'${day}', ${from}, ${to}"],
  ['date_format', "${timestamp}, '${%Y-%m-%d}'"],
  ['date_parse', "${text}, '${%Y-%m-%d}'"],
  ['date_trunc', "'${hour}', ${timestamp}"],
  ['dense_rank', ''],
  ['element_at', '${array}, ${n}'],
  ['from_iso8601_timestamp', '${text}'],
  ['from_unixtime', '${seconds}'],
  ['greatest', '${x}, ${y}'],
  ['json_extract', "${json}, '${$.name}'"],
  ['json_extract_scalar', "${json}, '${$.name}'"],
  ['lag', '${x}'],
  ['lead', '${x}'],
  ['least', '${x}, ${y}'],
  ['length', '${text}'],
  ['lower', '${text}'],
  ['max', '${x}'],
  ['max_by', '${x}, ${y}'],
  ['min', '${x}'],
  ['min_by', '${x}, ${y}'],
  ['nullif', '${x}, ${y}'],
  ['rank', ''],
  ['regexp_extract', "${text}, '${pattern}'"],
  ['regexp_like', "${text}, '${pattern}'"],
  ['replace', '${text}, ${old}, ${new}'],
  ['round', '${x}, ${n}'],
  ['row_number', ''],
  ['split', "${text}, '${,}'"],
  ['stddev', '${x}'],
  ['strpos', '${text}, ${part}'],
  ['substr', '${text}, ${start}, ${length}'],
  ['sum', '${x}'],
  ['to_unixtime', '${timestamp}'],
  ['trim', '${text}'],
  ['upper', '${text}'],
];

export const athena = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  builtin: FUNCTIONS.map(([name]) => name).join(' '),
  identifierQuotes: '"`',
  caseInsensitiveIdentifiers: true,
  doubleQuotedStrings: false,
  hashComments: false,
  slashComments: false,
});

const completions: readonly Completion[] = FUNCTIONS.map(([name, args]) => {
  const bare = name === 'current_date';
  // The arguments say what it does in any language.
  const like = { label: name, type: 'function', detail: bare ? '' : `(${args.replace(/[${}]/g, '')})`, boost: -1 };
  return bare ? like : snippetCompletion(`${name}(${args})`, like);
});

/** A word that is being written where names may stand, and not behind a point, where only the catalog's names make sense. */
function wordAt(context: CompletionContext): { from: number } | null {
  const word = context.matchBefore(/\w+/) ?? (context.explicit ? { from: context.pos } : null);
  if (word === null || context.state.sliceDoc(word.from - 1, word.from) === '.') return null;
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  return inside === 'String' || inside === 'LineComment' || inside === 'BlockComment' ? null : word;
}

export function functionCompletions(context: CompletionContext): CompletionResult | null {
  const word = wordAt(context);
  return word === null ? null : { from: word.from, options: completions, validFor: /^\w*$/ };
}

/** Columns without a table before them: those of the tables that the text names. */
export function columnCompletions(schema: Schema): (context: CompletionContext) => CompletionResult | null {
  const tables = Object.values(schema).flatMap((database) => Object.entries(database));
  return (context) => {
    const word = wordAt(context);
    if (word === null) return null;
    const named = new Set(context.state.doc.toString().toLowerCase().match(/\w+/g) ?? []);
    const options = tables
      .filter(([table]) => named.has(table.toLowerCase()))
      .flatMap(([table, columns]) => columns.map((label) => ({ label, detail: table, type: 'property', boost: 2 })));
    return options.length === 0 ? null : { from: word.from, options, validFor: /^\w*$/ };
  };
}
