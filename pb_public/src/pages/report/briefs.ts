// The list of briefs: how it comes, how it is narrowed, how it falls into days.
import type { Job } from '../../domain/records.ts';
import { faultOf, jsonOf, reach } from '../../sync/http.ts';

export interface Brief {
  job: string;
  number: string;
  title: string;
  customer: string;
  site: string;
  kind: Exclude<Job['kind'], ''>;
  status: Job['status'];
  /** when the customer could work again */
  at: string;
}

export interface Briefs {
  briefs: Brief[];
  /** how many older ones were left out */
  more: number;
}

export async function fetchBriefs(token: string): Promise<Briefs> {
  const answer = await reach('/api/briefs', { headers: { Authorization: token } });
  if (!answer.ok) throw await faultOf(answer);
  return jsonOf<Briefs>(answer);
}

/** Calls when the network is back, or somebody looks again; returns how to stop. */
export function online(ask: () => unknown): () => void {
  const seen = () => document.visibilityState === 'visible' && ask();
  window.addEventListener('online', ask);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', ask);
    document.removeEventListener('visibilitychange', seen);
  };
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Every word of the query is in the customer, the site, the title or the number. */
export function matching(briefs: readonly Brief[], query: string): Brief[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return briefs.filter((brief) => {
    const text = folded([brief.customer, brief.site, brief.title, brief.number].join('\n'));
    return words.every((word) => text.includes(word));
  });
}

/** By the reader's own days, in the order they came. */
export function byDay(briefs: readonly Brief[]): { day: string; briefs: Brief[] }[] {
  const days: { day: string; briefs: Brief[] }[] = [];
  for (const brief of briefs) {
    const day = new Date(brief.at).toDateString();
    const last = days.at(-1);
    if (last?.day === day) last.briefs.push(brief);
    else days.push({ day, briefs: [brief] });
  }
  return days;
}
