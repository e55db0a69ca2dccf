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

/** How much of what was typed a text shares, 0..1, by pairs of characters: enough to order a site's own past jobs without an index. */
export function likeness(query: string, text: string): number {
  const asked = pairs(query);
  if (asked.size === 0) return 0;
  const there = pairs(text);
  let shared = 0;
  for (const pair of asked) if (there.has(pair)) shared++;
  return shared / asked.size;
}

function pairs(text: string): Set<string> {
  const found = new Set<string>();
  for (const run of fold(text).match(/[\p{L}\p{N}]+/gu) ?? []) for (let i = 0; i + 1 < run.length; i++) found.add(run.slice(i, i + 2));
  return found;
}
