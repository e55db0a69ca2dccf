// What differs between a signed text and the same sheet as it reads now (U6), on hooks/job/testdata/changed.json.
import { FIELDS, LISTS, signedAs } from './canonical.ts';

/** When a tablet syncs its clock is measured anew, and a minute written from its own estimate may turn out as the next one. */
const TOLERANCE_MS = 2 * 60_000;

/** The fields that differ, in the order of the sheet ("measured" and "parts" last); ["all"] if the texts cannot be compared. */
export function changed(signed: string, now: string): string[] {
  const as = signedAs(signed);
  if (!as || signed.split('\n', 1)[0] !== now.split('\n', 1)[0]) return ['all'];
  const en = as.lang === 'en';
  const was = entries(signed, en);
  const is = entries(now, en);
  const unordered = new Set<string>(LISTS.filter((l) => l.unordered).map((l) => l.name));
  const names = [...FIELDS.map(([name]) => name as string), ...LISTS.map(({ name }) => name)];
  return names.filter((name) => {
    const [a, b] = [was, is].map((text) => text.get(name) ?? []).map((all) => (unordered.has(name) ? [...all].sort() : all)) as [
      string[],
      string[],
    ];
    return JSON.stringify(a) !== JSON.stringify(b) && !(name.endsWith('At') && sameMoment(a, b));
  });
}

/** The text read back into its fields. */
function entries(text: string, en: boolean): Map<string, string[]> {
  const names = new Map<string, string>(LISTS.map((list) => [en ? list.en : list.zh, list.name]));
  for (const [name, zhLabel, enLabel] of FIELDS) names.set(en ? enLabel : zhLabel, name);
  const separator = en ? ': ' : '：';
  const found = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const line of text.split('\n').slice(1)) {
    if (values && line.startsWith('  ')) {
      values[values.length - 1] += '\n' + line.slice(2);
      continue;
    }
    const at = line.indexOf(separator);
    const name = names.get(at < 0 ? line : line.slice(0, at)) ?? '';
    values = found.get(name) ?? [];
    values.push(at < 0 ? '' : line.slice(at + separator.length));
    found.set(name, values);
  }
  return found;
}

function sameMoment(a: string[], b: string[]): boolean {
  if (a.length !== 1 || b.length !== 1) return false;
  const [x, y] = [a[0], b[0]].map((wall) => Date.parse(wall!.replace(' ', 'T') + ':00Z')) as [number, number];
  return Math.abs(x - y) <= TOLERANCE_MS; // false for NaN
}
