// The spelling of model numbers: words of a text that look like a model we know, typed a little wrong. What is merely unknown is no
// mistake in a text (a customer may have anything), but is told in the list of models an article applies to.
export interface Misspelt {
  from: number;
  to: number;
  word: string;
  instead: string;
}

/** A run of letters, digits and inner joints with a capital and a digit in it: RG-AP720-L, S5750C-28GT4XS, AC6508. */
const WORD = /(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-/_.+][A-Za-z0-9]+)*(?![A-Za-z0-9])/g;
const looksLikeOne = (word: string) => word.length >= 4 && word.length <= 40 && /[A-Z]/.test(word) && /\d/.test(word + digits(word));

/** Letters that are taken for digits on a label, as those digits. */
const digits = (word: string) =>
  word.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/S/g, '5').replace(/B/g, '8').replace(/Z/g, '2');
/** How it is written without joints. */
const bare = (word: string) => word.toUpperCase().replace(/[^A-Z0-9]/g, '');
const shape = (word: string) => digits(bare(word));

export class Models {
  private readonly exact = new Set<string>();
  private readonly byBare = new Map<string, string>();
  private readonly byShape = new Map<string, string>();
  readonly names: readonly string[];

  constructor(names: Iterable<string>) {
    const all = new Set<string>();
    for (const name of names) if (name.trim().length >= 3) all.add(name.trim());
    this.names = [...all].sort();
    for (const name of this.names) {
      this.exact.add(name);
      if (!this.byBare.has(bare(name))) this.byBare.set(bare(name), name);
      if (!this.byShape.has(shape(name))) this.byShape.set(shape(name), name);
    }
  }

  knows(word: string): boolean {
    return this.exact.has(word) || this.byBare.has(bare(word));
  }

  /** The model that is most likely meant, or "": the same with other joints, with a letter for a digit, with one sign too many, too few or
   *  swapped, or cut short before its last part. Another digit is another model, never a slip. */
  meant(word: string): string {
    if (this.exact.has(word) || word.length < 4) return '';
    const same = this.byBare.get(bare(word));
    if (same) return '';
    const own = shape(word);
    const alike = this.byShape.get(own);
    if (alike) return alike;
    if (own.length < 5) return '';
    const slips = this.names.filter((name) => oneSlip(own, shape(name)));
    if (slips.length === 1) return slips[0]!;
    // a letter for a digit, and its last part left out
    if (bare(word) === own) return '';
    const longer = this.names.filter(
      (name) => shape(name).startsWith(own) && !bare(name).startsWith(bare(word)) && shape(name).length - own.length <= 3,
    );
    return longer.length === 1 ? longer[0]! : '';
  }

  /** The model that begins with what was typed, if there is just one; "" otherwise. */
  longer(word: string): string {
    const own = bare(word);
    const found = own.length < 4 ? [] : this.names.filter((name) => bare(name).startsWith(own));
    return found.length === 1 ? found[0]! : '';
  }

  /** In a text whose code is blanked out. */
  misspelt(text: string): Misspelt[] {
    const out: Misspelt[] = [];
    for (const match of text.matchAll(WORD)) {
      const word = match[0];
      if (!looksLikeOne(word) || this.knows(word)) continue;
      const instead = this.meant(word);
      if (instead) out.push({ from: match.index, to: match.index + word.length, word, instead });
    }
    return out;
  }
}

/** Equal but for one sign put in, left out, or two swapped; a changed sign counts only between letters. */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (a.length === b.length) {
    if (a[at] === b[at + 1] && a[at + 1] === b[at]) return /[A-Z]/.test(a[at]! + a[at + 1]!) && a.slice(at + 2) === b.slice(at + 2);
    return /[A-Z]/.test(a[at] ?? '') && /[A-Z]/.test(b[at] ?? '') && a.slice(at + 1) === b.slice(at + 1);
  }
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  // a digit more or less makes another model; a letter more or less is a slip, but not at the end, where it is a variant
  return /[A-Z]/.test(long[at]!) && at < short.length && long.slice(at + 1) === short.slice(at);
}
