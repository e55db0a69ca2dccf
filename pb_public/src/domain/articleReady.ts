// What an article must have before somebody else reads it (kb/unfinished.go): some text, the sections its kind cannot do without, and,
// where it is looked for in a customer's words, those words.
import { emptyHeadings, ROAD } from './articleText.ts';
import type { Article, ArticleKind } from './records.ts';

/** A heading that was renamed or taken out is not missed: whoever did that has thought about it. */
const NEEDED: Record<ArticleKind, readonly string[]> = {
  fault: ['现象', '原因', '修复', 'Symptom', 'Cause', 'Fix'],
  howto: ['步骤', 'Steps'],
  story: ['一句话', '怎么讲', 'In one sentence', 'Tell it'],
  emergency: ['一、先保业务', '二、打电话', '1. Save the business', '2. Call'],
  training: ['要学会什么', '怎么做', 'What to learn', 'How'],
};

export interface Unfinished {
  text: boolean;
  symptoms: boolean;
  /** With nothing below them. */
  headings: string[];
}

/** null: it can be read by others. */
export function unfinished({ kind, body, symptoms }: Pick<Article, 'kind' | 'body' | 'symptoms'>): Unfinished | null {
  const own = Object.values(ROAD).reduce((text, road) => text.replaceAll(road, ''), body.replaceAll('\r\n', '\n'));
  const found: Unfinished = {
    text: own.split('\n').every((line) => line.trim() === '' || /^#{1,6} /.test(line)),
    symptoms: (kind === 'fault' || kind === 'emergency') && symptoms.every((line) => line.trim() === ''),
    headings: emptyHeadings(own).filter((heading) => NEEDED[kind].includes(heading)),
  };
  return found.text || found.symptoms || found.headings.length > 0 ? found : null;
}

/** Others read it from now on: it comes to the reviewer's list, or to everybody's. */
export const opens = (before: Article['confidence'], after: Article['confidence']): boolean =>
  before !== after && (after === 'inReview' || after === 'validated');
