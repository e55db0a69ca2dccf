// Where a comment's line is now. A comment remembers the words of its line and the line's number; people write above it, move it, and mend
// it. The same words are looked for first, nearest to where they stood; then the line that says most nearly the same; else it is gone.
export interface Anchor {
  quote: string;
  line: number;
}

export type How = 'whole' | 'same' | 'moved' | 'changed' | 'gone';

export interface Found {
  /** from 1; 0: no line of the text */
  line: number;
  how: How;
}

/** Two lines say nearly the same if so much of their letter pairs agrees. */
const ALIKE = 0.55;

/** Looks up many comments in one text. */
export function finder(text: string): (anchor: Anchor) => Found {
  const lines = text.split('\n').map((line) => line.trim());
  let pairs: Map<string, number>[] | null = null;
  return ({ quote, line }) => {
    const wanted = quote.trim();
    if (wanted === '') return { line: 0, how: 'whole' };
    const far = (at: number) => Math.abs(at + 1 - line);
    let best = -1;
    lines.forEach((words, at) => {
      if (words === wanted && (best < 0 || far(at) < far(best))) best = at;
    });
    if (best >= 0) return { line: best + 1, how: best + 1 === line ? 'same' : 'moved' };
    pairs ??= lines.map(pairsOf);
    const own = pairsOf(wanted);
    let most = ALIKE;
    pairs.forEach((other, at) => {
      const alike = likeness(own, other);
      if (alike > most || (alike === most && best >= 0 && far(at) < far(best))) [most, best] = [alike, at];
    });
    return best < 0 ? { line: 0, how: 'gone' } : { line: best + 1, how: 'changed' };
  };
}

function pairsOf(words: string): Map<string, number> {
  const letters = [...words.toLowerCase().replace(/\s+/g, ' ')];
  const out = new Map<string, number>();
  for (let i = 0; i + 1 < letters.length; i++) {
    const pair = letters[i]! + letters[i + 1]!;
    out.set(pair, (out.get(pair) ?? 0) + 1);
  }
  return out;
}

const size = (m: Map<string, number>) => [...m.values()].reduce((sum, n) => sum + n, 0);

/** Dice's measure over letter pairs: 1 for equal words, 0 for nothing in common. */
function likeness(a: Map<string, number>, b: Map<string, number>): number {
  const [whole, other] = [size(a), size(b)];
  if (whole === 0 || other === 0) return 0;
  let common = 0;
  for (const [pair, n] of a) common += Math.min(n, b.get(pair) ?? 0);
  return (2 * common) / (whole + other);
}
