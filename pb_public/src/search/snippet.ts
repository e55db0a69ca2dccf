// The passage of a text with the most and rarest words of a query, as escaped HTML with <mark> (kb/search/snippet.go).
import type { Marker, Marks, Spot } from './marker.ts';
import type { Plan } from './query.ts';
import { round } from './rank.ts';
import { BIGRAM, UNIGRAM } from './tokens.ts';

const LENGTH = 110;
const LEAD = 24;

export function marksOf(plan: Plan, rarity: number[], sounds: number[]): Marks {
  const strong = plan.sounds.length > 0 || plan.terms.some((t) => t.kind !== UNIGRAM);
  const marks = new Map<string, number>();
  plan.terms.forEach((t, i) => {
    if (rarity[i]! > 0 && (t.kind !== UNIGRAM || !strong)) marks.set(t.kind + t.text, round(t.weight * rarity[i]!));
  });
  plan.sounds.forEach((s, i) => {
    for (const text of s.texts) marks.set(BIGRAM + text, round(s.weight * sounds[i]!));
  });
  return marks;
}

/** By characters. A text without surrogates is its own list of them. */
type Chars = string | readonly string[];
const SURROGATE = /[\ud800-\udfff]/;

export function snippet(marker: Marker, text: string): string {
  const astral = SURROGATE.test(text);
  const chars: Chars = astral ? [...text] : text;
  const spots = astral ? inCharacters(marker.spots(text), chars) : marker.spots(text);
  const from = spots.length ? sentenceStart(chars, spots[marker.best(spots, LENGTH - LEAD)]!.start) : 0;
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

function inCharacters(spots: readonly Spot[], chars: Chars): Spot[] {
  const numbers = new Map<number, number>(); // by UTF-16 offset
  let at = 0;
  let n = 0;
  for (const c of chars) {
    numbers.set(at, n++);
    at += c.length;
  }
  numbers.set(at, n);
  return spots.map(({ start, end, term }) => ({ start: numbers.get(start)!, end: numbers.get(end)!, term }));
}

function sentenceStart(chars: Chars, mark: number): number {
  for (let i = mark; i > 0 && i > mark - LEAD; i--) if ('\n。！？；'.includes(chars[i - 1]!)) return i;
  return mark <= LEAD ? 0 : mark - LEAD / 2;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

function escape(chars: Chars): string {
  const text = typeof chars === 'string' ? chars : chars.join('');
  return text.replace(/[&<>"'\n]/g, (c) => ENTITIES[c] ?? ' ');
}
