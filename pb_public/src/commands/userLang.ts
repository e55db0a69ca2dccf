// user.lang: the language this person reads, on every device.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import type { Lang } from '../domain/records.ts';

export async function userLang(db: LutongDB, lang: Lang): Promise<void> {
  const me = await db.users.get(db.userId);
  if (!me || me.lang === lang) return;
  await write(db, [{ in: 'users', id: db.userId, op: 'update', set: { lang } }]);
}
