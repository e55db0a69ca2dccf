// Porter's stemmer as kb/search/stem.go has it, with the same guards; proved on kb/search/testdata/analysis.json.
export function stem(word: string): string {
  if (word.length < 4) return word;
  let stemmed = stems.get(word);
  if (stemmed === undefined) {
    stemmed = cut(word);
    if (stems.size === MAX_STEMS) stems.clear();
    stems.set(word, stemmed);
  }
  return stemmed;
}

/** What was worked out before: the same few thousand words make up nearly all of a library. */
const stems = new Map<string, string>();
const MAX_STEMS = 20_000;

function cut(word: string): string {
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i);
    if (c < 97 || c > 122) return word;
  }
  let w = pastAndGerund(plural(word));
  if (w.endsWith('y') && hasVowel(w.slice(0, -1))) w = w.slice(0, -1) + 'i';
  w = exchange(w, 0, DERIVED);
  w = exchange(w, 0, DERIVED_AGAIN);
  return lastLetter(exchange(w, 1, ENDINGS));
}

function plural(w: string): string {
  if (w.endsWith('sses') || w.endsWith('ies')) return w.slice(0, -2);
  if (w.endsWith('ss') || w.endsWith('us') || w.endsWith('is')) return w;
  return w.endsWith('s') ? w.slice(0, -1) : w;
}

function pastAndGerund(w: string): string {
  if (w.endsWith('eed')) return measure(w.slice(0, -3)) > 0 ? w.slice(0, -1) : w;
  let rest = '';
  if (w.endsWith('ed') && hasVowel(w.slice(0, -2))) rest = w.slice(0, -2);
  else if (w.endsWith('ing') && hasVowel(w.slice(0, -3))) rest = w.slice(0, -3);
  else return w;
  if (rest.endsWith('at') || rest.endsWith('bl') || rest.endsWith('iz')) return rest + 'e';
  if (doubled(rest) && !'lsz'.includes(rest[rest.length - 1]!)) return rest.slice(0, -1);
  return measure(rest) === 1 && shortEnd(rest) ? rest + 'e' : rest;
}

/** A suffix and what stands in its place. */
type Suffix = [from: string, to: string];

const table = (text: string): Suffix[] => text.split(' ').map((s) => s.split('>') as Suffix);
const DERIVED = table(
  'ational>ate ization>ize iveness>ive fulness>ful ousness>ous tional>tion biliti>ble entli>ent ousli>ous ation>ate alism>al aliti>al ' +
    'iviti>ive enci>ence anci>ance izer>ize alli>al ator>ate logi>log bli>ble eli>e',
);
const DERIVED_AGAIN = table('icate>ic ative> alize>al iciti>ic ical>ic ness> ful>');
const ENDINGS = table('ement> ance> ence> able> ible> ment> sion>s tion>t ant> ent> ism> ate> iti> ous> ive> ize> al> er> ic> ou>');

/** The longest suffix of the table in its other form, if what stays has more than m syllables. */
function exchange(w: string, m: number, suffixes: Suffix[]): string {
  for (const [from, to] of suffixes) {
    if (!w.endsWith(from)) continue;
    const rest = w.slice(0, -from.length);
    return measure(rest + to.slice(0, m)) > m ? rest + to : w;
  }
  return w;
}

function lastLetter(w: string): string {
  if (w.endsWith('e')) {
    const rest = w.slice(0, -1);
    const m = measure(rest);
    if (m > 1 || (m === 1 && !shortEnd(rest))) w = rest;
  }
  return w.endsWith('ll') && measure(w) > 1 ? w.slice(0, -1) : w;
}

function vowel(w: string, i: number): boolean {
  const c = w[i]!;
  return 'aeiou'.includes(c) || (c === 'y' && i > 0 && !vowel(w, i - 1));
}

function hasVowel(w: string): boolean {
  for (let i = 0; i < w.length; i++) if (vowel(w, i)) return true;
  return false;
}

/** Counts the changes from vowels to consonants. */
function measure(w: string): number {
  let m = 0;
  let before = false;
  for (let i = 0; i < w.length; i++) {
    const v = vowel(w, i);
    if (before && !v) m++;
    before = v;
  }
  return m;
}

function doubled(w: string): boolean {
  const n = w.length;
  return n > 1 && w[n - 1] === w[n - 2] && !vowel(w, n - 1);
}

/** Consonant, vowel, consonant, the last not w, x or y. */
function shortEnd(w: string): boolean {
  const n = w.length;
  return n > 2 && !vowel(w, n - 3) && vowel(w, n - 2) && !vowel(w, n - 1) && !'wxy'.includes(w[n - 1]!);
}
