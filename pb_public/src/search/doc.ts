// What the search knows of an article and which fields it is cut into (kb/search/doc.go).
import { isDigit } from './fold.ts';
import { latinRuns, MAX_IDENT, type Kind } from './tokens.ts';

export interface SearchDoc {
  id: string;
  slug: string;
  lang: string;
  kind: string;
  title: string;
  summary: string;
  body: string;
  symptoms: string[];
  models: string[];
  codes: string[];
  tags: string[];
}

export type Stream = 'a' | 't' | 'c';
export const WHOLE = 'a';
export const TITLE = 't';
export const CARD = 'c';
export const KEY_FIELD = 'k';

/** A field is a stream and a kind of token: "a2". */
export const field = (stream: Stream, kind: Kind): string => stream + kind;

const lines = (...parts: string[]): string => parts.filter(Boolean).join('\n');

/** body: without markup. */
export function snippetText(d: SearchDoc, body: string): string {
  return lines(d.summary, d.symptoms.join('\n'), body);
}

/** The pieces of a document that are analysed, and whether each also counts for the title or the card. A line end separates words, so
    the pieces give the same tokens as one long text. */
export function pieces(d: SearchDoc, body: string): [text: string, also: Stream | null][] {
  return [
    [d.title, TITLE],
    [d.models.join('\n'), CARD],
    [d.codes.join('\n'), CARD],
    [d.tags.join('\n'), CARD],
    [d.summary, CARD],
    [d.symptoms.join('\n'), CARD],
    [body, null],
  ];
}

/** The forms under which a model or a code is typed exactly. */
export function keys(d: SearchDoc): Set<string> {
  const out = new Set<string>();
  const add = (k: string) => {
    if (k.length >= 3 && k.length <= MAX_IDENT) out.add(k);
  };
  for (const name of [...d.models, ...d.codes]) {
    for (const words of latinRuns(name)) {
      const parts = words.flat();
      add(parts.join(''));
      for (let i = 0; i < parts.length; i++) {
        for (let j = i + 1; j <= parts.length && j - i <= 6; j++) {
          const k = parts.slice(i, j).join('');
          if (k.length > MAX_IDENT) break;
          if (k.length >= 4 && lettersAndDigits(k)) add(k);
        }
      }
    }
  }
  return out;
}

export function lettersAndDigits(s: string): boolean {
  let digits = 0;
  for (let i = 0; i < s.length; i++) if (isDigit(s.charCodeAt(i))) digits++;
  return digits > 0 && digits < s.length;
}
