/** The greatest length of an article's text, in characters (kb/markdown: MaxRunes). The server refuses more. */
export const MAX_CHARACTERS = 100_000;

/** How many characters a text has, if they are too many; 0: it will do. */
export function tooManyCharacters(text: string): number {
  if (text.length <= MAX_CHARACTERS) return 0;
  let n = 0;
  for (const character of text) n += character ? 1 : 0; // by code point, as the server counts
  return n > MAX_CHARACTERS ? n : 0;
}
