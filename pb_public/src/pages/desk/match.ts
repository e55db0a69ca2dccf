// Finding by what a person types: every word typed must occur somewhere; width and case do not matter.
import { isNumber, spokenNumber } from '../../domain/jobNumber.ts';

export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** A test for texts, and for a job's number as it is spoken; an empty query matches all. */
export function matcher(query: string): (text: string, number?: string) => boolean {
  const spoken = spokenNumber(query);
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (text, number = '') => {
    if (words.length === 0 || (spoken && isNumber(number, spoken))) return true;
    const folded = fold(text);
    return words.every((word) => folded.includes(word));
  };
}
