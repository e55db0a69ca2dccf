// What the search knows of an article and which fields it is cut into (kb/search/doc.go).
import { isDigit } from './fold.ts';
import { plain } from './plain.ts';
import { latinRuns, MAX_IDENT, tokenise, UNIGRAM, type Kind } from './tokens.ts';

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

export function snippetText(d: SearchDoc): string {
  return lines(d.summary, d.symptoms.join('\n'), plain(d.body));
}

/** Calls for every token of the document with the field it belongs to, keys included. */
export function eachField(d: SearchDoc, text: string, emit: (field: string, token: string) => void): void {
  for (const k of keys(d)) emit(KEY_FIELD, k);
  const names = lines(d.models.join('\n'), d.codes.join('\n'), d.tags.join('\n'));
  const streams: [Stream, string][] = [
    [WHOLE, lines(d.title, names, text)],
    [TITLE, d.title],
    [CARD, lines(d.summary, d.symptoms.join('\n'), names)],
  ];
  for (const [stream, s] of streams) {
    tokenise(s, (token, kind) => {
      if (stream === WHOLE || kind !== UNIGRAM) emit(field(stream, kind), token);
    });
  }
}

/** The forms under which a model or a code is typed exactly. */
export function keys(d: SearchDoc): Set<string> {
  const out = new Set<string>();
  const add = (k: string) => {
    const n = [...k].length;
    if (n >= 3 && n <= MAX_IDENT) out.add(k);
  };
  for (const name of [...d.models, ...d.codes]) {
    for (const words of latinRuns(name)) {
      const parts = words.flat();
      add(parts.join(''));
      for (let i = 0; i < parts.length; i++) {
        for (let j = i + 1; j <= parts.length && j - i <= 6; j++) {
          const k = parts.slice(i, j).join('');
          if (lettersAndDigits(k) && new TextEncoder().encode(k).length >= 4) add(k);
        }
      }
    }
  }
  return out;
}

function lettersAndDigits(s: string): boolean {
  let letter = false;
  let digit = false;
  for (const c of s) {
    if (isDigit(c.codePointAt(0)!)) digit = true;
    else letter = true;
  }
  return letter && digit;
}
