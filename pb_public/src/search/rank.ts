// The numbers and the formula of kb/search/rank.go.
import { BIGRAM, UNIGRAM, type Kind } from './tokens.ts';

const K1 = 2;
const B = 0.75;
export const TITLE_WEIGHT = 0.3;
export const CARD_WEIGHT = 0.3;
export const KEY_WEIGHT = 5;

export function kindWeight(kind: Kind): number {
  if (kind === UNIGRAM) return 0.4;
  return kind === BIGRAM ? 1 : 1.5;
}

export const idf = (n: number, df: number): number => Math.log(1 + (n - df + 0.5) / (df + 0.5));

export const tfPart = (tf: number, length: number, average: number): number =>
  (tf * (K1 + 1)) / (tf + K1 * (1 - B + (B * length) / average));

/** Makes scores of two machines equal that differ in the last bits. */
export const round = (score: number): number => Math.round(score * 1e5) / 1e5;
