// Job numbers as people say them. LT-2026-000044 is "44" on the telephone and "2026-44" in a note: zeros, joints and the name at the front are
// left out, never the year of another one.
export interface SpokenNumber {
  /** '' of any year */
  year: string;
  n: number;
}

const FULL = /^[a-z]+-(\d{4})-(\d+)$/i;
const SPOKEN = /^(?:#|no\.?|(?:lt)?[-_/.\s]*(\d{4})(?:[-_/.\s]+|(?=\d{6}$))|lt)?[-_/.\s]*(\d{1,6})\s*号?$/;

/** null: a text that is not a job number alone. */
export function spokenNumber(text: string): SpokenNumber | null {
  const m = SPOKEN.exec(text.normalize('NFKC').trim().toLowerCase());
  return m && Number(m[2]) > 0 ? { year: m[1] ?? '', n: Number(m[2]) } : null;
}

export function isNumber(full: string, asked: SpokenNumber): boolean {
  const m = FULL.exec(full);
  return m !== null && Number(m[2]) === asked.n && (asked.year === '' || asked.year === m[1]);
}
