/**
 * Lays SQL out: one clause a line, a list's items below each other when the line grows long, keywords in capitals.
 * It never changes what a statement means: strings, quoted names and comments pass as they are.
 */

const CLAUSES =
  /^(select|from|where|group by|having|order by|limit|offset|union all|union|intersect|except|with|values|insert into|(?:(?:left|right|full|inner|cross)(?: outer)? )?join|window)$/i;
const WORDS =
  /^(select|distinct|from|where|group|by|having|order|asc|desc|nulls|first|last|limit|offset|union|all|intersect|except|with|as|on|using|and|or|not|in|is|null|like|between|case|when|then|else|end|join|left|right|full|inner|cross|outer|over|partition|rows|range|preceding|following|unbounded|current|row|cast|try_cast|interval|values|insert|into|exists|true|false|unnest|filter|window)$/i;
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|[\p{L}_$][\p{L}\p{N}_$]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|<>|<=|>=|!=|\|\||->|\s+|./gu;

export function format(sql: string): string {
  const tokens = joined((sql.match(TOKEN) ?? []).filter((token) => token.trim() !== ''));
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const end = () => {
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
  };
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1] ?? '';
    if (token.startsWith('--')) {
      line += `${line === '' ? '' : ' '}${token}`;
      end();
      continue;
    }
    if (depth === 0 && CLAUSES.test(token)) end();
    else if (depth === 0 && /^(and|or)$/i.test(token) && !betweenOpen(tokens, index)) {
      end();
      line = '  ';
    }
    line += `${spaced(before, token, line) ? ' ' : ''}${token}`;
    if (token === '(') depth += 1;
    if (token === ')') depth = Math.max(0, depth - 1);
    if (token === ',' && depth === 0 && line.length > 72) {
      end();
      line = '      ';
    }
    if (token === ';') {
      end();
      depth = 0;
    }
  }
  end();
  return lines.join('\n');
}

/** Capital keywords, and clauses of two or three words as one token. */
function joined(tokens: readonly string[]): string[] {
  const out: string[] = [];
  for (const raw of tokens) {
    const token = WORDS.test(raw) ? raw.toUpperCase() : raw;
    const last = out.at(-1);
    const pair = last === undefined ? '' : `${last} ${token}`;
    if (/^((GROUP|ORDER|PARTITION) BY|UNION ALL|INSERT INTO|(LEFT|RIGHT|FULL) OUTER|((LEFT|RIGHT|FULL)( OUTER)?|INNER|CROSS) JOIN)$/.test(pair)) {
      out[out.length - 1] = pair;
    } else out.push(token);
  }
  return out;
}

/** Whether the AND at `index` belongs to a BETWEEN before it. */
function betweenOpen(tokens: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0; at -= 1) {
    const token = tokens[at] ?? '';
    if (token === 'BETWEEN') return true;
    if (token === 'AND' || token === 'OR' || CLAUSES.test(token)) return false;
  }
  return false;
}

function spaced(before: string, token: string, line: string): boolean {
  if (line.trim() === '') return false;
  if (/^[,;)\].]$/.test(token) || /^[([.]$/.test(before)) return false;
  if (token === '[') return false;
  // A call's bracket stands close; a keyword's does not.
  if (token === '(') return !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(before) || (WORDS.test(before) && !/^(cast|try_cast|filter|unnest)$/i.test(before));
  return true;
}
