// Finding by what a person types: every word typed must occur somewhere; width and case do not matter.
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** A test for texts; an empty query matches all. */
export function matcher(query: string): (text: string) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (text) => {
    if (words.length === 0) return true;
    const folded = fold(text);
    return words.every((word) => folded.includes(word));
  };
}
