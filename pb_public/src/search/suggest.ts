// What may have been begun in the search box (kb/search/suggest.go): names, symptoms and titles of articles and terms of the trade, by how
// they are written or sound.
import termsFile from '../../../kb/search/data/terms.txt?raw';
import { classOf, foldText, HAN, LATIN, OTHER } from './fold.ts';
import { isSpelling, soundsFrom } from './sounds.ts';
import { tokenise, UNIGRAM, type Kind } from './tokens.ts';
import { dataLines } from './words.ts';

/** In the order in which equally good ones are told. */
const KINDS = ['term', 'tag', 'model', 'code', 'symptom', 'title'] as const;
export type SuggestionKind = (typeof KINDS)[number];
export interface Suggestion {
  text: string;
  kind: SuggestionKind;
}

/** What suggestions need of an article. */
export interface Suggestible {
  id: string;
  lang: string;
  title: string;
  symptoms: string[];
  models: string[];
  codes: string[];
  tags: string[];
}

const MAX_SUGGESTIONS = 8;
const MAX_BEGUN = 64;
const MAX_SUGGESTED = 48;

interface Candidate extends Suggestion {
  lang: string;
  place: number;
  folded: string;
  chars: string[];
  joined: string;
}

const withoutJoints = (chars: readonly string[]): string => chars.filter((c) => classOf(c.codePointAt(0)!) !== OTHER).join('');

function candidate(raw: string, kind: SuggestionKind, lang: string): Candidate[] {
  const text = raw.trim();
  if (!text || text.includes('\n')) return [];
  const folded = foldText(text);
  const chars = [...folded];
  if (chars.length > MAX_SUGGESTED) return [];
  return [{ text, kind, lang, place: KINDS.indexOf(kind), folded, chars, joined: withoutJoints(chars) }];
}

const fileTerms = dataLines(termsFile).flatMap((line) => line.split('|').flatMap((t) => candidate(t, 'term', '')));

export class Suggester {
  private ofArticles: Candidate[] = [];
  private ofTrainers: Candidate[] = [];

  replace(articles: Iterable<Suggestible>): void {
    const all = new Map<string, Candidate>();
    const add = (kind: SuggestionKind, lang: string, texts: readonly string[]) => {
      for (const text of texts) for (const c of candidate(text, kind, lang)) all.set(`${lang}\t${kind}\t${c.text}`, c);
    };
    for (const d of articles) {
      add('tag', d.lang, d.tags);
      add('model', '', d.models);
      add('code', '', d.codes);
      add('symptom', d.lang, d.symptoms);
      add('title', d.lang, [d.title]);
    }
    this.ofArticles = [...all.values()];
  }

  setTerms(terms: readonly string[]): void {
    this.ofTrainers = terms.flatMap((t) => candidate(t, 'term', ''));
  }

  /** known: whether the library has a piece of a term. */
  complete(text: string, lang: string, known: (kind: Kind, text: string) => boolean): Suggestion[] {
    const whole = [...text]
      .slice(0, MAX_BEGUN)
      .join('')
      .replace(/^[ \u3000]+/, '');
    const at = Math.max(whole.lastIndexOf(' '), whole.lastIndexOf('\u3000')) + 1;
    const out: Suggestion[] = [];
    const seen = new Set([foldText(whole).trim()]);
    for (const [head, begun] of at > 0 ? [['', whole] as const, [whole.slice(0, at), whole.slice(at)] as const] : [['', whole] as const]) {
      for (const c of this.fitting(begun, lang, head !== '')) {
        if (out.length === MAX_SUGGESTIONS) break;
        const full = head + c.text;
        if (seen.has(foldText(full)) || (c.kind === 'term' && !wholly(c.text, known))) continue;
        seen.add(foldText(full));
        out.push({ text: full, kind: c.kind });
      }
    }
    return out;
  }

  /** The candidates in their order. A word at the end of a query is completed by words and names only. */
  private fitting(text: string, lang: string, words: boolean): Candidate[] {
    const begun = foldText(text).trim();
    const chars = [...begun];
    if (chars.length === 0 || (chars.length === 1 && classOf(begun.codePointAt(0)!) !== HAN)) return [];
    const joined = withoutJoints(chars);
    const found: { c: Candidate; fit: number }[] = [];
    for (const c of [...fileTerms, ...this.ofArticles, ...this.ofTrainers]) {
      if ((c.lang && lang && c.lang !== lang) || (words && c.place > 3)) continue;
      const fit = fitOf(c, begun, joined);
      if (fit < 3) found.push({ c, fit });
    }
    const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    return found
      .sort(
        (a, b) =>
          a.fit - b.fit ||
          a.c.place - b.c.place ||
          a.c.chars.length - b.c.chars.length ||
          before(a.c.folded, b.c.folded) ||
          before(a.c.text, b.c.text),
      )
      .map(({ c }) => c);
  }
}

/** 0: it begins so; 1: a word in it does; 2: it begins so by its sound; 3: it does not. */
function fitOf(c: Candidate, begun: string, joined: string): number {
  if (c.folded.startsWith(begun)) return 0;
  if (joined && (c.kind === 'model' || c.kind === 'code') && c.joined.startsWith(joined)) return 0;
  if (hasWord(c.folded, begun)) return 1;
  return isSpelling(begun) && soundsFrom(c.chars, 0, begun) >= 0 ? 2 : 3;
}

/** Han text anywhere, a Latin word where one begins. */
function hasWord(folded: string, begun: string): boolean {
  const latin = classOf(begun.codePointAt(0)!) === LATIN;
  for (let at = folded.indexOf(begun, 1); at > 0; at = folded.indexOf(begun, at + 1)) {
    if (!latin || classOf(folded.charCodeAt(at - 1)) !== LATIN) return true;
  }
  return false;
}

/** Of a term the library has every piece, else it would lead nowhere. */
function wholly(term: string, known: (kind: Kind, text: string) => boolean): boolean {
  let all = true;
  tokenise(term, (text, kind) => (all &&= kind === UNIGRAM || known(kind, text)));
  return all;
}
