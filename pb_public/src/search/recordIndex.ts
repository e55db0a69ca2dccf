// Finds records of the tablet by what a person types: every part of it must fit somewhere. A number, a serial, a model or a phone that is
// typed exactly comes before all else, a job's number also as it is spoken. Records are not ranked against articles: they are shown in groups of their own.
import { isNumber, spokenNumber } from '../domain/jobNumber.ts';
import { classOf, foldPoint, foldText, HAN, LATIN } from './fold.ts';
import { GROUPS, groupOf, type Card, type Reason, type RecordGroup, type RecordKind } from './record.ts';
import { isSpelling, soundsIn } from './sounds.ts';
import { functionChars } from './words.ts';

/** How well a part of the query fits a card: the best place counts. */
const FIT = { key: 100, name: 80, keyStart: 60, nameStart: 50, keyPart: 40, namePart: 35, sound: 25, text: 12, loose: 8 };
/** Of a long run of characters this much must be there. */
const LOOSE = 0.6;
const MAX_PARTS = 12;
const MAX_TEXT = 400;

export interface RecordQuery {
  text: string;
  /** Only this group, with more of it. */
  group?: RecordGroup | undefined;
  /** Of each group; 5 unless told. */
  limit?: number;
}

/** A piece of a text, marked or not. */
export interface Piece {
  text: string;
  mark: boolean;
}

export interface RecordHit {
  kind: RecordKind;
  id: string;
  name: Piece[];
  more: string;
  status: string;
  unsent: boolean;
  at: string;
  /** What it was found by, where its name does not show it. */
  why: { reason: Reason; text: Piece[] } | null;
  /** A number, serial, model or phone that was typed exactly. */
  exact: boolean;
  /** It is asked for itself, by a key or as a customer, rather than that its text speaks of it. */
  named: boolean;
}

export interface RecordResult {
  groups: Record<RecordGroup, { total: number; hits: RecordHit[] }>;
}

interface Field {
  reason: Reason;
  raw: string;
  folded: string;
}
interface NameField extends Field {
  chars: string[];
}
interface Entry {
  card: Card;
  keys: Field[];
  names: NameField[];
  texts: Field[];
}

/** han: a run of Han characters; else a Latin word without its joints. */
interface Part {
  text: string;
  han: boolean;
  spelling: boolean;
}

interface Fit {
  worth: number;
  field: Field | null;
}

export class RecordIndex {
  private entries: Entry[] = [];

  get size(): number {
    return this.entries.length;
  }

  replace(cards: readonly Card[]): void {
    const names = new Map<string, string[]>(); // a customer's name stands on hundreds of cards
    const charsOf = (folded: string) => {
      let chars = names.get(folded);
      if (!chars) names.set(folded, (chars = [...folded]));
      return chars;
    };
    const fields = (list: [Reason, string][], fold: (s: string) => string): Field[] =>
      list.filter(([, raw]) => raw !== '').map(([reason, raw]) => ({ reason, raw, folded: fold(raw) }));
    this.entries = cards.map((card) => ({
      card,
      keys: fields(card.keys, joined).filter((f) => f.folded !== ''),
      names: fields(card.names, foldText).map((f) => ({ ...f, chars: charsOf(f.folded) })),
      texts: fields(card.texts, foldText),
    }));
  }

  find(q: RecordQuery): RecordResult {
    const parts = partsOf(q.text);
    const whole = joined(q.text);
    const spoken = spokenNumber(q.text);
    const found: Record<RecordGroup, { entry: Entry; worth: number; why: Field | null; exact: boolean; named: boolean }[]> = {
      jobs: [],
      assets: [],
      customers: [],
    };
    if (parts.length > 0) {
      for (const entry of this.entries) {
        const group = groupOf[entry.card.kind];
        if (q.group && q.group !== group) continue;
        const exact = entry.keys.find(
          (k) => (k.folded === whole && whole.length >= 3) || (spoken && k.reason === 'number' && isNumber(k.raw, spoken)),
        );
        const fit = exact ? { worth: FIT.key, field: exact } : fitAll(entry, parts);
        if (!fit) continue;
        const named = entry.keys.some((k) => k === fit.field) || (group === 'customers' && fit.worth >= FIT.sound);
        found[group].push({ entry, worth: fit.worth, why: fit.field, exact: exact !== undefined, named });
      }
    }
    const limit = Math.min(q.limit ?? 5, 200);
    const groups = {} as RecordResult['groups'];
    for (const group of GROUPS) {
      const list = found[group].sort(
        (a, b) =>
          b.worth - a.worth ||
          (a.entry.card.at < b.entry.card.at ? 1 : a.entry.card.at > b.entry.card.at ? -1 : a.entry.card.id < b.entry.card.id ? -1 : 1),
      );
      groups[group] = {
        total: list.length,
        hits: list.slice(0, limit).map(({ entry, ...fit }) => hitOf(entry.card, fit.exact ? [word(fit.why!.folded)] : parts, fit)),
      };
    }
    return { groups };
  }
}

/** Without case, width, joints and spaces: as a serial is read out. */
export function joined(text: string): string {
  let out = '';
  for (const c of text) {
    const p = foldPoint(c.codePointAt(0)!);
    if (classOf(p) !== 0) out += String.fromCodePoint(p);
  }
  return out;
}

const word = (text: string): Part => ({ text, han: false, spelling: false });

function partsOf(text: string): Part[] {
  const out: Part[] = [];
  let run = '';
  let kind = 0;
  const end = () => {
    if (run) out.push({ text: run, han: kind === HAN, spelling: kind === LATIN && isSpelling(run) });
    run = '';
  };
  for (const c of text.slice(0, MAX_TEXT)) {
    const p = foldPoint(c.codePointAt(0)!);
    const k = classOf(p);
    if (k === 0) {
      if (kind === HAN || !'-_./:@#+'.includes(c)) end();
      continue;
    }
    if (run && k !== kind) end();
    kind = k;
    run += String.fromCodePoint(p);
  }
  end();
  return out.filter((part) => !(part.han && [...part.text].every((c) => functionChars.has(c)))).slice(0, MAX_PARTS);
}

/** Every part must fit; the card is worth what they are worth on average, and found by what fits best. */
function fitAll(entry: Entry, parts: readonly Part[]): Fit | null {
  let sum = 0;
  let best: Fit = { worth: 0, field: null };
  for (const part of parts) {
    const fit = fitOf(entry, part);
    if (!fit) return null;
    sum += fit.worth;
    if (fit.worth > best.worth) best = fit;
  }
  return { worth: sum / parts.length, field: best.field };
}

function fitOf(entry: Entry, part: Part): Fit | null {
  let best: Fit | null = null;
  const offer = (worth: number, field: Field | null) => {
    if (!best || worth > best.worth) best = { worth, field };
  };
  const { text } = part;
  for (const k of entry.keys) {
    if (k.folded === text) offer(FIT.key, k);
    else if (text.length >= 2 && k.folded.startsWith(text)) offer(FIT.keyStart, k);
    else if (text.length >= 3 && k.folded.includes(text)) offer(FIT.keyPart, k);
  }
  for (const n of entry.names) {
    const at = indexOf(n.folded, part);
    if (n.folded === text) offer(FIT.name, n);
    else if (at === 0) offer(FIT.nameStart, n);
    else if (at > 0) offer(FIT.namePart, n);
    else if (part.spelling && !best && soundsIn(n.chars, text, n.reason !== 'title')) offer(FIT.sound, n);
  }
  if (best) return best;
  for (const t of entry.texts) if (indexOf(t.folded, part) >= 0) return { worth: FIT.text, field: t };
  return part.han ? loosely(entry, text) : null;
}

/** Where a part stands in a folded text: Han anywhere, a Latin word only where a word begins. */
function indexOf(folded: string, part: Part): number {
  let at = folded.indexOf(part.text);
  while (!part.han && at > 0 && classOf(folded.charCodeAt(at - 1)) === LATIN) at = folded.indexOf(part.text, at + 1);
  return at;
}

/** A sentence rather than a word: most of its pairs of characters must be there. */
function loosely(entry: Entry, text: string): Fit | null {
  const pairs = pairsOf(text);
  if (pairs.length < 2) return null;
  const fields = [...entry.names, ...entry.texts];
  let there = 0;
  let field: Field | null = null;
  for (const pair of pairs) {
    const found = fields.find((f) => f.folded.includes(pair));
    if (found) there++;
    field ??= found ?? null;
  }
  const share = there / pairs.length;
  return there >= 2 && share >= LOOSE ? { worth: FIT.loose * share, field } : null;
}

function pairsOf(text: string): string[] {
  const chars = [...text];
  const out: string[] = [];
  for (let i = 1; i < chars.length; i++) {
    if (!functionChars.has(chars[i - 1]!) && !functionChars.has(chars[i]!)) out.push(chars[i - 1]! + chars[i]!);
  }
  return out;
}

/** Characters shown of a text around what was found. */
const SHOWN = 60;

function hitOf(card: Card, parts: readonly Part[], fit: { named: boolean; why: Field | null; exact: boolean }): RecordHit {
  const { why, exact } = fit;
  const name = marked(card.name, parts);
  const inName = why !== null && (why.raw === card.name || card.name.includes(why.raw));
  return {
    ...{ kind: card.kind, id: card.id, name, more: card.more, status: card.status, unsent: card.unsent, at: card.at },
    ...{ exact, named: fit.named },
    why: why && !inName ? { reason: why.reason, text: around(marked(why.raw, parts)) } : null,
  };
}

/** The text with the parts marked, as they stand, without joints, by sound, or by pairs. */
export function marked(text: string, parts: readonly Part[]): Piece[] {
  const raw = [...text];
  const chars = raw.map((c) => String.fromCodePoint(foldPoint(c.codePointAt(0)!)));
  const mark = new Uint8Array(raw.length);
  for (const part of parts) {
    const range = stretch(chars, part.text) ?? (part.spelling ? soundsIn(chars, part.text) : null);
    if (range) mark.fill(1, ...range);
    else if (part.han) for (const pair of pairsOf(part.text)) mark.fill(1, ...(stretch(chars, pair) ?? [0, 0]));
  }
  const out: Piece[] = [];
  raw.forEach((c, i) => {
    const last = out.at(-1);
    if (last && last.mark === (mark[i] === 1)) last.text += c;
    else out.push({ text: c, mark: mark[i] === 1 });
  });
  return out;
}

/** Where a text without joints stands among characters that may have some. */
function stretch(chars: readonly string[], want: string): [number, number] | null {
  const places: number[] = []; // of the characters that count
  let without = '';
  chars.forEach((c, i) => {
    if (classOf(c.codePointAt(0)!) === 0) return;
    for (let k = 0; k < c.length; k++) places.push(i);
    without += c;
  });
  const at = without.indexOf(want);
  return at < 0 ? null : [places[at]!, places[at + want.length - 1]! + 1];
}

/** The part of a long text around its first mark. */
function around(pieces: Piece[]): Piece[] {
  const before = pieces[0]?.mark === false ? pieces[0].text : '';
  const cut = [...before].length > SHOWN / 3 ? '…' + [...before].slice(-SHOWN / 3).join('') : before;
  const out: Piece[] = [];
  let left = SHOWN;
  for (const [i, piece] of pieces.entries()) {
    const chars = [...(i === 0 && !piece.mark ? cut : piece.text)];
    if (left <= 0) break;
    out.push({ text: chars.slice(0, left).join('').replaceAll('\n', ' ') + (chars.length > left ? '…' : ''), mark: piece.mark });
    left -= chars.length;
  }
  return out;
}
