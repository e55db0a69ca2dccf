// A rescue file before it is sent: whose it is and how much, from its first bytes; the rest is never loaded here.
import type { Id } from '../../domain/records.ts';

export interface RescueHead {
  user: Id;
  /** when the tablet wrote it, by its own clock */
  now: string;
  /** null: of an older app, which did not write them */
  counts: { changes: number; photos: number } | null;
}

/** As much as the server takes (hooks/rescue_desk.go). */
export const RESCUE_BYTES = 512 * 2 ** 20;
const HEAD_BYTES = 64 * 1024;

/** null: not a rescue file. */
export async function readHead(file: Blob): Promise<RescueHead | null> {
  const text = await file.slice(0, HEAD_BYTES).text();
  const end = text.indexOf(',"drafts":');
  if (end < 0) return null;
  let head: Record<string, unknown>;
  try {
    head = JSON.parse(text.slice(0, end) + '}') as Record<string, unknown>;
  } catch {
    return null;
  }
  if (head['lutong'] !== 'rescue' || typeof head['user'] !== 'string') return null;
  return { user: head['user'], now: typeof head['now'] === 'string' ? head['now'] : '', counts: countsOf(head['counts']) };
}

function countsOf(given: unknown): RescueHead['counts'] {
  const { changes, photos } = (given ?? {}) as { changes?: unknown; photos?: unknown };
  return typeof changes === 'number' && typeof photos === 'number' ? { changes, photos } : null;
}

export interface Loss {
  what: 'change' | 'photo';
  id: string;
  code: string;
  message: string;
}

/** The server's answer. */
export interface Rescued {
  applied: number;
  known: number;
  aside: number;
  photos: number;
  photosKnown: number;
  drafts: { what: string; text: string }[];
  unread: string[];
  failed: Loss[];
}

/** Losses of one kind and reason as one line. */
export function lossesByReason(failed: readonly Loss[]): { loss: Loss; n: number }[] {
  const lines = new Map<string, { loss: Loss; n: number }>();
  for (const loss of failed) {
    const key = loss.what + loss.code;
    const line = lines.get(key);
    if (line) line.n++;
    else lines.set(key, { loss, n: 1 });
  }
  return [...lines.values()];
}
