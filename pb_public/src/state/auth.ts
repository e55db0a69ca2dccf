// Signing in, over PocketBase's own routes.
import { Fault } from '../domain/fault.ts';
import type { Id, Role } from '../domain/records.ts';
import { faultOf, reach } from '../sync/http.ts';

export interface AuthAnswer {
  token: string;
  record: { id: Id; name: string; role: Role; teams: Id[]; lang?: string; email?: string; phone?: string };
}

const base = '/api/collections/users/';

export async function authWithPassword(identity: string, password: string): Promise<AuthAnswer> {
  const answer = await reach(base + 'auth-with-password', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ identity, password }),
  });
  if (answer.status === 400 || answer.status === 401) throw new Fault('bad_credentials');
  if (!answer.ok) throw await faultOf(answer);
  return (await answer.json()) as AuthAnswer;
}

export async function authRefresh(token: string): Promise<AuthAnswer> {
  const answer = await reach(base + 'auth-refresh', { method: 'POST', headers: { Authorization: token } });
  // PocketBase says 401 for an expired token, 403 or 404 for a user that is gone: in each case the person has to sign in.
  if ([401, 403, 404].includes(answer.status)) throw new Fault('unauthorized');
  if (!answer.ok) throw await faultOf(answer);
  return (await answer.json()) as AuthAnswer;
}
