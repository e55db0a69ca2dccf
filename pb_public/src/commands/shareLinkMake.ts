// shareLink.make: a link the customer opens without an account. The token is drawn here and never sent to the server as
// part of the record: only its hash is; the tablet remembers it to show the link again.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id, ShareLink } from '../domain/records.ts';
import { sha256 } from '../domain/sha256.ts';

const DAYS = 30;
const key = (id: Id) => 'link:' + id;
const urlOf = (token: string) => location.origin + '/t/' + token;

export async function shareLinkMake(
  db: LutongDB,
  args: { job: Id; what: Exclude<ShareLink['what'], ''> },
): Promise<{ id: Id; url: string }> {
  const id = newId();
  const token = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const expires = new Date(Date.now() + DAYS * 86_400_000).toISOString();
  await db.meta.put({ key: key(id), value: token });
  await write(db, [{ in: 'shareLinks', id, op: 'create', set: { ...args, tokenHash: await sha256(token), expires } }]);
  return { id, url: urlOf(token) };
}

/** The link again, if it was made on this tablet; else null. */
export async function shareLinkUrl(db: LutongDB, id: Id): Promise<string | null> {
  const row = await db.meta.get(key(id));
  return row ? urlOf(row.value as string) : null;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
