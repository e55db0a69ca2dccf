// The numbers and the formula of kb/search/rank.go.
import { BIGRAM, UNIGRAM, type Kind } from './tokens.ts';

export const RANK = {
  k1: 1.2,
  b: 0.8,
  unigram: 0.6,
  bigram: 1,
  latin: 2,
  title: 0.1,
  card: 0.3,
  function: 0.2,
  key: 5,
  exact: 4,
  prefix: 0.5,
  typo: 0.6,
  synonym: 0.2,
  homophone: 0.8,
  pinyin: 1.5,
  spelt: 0.5,
};

export function kindWeight(kind: Kind): number {
  if (kind === UNIGRAM) return RANK.unigram;
  return kind === BIGRAM ? RANK.bigram : RANK.latin;
}

export const idf = (n: number, df: number): number => Math.log(1 + (n - df + 0.5) / (df + 0.5));

/** What the length of a document makes of it: the same for every term. */
export const lengthPart = (length: number, average: number): number => RANK.k1 * (1 - RANK.b + (RANK.b * length) / average);

export const tfPart = (tf: number, lengthPart: number): number => (tf * (RANK.k1 + 1)) / (tf + lengthPart);

/** Makes scores of two machines equal that differ in the last bits. */
export const round = (score: number): number => Math.round(score * 1e5) / 1e5;
