// The one text of a JSON value, byte for byte as the server writes it (fieldsync.Canonical in hooks/fieldsync/doc.go): compact, keys in
// the order of their UTF-8 bytes, numbers as Go prints a float64. Both sides prove themselves on hooks/fieldsync/testdata/encode.json.
//
// Not JSON.stringify of a sorted object: JavaScript moves keys that look like numbers to the front. A number that no float64 holds
// exactly has lost its digits when it gets here; whoever compares sums takes such a record from the server.

export function encode(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value); // NaN and infinities: null
  if (Array.isArray(value)) return '[' + value.map(encode).join(',') + ']';
  if (typeof value !== 'object' || value === null) return value === true || value === false ? String(value) : 'null';
  const parts: string[] = [];
  for (const key of keysInOrder(value)) parts.push(quote(key) + ':' + encode((value as Record<string, unknown>)[key]));
  return '{' + parts.join(',') + '}';
}

const SEPARATORS = /[\u2028\u2029]/g;
/** Halves of a character that lost the other half; with the u flag a whole pair does not match. */
const HALVES = /[\ud800-\udfff]/gu;

function quote(text: string): string {
  const whole = HALVES.test(text) ? text.replace(HALVES, '\ufffd') : text;
  HALVES.lastIndex = 0;
  return JSON.stringify(whole).replace(SEPARATORS, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'));
}

const SURROGATE = /[\ud800-\udfff]/;

function keysInOrder(value: object): string[] {
  const keys = Object.keys(value).filter((k) => (value as Record<string, unknown>)[k] !== undefined);
  return keys.some((k) => SURROGATE.test(k)) ? keys.sort(byCodePoint) : keys.sort();
}

/** UTF-16 puts U+10000 before U+E000, UTF-8 after it. */
function byCodePoint(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
  }
  return x.length - y.length;
}
