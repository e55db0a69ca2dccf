// Markdown without its markup, line by line, exactly as kb/search/plain.go does it.
export function plain(markdown: string): string {
  const out: string[] = [];
  let road = ''; // the fence of the road picture one is in
  for (const raw of markdown.split('\n')) {
    const line = trim(raw, ' \t\r');
    if (line.startsWith('```') || line.startsWith('~~~')) {
      road = roadFence(road, line);
      continue;
    }
    if (isRule(line)) continue;
    const text = plainLine(stripLead(road ? readRoad(line) : line));
    if (text) out.push(text);
  }
  return out.join('\n');
}

/** The fence of the road picture one is in behind a line that begins or ends a block; '' outside one. */
function roadFence(road: string, line: string): string {
  const [fence, info] = [line.slice(0, 3), trim(line.slice(3), ' \t')];
  if (!road && info === 'road') return fence;
  return fence === road && info === '' ? '' : road;
}

/** Joints of a road picture, as a reader who sees one line of it understands them: signs, and nothing that is searched. */
const JOINTS = new Map([
  ['--', '→'],
  ['--~', '→'],
  ['--～', '→'],
  ['--x', '✕'],
  ['--X', '✕'],
]);

const readRoad = (line: string): string =>
  line
    .replaceAll('\t', ' ')
    .split(' ')
    .map((word) => JOINTS.get(word) ?? word)
    .join(' ');

function trim(s: string, set: string): string {
  let end = s.length;
  while (end > 0 && set.includes(s[end - 1]!)) end--;
  return trimLeft(s.slice(0, end), set);
}

function trimLeft(s: string, set: string): string {
  let start = 0;
  while (start < s.length && set.includes(s[start]!)) start++;
  return s.slice(start);
}

const isRule = (line: string): boolean => line !== '' && trim(line, '-=*_|: ') === '';

const MARKS = ['- ', '* ', '+ ', ': ', '[ ] ', '[x] ', '[X] '];

function stripLead(line: string): string {
  for (;;) {
    const before = line;
    line = trimLeft(line, ' \t>|');
    const rest = trimLeft(line, '#');
    if (rest !== line && rest.startsWith(' ')) line = rest;
    for (const mark of MARKS) if (line.startsWith(mark)) line = line.slice(mark.length);
    if (line.startsWith('[!') || line.startsWith('[^')) {
      const i = line.indexOf(']');
      if (i > 0 && near(line, i)) {
        line = line.slice(i + 1);
        if (line.startsWith(':')) line = line.slice(1);
      }
    }
    if (line === before) return line;
  }
}

/** Fewer than 40 bytes, because the other side counts bytes. */
const near = (line: string, i: number): boolean => i < 40 && new TextEncoder().encode(line.slice(0, i)).length < 40;

/** Bounds the address of a link, so that a line of brackets takes no more than its length. */
const MAX_TARGET = 1000;

/** Marks and what else is looked at; everything between is copied as it is. */
const special = new Uint8Array(0x80);
for (const c of '`*[\\!]| \t') special[c.charCodeAt(0)] = 1;
const SPACE = 0x20;
const isSpecial = (code: number): boolean => code < 0x80 && special[code] === 1;

function plainLine(line: string): string {
  let out = '';
  let from = 0; // not copied yet
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (!isSpecial(code) || (code === SPACE && i > from && line.charCodeAt(i - 1) !== SPACE)) continue;
    const c = line[i]!;
    if (c === '!' && line[i + 1] !== '[') continue;
    out += line.slice(from, i);
    const slug = c === '[' ? slugEnd(line, i) : 0;
    if (slug > 0)
      i = slug - 1; // [[slug]] says nothing: who links to an article is not about it
    else if (c === '[' && line[i + 1] === '^') {
      const j = line.slice(i, i + 40).indexOf(']');
      if (j > 0 && near(line.slice(i), j)) i += j;
    } else if (c === ']' && line[i + 1] === '(') {
      const j = line.slice(i, i + MAX_TARGET).indexOf(')');
      if (j > 0) i += j;
    } else if (c === '|' || c === ' ' || c === '\t') {
      if (out && !out.endsWith(' ')) out += ' ';
    }
    from = i + 1;
  }
  out += line.slice(from);
  return out.endsWith(' ') ? out.slice(0, -1) : out;
}

/** Where the words after [[slug begin, 0 if there is no such link at i. */
function slugEnd(line: string, i: number): number {
  if (line[i + 1] !== '[') return 0;
  let j = i + 2;
  while (j < line.length && j < i + 120 && /[a-z0-9-]/.test(line[j]!)) j++;
  if (j === i + 2) return 0;
  if (line.startsWith(']]', j)) return j + 2;
  return line[j] === '|' ? j + 1 : 0;
}
