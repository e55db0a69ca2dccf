// How a text names its images: by the first 64 bits of their SHA-256, as kb/figure.go has it (both are held to the same cases by their
// tests). The record's id follows from the article's and that reference.
import type { Id } from './records.ts';
import { plainSha256 } from './sha256.ts';

export interface Mention {
  ref: string;
  alt: string;
  caption: string;
  /** where it stands in the text */
  from: number;
  to: number;
}

export const figureRef = (sha256: string): string => sha256.slice(0, 16);

const TAIL = /\]\(figure:([0-9a-f]{16})(?:[ \t]+"((?:[^"\\]|\\.)*)")?[ \t]*\)/y;
const unescape = (text = '') => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

/** Every mention, in order. One walk over the text: a regular expression for the whole would go back for each "![" of a hostile one. */
export function mentionsIn(body: string): Mention[] {
  const out: Mention[] = [];
  if (!body.includes('](figure:')) return out;
  let open = -1; // of the first "![" since the last bracket was closed
  for (let at = 0; at < body.length; at++) {
    if (open < 0) {
      open = body.indexOf('![', at);
      if (open < 0) break;
      at = open + 1;
    } else if (body[at] === '\\') {
      at++;
    } else if (body[at] === ']') {
      TAIL.lastIndex = at;
      const tail = TAIL.exec(body);
      if (tail) {
        out.push({ ref: tail[1]!, alt: unescape(body.slice(open + 2, at)), caption: unescape(tail[2]), from: open, to: TAIL.lastIndex });
        at = TAIL.lastIndex - 1;
      }
      open = -1;
    }
  }
  return out;
}

/** The words that put an image into a text. */
export function mentionOf(ref: string, alt: string, caption = ''): string {
  const line = (text: string) => text.replace(/\s+/g, ' ').trim();
  const words = line(alt).replace(/[\\[\]]/g, '\\$&');
  const below = line(caption).replace(/[\\"]/g, '\\$&');
  return `![${words}](figure:${ref}${below ? ` "${below}"` : ''})`;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** fieldsync.IDOf("figure", article, ref): the hash in base 32, 15 digits of it. */
export function figureId(article: Id, ref: string): Id {
  const hash = plainSha256(new TextEncoder().encode(['figure', article, ref].join('\0')));
  let out = '';
  for (let bit = 0; out.length < 15; bit += 5) {
    const pair = (hash[bit >> 3]! << 8) | hash[(bit >> 3) + 1]!;
    out += DIGITS[(pair >> (11 - (bit & 7))) & 31];
  }
  return out;
}
