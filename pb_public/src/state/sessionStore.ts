// Where the session is kept: a database of its own with one row, so that tokens never stand beside the work or in the outbox.
import Dexie, { type EntityTable } from 'dexie';
import type { User } from '../domain/records.ts';

export interface Kept {
  token: string;
  email: string;
  user: User;
  paused: boolean;
}

const store = new Dexie('lutong-session', { chromeTransactionDurability: 'strict' }) as Dexie & {
  sessions: EntityTable<Kept & { key: string }, 'key'>;
};
store.version(1).stores({ sessions: 'key' });

export const readSession = async (): Promise<Kept | undefined> => store.sessions.get('current');
export const writeSession = async (kept: Kept): Promise<void> => {
  await store.sessions.put({ key: 'current', ...kept });
};
export const clearSession = async (): Promise<void> => store.sessions.delete('current');
