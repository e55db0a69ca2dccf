// Whose a model is (kb/search/vendor.go), on the same table.
import vendorsFile from '../../../kb/search/data/vendors.txt?raw';
import { foldText, isDigit } from './fold.ts';
import { latinRuns } from './tokens.ts';
import { dataLines } from './words.ts';

const byStart = new Map<string, string>();
const byName = new Map<string, string>();
/** The names each maker goes by: 华三 finds what is written of H3C. */
export const vendorNames: string[][] = [];
for (const line of dataLines(vendorsFile)) {
  const [vendor = '', names = '', starts = ''] = line.split('|').map((part) => part.trim());
  vendorNames.push(names.split(' '));
  for (const name of names.split(' ')) byName.set(name, vendor);
  for (const start of starts.split(' ')) byStart.set(start, vendor);
}

/** A library names the same few hundred models and tags in thousands of articles. */
const MAX_ASKED = 5000;

function remembered(lookUp: (name: string) => string): (name: string) => string {
  const asked = new Map<string, string>();
  return (name) => {
    let vendor = asked.get(name);
    if (vendor === undefined) {
      vendor = lookUp(name);
      if (asked.size < MAX_ASKED) asked.set(name, vendor);
    }
    return vendor;
  };
}

/** The maker of a model, '' when it is not known. */
export const vendorOf = remembered(lookUp);

/** The maker a tag names, '' if it names none. */
const vendorNamed = remembered((tag) => byName.get(foldText(tag.trim())) ?? '');

function lookUp(model: string): string {
  const first = latinRuns(model)[0]?.[0]?.[0];
  if (first === undefined) return byName.get(foldText(model.trim())) ?? '';
  const named = byName.get(first);
  if (named !== undefined) return named;
  const digit = (at: number) => isDigit(first.charCodeAt(at));
  for (let end = first.length; end > 0; end--) {
    const vendor = byStart.get(first.slice(0, end));
    if (vendor !== undefined && (end === first.length || digit(end - 1) || digit(end))) return vendor;
  }
  return '';
}

/** The makers of an article's models, and those its tags name. */
export function vendorsOf(models: readonly string[], tags: readonly string[]): string[] {
  const all = [...models.map(vendorOf), ...tags.map(vendorNamed)];
  return [...new Set(all)].filter((vendor) => vendor !== '');
}
