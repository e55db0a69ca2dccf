// The passage of a text with the most and rarest words of a query, as escaped HTML with <mark> (kb/search/snippet.go).
import type { Plan } from './query.ts';
import { round } from './rank.ts';
import { BIGRAM, tokenise, UNIGRAM } from './tokens.ts';

const LENGTH = 110;
const LEAD = 24;

export type Marks = Map<string, number>;

/** The words to mark, by kind and text, with what each weighs. */
export function marksOf(plan: Plan, rarity: number[], sounds: number[]): Marks {
  const strong = plan.sounds.length > 0 || plan.terms.some((t) => t.kind !== UNIGRAM);
  const marks: Marks = new Map();
  plan.terms.forEach((t, i) => {
    if (rarity[i]! > 0 && (t.kind !== UNIGRAM || !strong)) marks.set(t.kind + t.text, round(t.weight * rarity[i]!));
  });
  plan.sounds.forEach((s, i) => {
    for (const text of s.texts) marks.set(BIGRAM + text, round(s.weight * sounds[i]!));
  });
  return marks;
}

interface Spot {
  start: number;
  end: number;
  key: string;
}

export function snippet(marks: Marks, text: string): string {
  const chars = [...text];
  const spots = findSpots(marks, text, chars);
  const from = spots.length ? sentenceStart(chars, spots[bestSpot(marks, spots)]!.start) : 0;
  const to = Math.min(from + LENGTH, chars.length);
  let out = from > 0 ? '…' : '';
  let at = from;
  for (const s of spots) {
    if ((s.start < at && s.end <= at) || s.end > to || s.start < from) continue;
    const start = Math.max(s.start, at);
    if (start > at || !out.endsWith('</mark>')) out += escape(chars.slice(at, start)) + '<mark>';
    else out = out.slice(0, -'</mark>'.length);
    out += escape(chars.slice(start, s.end)) + '</mark>';
    at = s.end;
  }
  return out + escape(chars.slice(at, to)) + (to < chars.length ? '…' : '');
}

function findSpots(marks: Marks, text: string, chars: string[]): Spot[] {
  const char = new Int32Array(text.length + 1); // UTF-16 offset to character
  let at = 0;
  chars.forEach((c, n) => {
    char[at] = n;
    at += c.length;
  });
  char[at] = chars.length;
  const out: Spot[] = [];
  tokenise(text, (t, kind, start, end) => {
    if (marks.has(kind + t)) out.push({ start: char[start]!, end: char[end]!, key: kind + t });
  });
  return out.sort((a, b) => a.start - b.start || b.end - a.end);
}

function bestSpot(marks: Marks, spots: Spot[]): number {
  let best = 0;
  let most = 0;
  for (let i = 0; i < spots.length; i++) {
    const seen = new Set<string>();
    let sum = 0;
    for (let j = i; j < spots.length && spots[j]!.end <= spots[i]!.start + LENGTH - LEAD; j++) {
      const { key } = spots[j]!;
      if (!seen.has(key)) sum += marks.get(key)!;
      seen.add(key);
    }
    sum = round(sum);
    if (sum > most) [best, most] = [i, sum];
  }
  return best;
}

function sentenceStart(chars: string[], mark: number): number {
  for (let i = mark; i > 0 && i > mark - LEAD; i--) if ('\n。！？；'.includes(chars[i - 1]!)) return i;
  return mark <= LEAD ? 0 : mark - LEAD / 2;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

function escape(chars: string[]): string {
  return chars.join('').replace(/[&<>"'\n]/g, (c) => ENTITIES[c] ?? ' ');
}
