// The same folding as kb/search/fold.go, on the same table: full width to ASCII, capitals to small letters (Latin, Greek and Cyrillic
// only, so that no engine's case tables matter), traditional to simplified. One character gives one character.
import t2sFile from '../../../kb/search/data/t2s.txt?raw';

const [, from = '', to = ''] = t2sFile.split('\n');
const t2s = new Map<number, number>();
{
  const simplified = [...to];
  let i = 0;
  for (const c of from) t2s.set(c.codePointAt(0)!, simplified[i++]!.codePointAt(0)!);
}

function foldSlowly(p: number): number {
  if (p < 0x41) return p;
  if (p < 0x80) return p <= 0x5a ? p + 32 : p;
  if (p === 0x3000) return 0x20;
  if (p >= 0xff01 && p <= 0xff5e) return foldSlowly(p - 0xfee0);
  if ((p >= 0xc0 && p <= 0xde && p !== 0xd7) || (p >= 0x391 && p <= 0x3a9 && p !== 0x3a2) || (p >= 0x410 && p <= 0x42f)) return p + 32;
  if (p >= 0x400 && p <= 0x40f) return p + 80;
  return p >= 0x3400 ? (t2s.get(p) ?? p) : p;
}

export const OTHER = 0;
export const LATIN = 1;
export const HAN = 2;
export type Class = typeof OTHER | typeof LATIN | typeof HAN;

/** By ranges: Unicode properties change with the browser. */
function classSlowly(p: number): Class {
  if ((p >= 0x61 && p <= 0x7a) || isDigit(p)) return LATIN;
  if (p < 0xc0) return OTHER;
  if (p < 0x2000) return p === 0xd7 || p === 0xf7 ? OTHER : LATIN;
  if (
    p === 0x3005 ||
    p === 0x3007 ||
    (p >= 0x3041 && p <= 0x30ff && p !== 0x30fb) ||
    (p >= 0x3400 && p <= 0x4dbf) ||
    (p >= 0x4e00 && p <= 0x9fff) ||
    (p >= 0xac00 && p <= 0xd7a3) ||
    (p >= 0xf900 && p <= 0xfaff) ||
    (p >= 0x20000 && p <= 0x3ffff)
  )
    return HAN;
  return OTHER;
}

export const isDigit = (p: number): boolean => p >= 0x30 && p <= 0x39;

/** The characters that stand inside an identifier: RG-AP720-L, GigabitEthernet1/0/24. */
export const isJoiner = (p: number): boolean => p < 0x80 && joiners[p] === 1;
const joiners = new Uint8Array(0x80);
for (const c of '-_./:@#+') joiners[c.charCodeAt(0)] = 1;

// Nearly all characters are below U+10000, and millions are looked at while an index is made: two tables answer for them.
const BMP = 0x10000;
const folded = new Uint32Array(BMP);
const classes = new Uint8Array(BMP);
for (let p = 0; p < BMP; p++) {
  folded[p] = foldSlowly(p);
  classes[p] = classSlowly(p);
}

export const foldPoint = (p: number): number => (p < BMP ? folded[p]! : foldSlowly(p));

/** The class of a folded character. */
export const classOf = (p: number): Class => (p < BMP ? (classes[p] as Class) : classSlowly(p));

export function foldText(text: string): string {
  let out = '';
  for (const c of text) out += String.fromCodePoint(foldPoint(c.codePointAt(0)!));
  return out;
}
