// The trainer's board as the server makes it (kb/loop/board.go).
import type { ArticleKind, Id, Lang, Role, Time } from './records.ts';

export interface Tally {
  total: number;
  miss: number;
  nearMiss: number;
  deadEnd: number;
  found: number;
  solved: number;
}

export interface Gap extends Tally {
  query: string;
  also: string[];
  lang: Lang;
  roles: Partial<Record<Role, number>>;
  last: string;
  opened: Id[];
  hitsNow: number;
}

export interface Line {
  id: Id;
  title: string;
  kind: ArticleKind;
  lang: Lang;
}

export interface Word {
  by: string;
  number: string;
  at: Time;
  note: string;
}

export type Stale = Line & { why: 'overdue' | 'dueSoon' | 'draft' | 'inReview'; at: Time; owner: Id };
export type Reports = Line & { open: number; owner: Id; words: Word[] };
export type Usage = Line & {
  jobs: number;
  helped: number;
  notHelped: number;
  reads: number;
  searched: number;
  lastUsed: Time;
  readers: Word[];
};
export type Solved = Line & Word & { minutes: number };

export interface Board {
  now: Time;
  from: string;
  searches: Tally;
  gaps: Gap[];
  stale: Stale[];
  unhelpful: Reports[];
  used: Usage[];
  never: Line[];
  neverAll: number;
  solved: Solved[];
}

export const WINDOWS = ['30', '90', '365'] as const;
export type Window = (typeof WINDOWS)[number];

/** The copy kept here, of whatever window was looked at last. */
export interface Kept {
  days: Window;
  board: Board;
}

/** It was searched for in vain, and somebody has written it since. */
export const answered = (gap: Gap): boolean => gap.miss > 0 && gap.hitsNow > 0;

/** A query as a title to begin with: what was masked is not part of it. */
export const titleOf = (gap: Pick<Gap, 'query'>): string =>
  gap.query
    .replace(/\[[a-z]+\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A cell as every spreadsheet reads it; one that would be a formula is told to be text. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export type Section = 'gaps' | 'unhelpful' | 'stale' | 'used' | 'never' | 'solved';

/** All lists of the board in one table. With a byte order mark: Excel takes it for something else than UTF-8 otherwise. */
export function csvOf(board: Board, section: (name: Section) => string, head: readonly string[]): string {
  const words = (list: Word[]) => list.map((word) => [word.by, word.number, word.note].filter(Boolean).join(' ')).join(' | ');
  const rows: (string | number)[][] = [
    ...board.gaps.map((g) => [section('gaps'), g.query, '', g.miss, g.nearMiss, g.deadEnd, g.found, g.last, g.also.join(' | ')]),
    ...board.unhelpful.map((r) => [section('unhelpful'), r.title, r.id, r.open, '', '', '', r.words[0]?.at ?? '', words(r.words)]),
    ...board.stale.map((s) => [section('stale'), s.title, s.id, '', '', '', '', s.at, s.why]),
    ...board.used.map((u) => [section('used'), u.title, u.id, u.jobs, u.helped, u.notHelped, u.reads, u.lastUsed, words(u.readers)]),
    ...board.never.map((a) => [section('never'), a.title, a.id, '', '', '', '', '', '']),
    ...board.solved.map((s) => [section('solved'), s.title, s.id, s.minutes, '', '', '', s.at, words([s])]),
  ];
  return '\uFEFF' + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
