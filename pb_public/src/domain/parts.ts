// What may stand in a line of parts, the same as on the server (hooks/rules/check.go), and how the lines stand.
import type { Part } from './records.ts';

/** More of one thing than any van holds. */
const MOST = 100_000;

/** In thousandths at the finest, so that Go and JavaScript write it alike: a customer signs it. */
export const goodQuantity = (n: number): boolean => n > 0 && n <= MOST && Math.round(n * 1000) / 1000 === n;

/** The fields that are read off a label and looked up again: half width, however the keyboard stood (ＳＮ１２３ is SN123). */
const LABELS = ['serialIn', 'serialOut', 'sku'] as const;

export const labelText = (text: string): string => text.normalize('NFKC').trim();

export function withLabels<P extends Partial<Pick<Part, (typeof LABELS)[number]>>>(part: P): P {
  const out = { ...part };
  for (const field of LABELS) if (out[field] !== undefined) out[field] = labelText(out[field]);
  return out;
}

/** In the order in which they were noted. */
export const byNoting = (a: Pick<Part, 'at' | 'id'>, b: Pick<Part, 'at' | 'id'>): number =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1;
