// article.use: what an article did on a job: opened from it, used, helped or not, taken back. A trainer's `reviewed` is on no job.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id, UseKind } from '../domain/records.ts';

export interface ArticleUseArgs {
  article: Id;
  job: Id;
  kind: UseKind;
  note?: string;
}

/** Reading is noted once for a person, article and job, and not after something was said about it. */
export async function articleUse(db: LutongDB, { article, job, kind, note = '' }: ArticleUseArgs): Promise<void> {
  const said = () =>
    db.articleUses
      .where({ job })
      .and((use) => use.article === article && use.by === db.userId)
      .count();
  const unless = async () => kind === 'read' && (await said()) > 0;
  await write(db, [{ in: 'articleUses', id: newId(), op: 'create', set: { article, job, kind, ...(note && { note }) } }], [], { unless });
}
