// What the page and the search worker say to each other. Every request has a number; the answer carries it back.
import type { Query } from './articleIndex.ts';
import type { Asked } from './asked.ts';
import type { Result } from './holder.ts';
import type { State } from './keeper.ts';
import type { LikeArticle } from './likeArticles.ts';
import type { LikeJob } from './likeJobs.ts';
import type { Words } from './own.ts';
import type { Draft } from './record.ts';
import type { RecordQuery, RecordResult } from './recordIndex.ts';
import type { Suggestion } from './suggest.ts';
import type { TableName } from './tables.ts';

export type Request =
  | { n: number; op: 'search'; query: Query; tryOut?: Words }
  | { n: number; op: 'suggest'; text: string; lang: string }
  | { n: number; op: 'likeArticles' | 'likeJobs'; asked: Asked }
  | { n: number; op: 'follow'; db: string; headers: Record<string, string> | null }
  | { n: number; op: 'state' }
  | { n: number; op: 'records'; db: string; tables: TableName[] }
  | { n: number; op: 'find'; find: RecordQuery; drafts: Draft[] };

export type Reply = {
  n: number;
  result?: Result;
  state?: State;
  found?: RecordResult;
  suggestions?: Suggestion[];
  likeArticles?: LikeArticle[];
  likeJobs?: LikeJob[];
  size?: number;
  error?: string;
};
