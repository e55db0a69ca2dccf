// What the page and the search worker say to each other. Every request has a number; the answer carries it back.
import type { SearchDoc } from './doc.ts';
import type { Query, Result } from './articleIndex.ts';

export type Request =
  | { n: number; op: 'search'; query: Query }
  | { n: number; op: 'refresh'; puts: SearchDoc[]; drops: string[] }
  | { n: number; op: 'follow'; db: string };

export type Reply = { n: number; result?: Result; size?: number; error?: string };
