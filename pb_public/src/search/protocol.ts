// What the page and the search worker say to each other. Every request has a number; the answer carries it back.
import type { SearchDoc } from './doc.ts';
import type { Query, Result } from './articleIndex.ts';
import type { Draft } from './record.ts';
import type { RecordQuery, RecordResult } from './recordIndex.ts';
import type { TableName } from './tables.ts';

export type Request =
  | { n: number; op: 'search'; query: Query }
  | { n: number; op: 'refresh'; puts: SearchDoc[]; drops: string[] }
  | { n: number; op: 'follow'; db: string }
  | { n: number; op: 'records'; db: string; tables: TableName[] }
  | { n: number; op: 'find'; find: RecordQuery; drafts: Draft[] };

export type Reply = { n: number; result?: Result; found?: RecordResult; size?: number; error?: string };
