// Markdown without its markup, line by line, exactly as kb/search/plain.go does it.
export function plain(markdown: string): string {
  const out: string[] = [];
  for (const raw of markdown.split('\n')) {
    const line = trim(raw, ' \t\r');
    if (line.startsWith('```') || line.startsWith('~~~') || isRule(line)) continue;
    const text = plainLine(stripLead(line));
    if (text) out.push(text);
  }
  return out.join('\n');
}

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

function plainLine(line: string): string {
  let out = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '`' || c === '*' || c === '[' || c === '\\' || (c === '!' && line[i + 1] === '[')) {
      if (c === '[' && line[i + 1] === '^') {
        const j = line.indexOf(']', i);
        if (j > i && near(line.slice(i), j - i)) i = j;
      }
    } else if (c === ']') {
      if (line[i + 1] === '(') {
        const j = line.indexOf(')', i);
        if (j > i) i = j;
      }
    } else {
      out += c === '|' ? ' ' : c;
    }
  }
  return trim(out, ' \t');
}
