// comment.add: what a reviewer says about a line, or an answer to it.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { ArticleComment, Id } from '../domain/records.ts';

export type CommentAddArgs = Pick<ArticleComment, 'article' | 'text'> & Partial<Pick<ArticleComment, 'quote' | 'line' | 'replyTo'>>;

export async function commentAdd(db: LutongDB, args: CommentAddArgs): Promise<Id> {
  const id = newId();
  await write(db, [{ in: 'articleComments', id, op: 'create', set: { ...args } }]);
  return id;
}
