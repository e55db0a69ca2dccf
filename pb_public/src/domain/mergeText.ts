// A text of several lines merged three ways, as the server does it (hooks/fieldsync/merge/text.go, rule M3): lines that only one side changed
// are taken from that side; where both changed the same or touching lines differently, those of `theirs` stand. The server decides; here it
// is to show beforehand what will come of a choice.
import { diff } from './diff.ts';

/** replaces the base lines [from, to) by others */
interface Hunk {
  from: number;
  to: number;
  lines: string[];
}

/** each with its line break; the last one has none */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/).concat(text === '' || text.endsWith('\n') ? [''] : []);

function hunks(base: string[], other: string[]): Hunk[] {
  const out: Hunk[] = [];
  let at = 0;
  for (const line of diff(base, other)) {
    if (line.kind === 'same') {
      at++;
      continue;
    }
    let last = out.at(-1);
    if (!last || last.to < at) out.push((last = { from: at, to: at, lines: [] }));
    if (line.kind === 'removed') last.to = ++at;
    else last.lines.push(line.text);
  }
  return out;
}

/** what the base lines [from, to) become by the hunks within */
function applied(base: string[], from: number, to: number, within: Hunk[]): string {
  const out: string[] = [];
  for (const hunk of within) {
    out.push(...base.slice(from, hunk.from), ...hunk.lines);
    from = hunk.to;
  }
  return out.concat(base.slice(from, to)).join('');
}

export function mergeText(was: string, mine: string, theirs: string): string {
  const base = linesOf(was);
  const left = { rest: hunks(base, linesOf(mine)), taken: [] as Hunk[] };
  const right = { rest: hunks(base, linesOf(theirs)), taken: [] as Hunk[] };
  let out = '';
  let at = 0;
  while (left.rest.length + right.rest.length > 0) {
    const from = Math.min(...[left, right].map((side) => side.rest[0]?.from ?? base.length));
    let to = from;
    left.taken = [];
    right.taken = [];
    for (let grown = true; grown;) {
      grown = false;
      for (const side of [left, right]) {
        const next = side.rest[0];
        if (!next || next.from > to) continue;
        to = Math.max(to, next.to);
        side.taken.push(next);
        side.rest.shift();
        grown = true;
      }
    }
    out += base.slice(at, from).join('') + applied(base, from, to, right.taken.length ? right.taken : left.taken);
    at = to;
  }
  return out + base.slice(at).join('');
}
