// The picture language of the project, read and drawn as the server does it (kb/road): the same roads, the same picture.
import { escape } from './escape.ts';
import type { Words } from './words.ts';

export type State = 'open' | 'blocked' | 'slow';

export interface Road {
  from: string;
  to: string;
  name: string;
  state: State;
  why: string;
}

export interface Problem {
  line: number;
  code: string;
  what: string;
}

const MOST_ROADS = 12;
const MOST_NODE = 40;
const MOST_WHY = 200;
const STATES: Record<string, State> = { '--': 'open', '--x': 'blocked', '--X': 'blocked', '--~': 'slow', '--～': 'slow' };

const length = (s: string) => [...s].length;
const short = (s: string) => (length(s) > 40 ? [...s].slice(0, 40).join('') + '…' : s);

export function parse(text: string): Road[] | Problem {
  const roads: Road[] = [];
  for (const [at, raw] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (roads.length === MOST_ROADS) return { line: at + 1, code: 'tooMany', what: String(MOST_ROADS) };
    const road = parseLine(line);
    if ('code' in road) return { ...road, line: at + 1 };
    roads.push(road);
  }
  return roads.length === 0 ? { line: 1, code: 'empty', what: '' } : roads;
}

function parseLine(text: string): Road | Omit<Problem, 'line'> {
  const [line, why] = cutWhy(text);
  if (length(why) > MOST_WHY) return { code: 'tooLong', what: short(why) };
  const parts: string[] = [];
  const joints: string[] = [];
  let part: string[] = [];
  for (const word of line.split(/\s+/).filter(Boolean)) {
    if (Object.hasOwn(STATES, word)) {
      parts.push(part.join(' '));
      joints.push(word);
      part = [];
    } else if (word.startsWith('--')) return { code: 'joint', what: short(word) };
    else part.push(word);
  }
  parts.push(part.join(' '));
  for (const p of parts) {
    if (p === '') return { code: 'node', what: short(line) };
    if (length(p) > MOST_NODE) return { code: 'tooLong', what: short(p) };
  }
  const state = STATES[joints.at(-1) ?? '']!;
  if (parts.length === 2) return { from: parts[0]!, to: parts[1]!, name: '', state, why };
  if (parts.length === 3 && STATES[joints[0]!] === 'open') return { from: parts[0]!, name: parts[1]!, to: parts[2]!, state, why };
  return { code: 'shape', what: short(line) };
}

function cutWhy(line: string): [string, string] {
  let [at, width] = [line.indexOf(' : '), 3];
  const wide = line.indexOf('：');
  if (wide >= 0 && (at < 0 || wide < at)) [at, width] = [wide, 1];
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + width).trim()];
}

// Measures of the drawing, in the units of its viewBox (kb/road/draw.go).
const MARGIN = 6;
const ROW_WIDTH = 640;
const NODE_H = 60;
const BAND_H = 22;
const ABOVE = 20;
const MIN_ROAD = 164;
const MIN_NODE = 84;
const NODE_LINE = 9;
const NODE_SIZE = 16;
const NAME_SIZE = 14;
const NOT_BOLD = 0.9;
const ROW_HEIGHT = 108;

interface Span extends Road {
  x: number;
  width: number;
  fromW: number;
  toW: number;
  first: boolean;
}

const className = (state: State) => `road-${state}`;
const n = (value: number) => value.toFixed(1).replace(/\.0$/, '');

export function sentence(r: Road, { road: w }: Words): string {
  return w.between(r.from, r.to) + (r.name && w.name(r.name)) + w.colon + w[r.state] + (r.why && w.stop + r.why);
}

/** An accessible picture: no style, no script, all text escaped. */
export function svg(roads: Road[], words: Words, id: string): string {
  const rows = layout(roads);
  const width = Math.max(...rows.map((row) => row.at(-1)!.x + row.at(-1)!.width + row.at(-1)!.toW + MARGIN));
  const high = rows[0]!.some((s) => s.name !== '' && s.state !== 'open');
  const top = MARGIN + (high ? ABOVE : 0) + NODE_H / 2;
  const height = top + (rows.length - 1) * ROW_HEIGHT + NODE_H / 2 + MARGIN;
  const said = roads.map((r) => sentence(r, words)).join('\n');
  return (
    `<svg class="road-picture" role="img" aria-labelledby="${id}-t ${id}-d" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" focusable="false">` +
    `<title id="${id}-t">${escape(words.road.title)}</title><desc id="${id}-d">${escape(said)}</desc><g aria-hidden="true">` +
    rows.map((row, i) => drawRow(row, top + i * ROW_HEIGHT, words)).join('') +
    '</g></svg>'
  );
}

/** The roads that have something to say, as text under the picture. */
export function caption(roads: Road[], words: Words): string {
  return roads
    .filter((r) => r.why)
    .map((r) => {
      const where = roads.length > 1 ? `<span class="road-where">${escape(`${r.from} → ${r.to}`)}</span> ` : '';
      return `<p class="road-line"><span class="road-state ${className(r.state)}">${escape(words.road[r.state])}</span> ${where}${escape(r.why)}</p>`;
    })
    .join('');
}

function layout(roads: Road[]): Span[][] {
  const rows: Span[][] = [];
  roads.forEach((r, i) => {
    const [fromW, toW] = [nodeWidth(r.from), nodeWidth(r.to)];
    const span: Span = {
      ...r,
      fromW,
      toW,
      first: true,
      width: Math.max(MIN_ROAD, textWidth(r.name) * NAME_SIZE * NOT_BOLD + 36),
      x: MARGIN + fromW,
    };
    const row = rows.at(-1);
    if (row && roads[i - 1]!.to === r.from) {
      const before = row.at(-1)!;
      const x = before.x + before.width + before.toW;
      if (x + span.width + span.toW + MARGIN <= ROW_WIDTH) {
        row.push({ ...span, x, first: false });
        return;
      }
    }
    rows.push([span]);
  });
  return rows;
}

function drawRow(row: Span[], y: number, words: Words): string {
  let closed = false; // behind a barrier nothing arrives
  let out = '';
  for (const s of row) {
    out += drawRoad(s, y, closed, words);
    closed ||= s.state === 'blocked';
  }
  for (const s of row) {
    if (s.first) out += drawNode(s.x - s.fromW, y, s.fromW, s.from);
    out += drawNode(s.x + s.width, y, s.toW, s.to);
  }
  return out;
}

function drawRoad(s: Span, y: number, quiet: boolean, { road: w }: Words): string {
  const [x1, x2, mid] = [s.x - 2, s.x + s.width + 2, s.x + s.width / 2];
  let out = `<g class="${className(s.state)}${quiet ? ' road-quiet' : ''}">`;
  out += `<rect class="road-band" x="${n(x1)}" y="${n(y - BAND_H / 2)}" width="${n(x2 - x1)}" height="${BAND_H}"/>`;
  if (s.state === 'blocked')
    out += `<rect class="road-band road-far" x="${n(mid)}" y="${n(y - BAND_H / 2)}" width="${n(x2 - mid)}" height="${BAND_H}"/>`;
  out += `<path class="road-mark" d="M${n(x1 + 8)} ${n(y)}H${n(x2 - 4)}"/>`;
  const word = (text: string) =>
    `<text class="road-word" x="${n(mid)}" y="${n(y + BAND_H / 2 + 24)}" text-anchor="middle" font-size="14">${escape(text)}</text>`;
  if (s.state === 'open') out += `<path class="road-arrow" d="M${n(mid - 4)} ${n(y - 6)}l9 6-9 6z"/>`;
  else if (s.state === 'blocked') out += drawBarrier(mid, y) + word(w.blocked);
  else out += drawWorks(mid, y) + word(w.slow);
  if (s.name) {
    const up = s.state === 'open' ? 12 : 26;
    out += `<text class="road-name" x="${n(mid)}" y="${n(y - BAND_H / 2 - up)}" text-anchor="middle" font-size="14">${escape(s.name)}</text>`;
  }
  return out + '</g>';
}

function drawBarrier(x: number, y: number): string {
  const [left, top, width, height] = [x - 34, y - 20, 68, 16];
  const stripes = [0, 1, 2, 3].map((i) => `M${n(left + 5 + i * 16 + 6)} ${n(top + 1.5)}h8l-6 ${n(height - 3)}h-8z`).join('');
  return (
    `<path class="road-foot" d="M${n(left + 12)} ${n(top)}v34M${n(left + width - 12)} ${n(top)}v34"/>` +
    `<rect class="road-board" x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="3"/><path class="road-stripe" d="${stripes}"/>`
  );
}

function drawWorks(x: number, y: number): string {
  return `<path class="road-sign" d="M${n(x)} ${n(y - 22)}l19 33h-38z"/><path class="road-sign-mark" d="M${n(x)} ${n(y - 10)}v11m0 5v.5"/>`;
}

function drawNode(x: number, y: number, width: number, text: string): string {
  const lines = wrap(text);
  const words = lines.map((line, i) => {
    const dy = 5.5 + (i - (lines.length - 1) / 2) * 20;
    return `<text x="${n(x + width / 2)}" y="${n(y + dy)}" text-anchor="middle" font-size="${NODE_SIZE}">${escape(line)}</text>`;
  });
  return `<g class="road-node"><rect x="${n(x)}" y="${n(y - NODE_H / 2)}" width="${n(width)}" height="${NODE_H}" rx="10"/>${words.join('')}</g>`;
}

const nodeWidth = (text: string) => Math.max(MIN_NODE, Math.max(...wrap(text).map(textWidth)) * NODE_SIZE + 28);

/** Breaks a long name into two lines near its middle, at a space where there is one. */
function wrap(text: string): string[] {
  if (textWidth(text) <= NODE_LINE) return [text];
  const runes = [...text];
  const ascii = (c: string) => c < '\x80';
  let [best, cost] = [Math.floor(runes.length / 2), 1e9];
  for (let i = 1; i < runes.length; i++) {
    let c = Math.abs(textWidth(runes.slice(0, i).join('')) - textWidth(runes.slice(i).join('')));
    if (runes[i] !== ' ') c += ascii(runes[i]!) && ascii(runes[i - 1]!) ? 20 : 2;
    if (c < cost) [best, cost] = [i, c];
  }
  return [runes.slice(0, best).join('').trim(), runes.slice(best).join('').trim()];
}

/** In em, in the widest face that devices bring (kb/road/draw.go). */
function textWidth(s: string): number {
  let w = 0;
  for (const r of s) {
    if (r.codePointAt(0)! >= 0x1100) w++;
    else if (" .,:;'|!iljIJ".includes(r)) w += 0.4;
    else if ('()[]-/"rtf'.includes(r)) w += 0.5;
    else if ('mwMW@%+<>=~'.includes(r)) w += 1.05;
    else if (/[A-Z&]/.test(r)) w += 0.82;
    else w += 0.72;
  }
  return w;
}
