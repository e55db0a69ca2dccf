// comment.edit: tick a comment off or open it again, put it on another line, word it better (only its writer may).
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import type { ArticleComment, Id } from '../domain/records.ts';

export type CommentFields = Partial<Pick<ArticleComment, 'resolved' | 'quote' | 'line' | 'text'>>;

export async function commentEdit(db: LutongDB, args: { comment: Id; set: CommentFields }): Promise<void> {
  await write(db, [{ in: 'articleComments', id: args.comment, op: 'update', set: args.set }]);
}
