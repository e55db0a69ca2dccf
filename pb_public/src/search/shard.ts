// What the ranking needs of a part of the index. There are two kinds: files from the server (segment.ts), and what this tablet analysed by
// itself (overlay.ts). Documents are known by numbers from 0 in each.
import type { KEY_FIELD, SearchDoc } from './doc.ts';
import type { Postings } from './postings.ts';
import type { Lexicon } from './query.ts';
import type { Kind } from './tokens.ts';

/** What is told of a hit without reading the article, and what it is narrowed by. */
export type Card = Pick<SearchDoc, 'id' | 'slug' | 'lang' | 'kind' | 'title' | 'models' | 'tags'>;

export interface Shard extends Lexicon {
  /** Numbers in use or used before; `size` counts the documents that are there. */
  readonly numbers: number;
  card(number: number): Card;
  /** Tokens of a field in all documents that are there, how many of these have any, and the tokens in one. */
  total(field: string): number;
  having(field: string): number;
  length(field: string, number: number): number;
  /** Reads some of what is otherwise read when it is first asked for; whether there is more of it. */
  prepare?(): boolean;
  /** Fills in the documents that have the term: of a kind, or a key. */
  postings(kind: Kind | typeof KEY_FIELD, text: string, into: Postings): void;
}
