import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { runAnswer, runStart } from '../commands/index.ts';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import type { TemplateItem } from '../domain/records.ts';
import { checkDraft, draftsOf, keepDraft, NOTE } from './draft.ts';
import { leftDrafts, recoverDrafts } from './recoverDrafts.ts';

const ME = 'anna00000000000';
const JOB = 'job000000000001';
const TPL = 'tpl000000000001';
const label = { 'zh-CN': '', en: '' };
const items: TemplateItem[] = [
  { id: 'c1', type: 'tick', label },
  { id: 'c2', type: 'number', label },
  { id: 'c3', type: 'text', label },
];
let db: LutongDB;

/** keys are enumerable, as the browser's are */
function fakeStorage(): Storage {
  const storage = Object.create({
    getItem: (key: string) => (storage as Record<string, string>)[key] ?? null,
    setItem: (key: string, value: string) => void ((storage as Record<string, string>)[key] = value),
    removeItem: (key: string) => void delete (storage as Record<string, string>)[key],
  }) as Storage;
  return storage;
}

beforeEach(async () => {
  vi.stubGlobal('localStorage', fakeStorage());
  db = new LutongDB(ME, { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.jobs.put({ ...blank('jobs', JOB), title: '一', notes: '旧' });
  await db.templates.put({ ...blank('templates', TPL), key: 'arrive', items });
});
afterEach(() => {
  db.close();
  vi.unstubAllGlobals();
});

test('a field and the pressure card are stored on what stood there when the typing began', async () => {
  keepDraft(ME, `${JOB}/notes`, '旧，再加新的', '旧');
  keepDraft(ME, `${JOB}/pressure.who`, '张经理');
  await recoverDrafts(db);
  expect(await db.jobs.get(JOB)).toMatchObject({ notes: '旧，再加新的', pressure: { who: '张经理' } });
  expect((await db.outbox.toArray()).map(({ set, was }) => ({ set, was }))).toEqual([
    { set: { notes: '旧，再加新的' }, was: { notes: '旧' } },
    { set: { 'pressure.who': '张经理' }, was: { 'pressure.who': null } },
  ]);
  expect(draftsOf(ME)).toEqual([]);
});

test('a remark joins the tick that is there; a list that had not begun begins, once', async () => {
  const run = await runStart(db, { job: JOB, template: TPL });
  await runAnswer(db, { run, item: 'c1', answer: { value: true } });
  keepDraft(ME, checkDraft(JOB, TPL, 'c1') + NOTE, '门锁坏了');
  keepDraft(ME, checkDraft(JOB, TPL, 'c2'), '1,200');
  keepDraft(ME, checkDraft(JOB, TPL, 'c3'), '机柜后面');
  await recoverDrafts(db);
  const runs = await db.runs.toArray();
  expect(runs).toHaveLength(1);
  expect(runs[0]!.answers).toMatchObject({
    c1: { value: true, note: '门锁坏了' },
    c2: { value: 1200 },
    c3: { value: '机柜后面' },
  });
  expect(draftsOf(ME)).toEqual([]);
});

test('what is there already is not sent again', async () => {
  const run = await runStart(db, { job: JOB, template: TPL });
  await runAnswer(db, { run, item: 'c1', answer: { note: '门锁坏了' } });
  keepDraft(ME, checkDraft(JOB, TPL, 'c1') + NOTE, '门锁坏了');
  const before = await db.outbox.count();
  await recoverDrafts(db);
  expect(await db.outbox.count()).toBe(before);
  expect(draftsOf(ME)).toEqual([]);
});

test('what cannot be stored stays and is listed: words to the customer, no number, a job that is gone, another person’s', async () => {
  keepDraft(ME, `${JOB}/say`, '快到了');
  keepDraft(ME, checkDraft(JOB, TPL, 'c2'), 'abc');
  keepDraft(ME, 'job000000000002/notes', '别人的单');
  keepDraft('berta0000000000', `${JOB}/notes`, '不是我的');
  await recoverDrafts(db);
  expect(await db.outbox.count()).toBe(0);
  expect(leftDrafts(ME).map(({ job, part, text }) => [job, part, text])).toEqual([
    [JOB, 'check/tpl000000000001/c2', 'abc'],
    [JOB, 'say', '快到了'],
    ['job000000000002', 'notes', '别人的单'],
  ]);
  expect(draftsOf('berta0000000000')).toHaveLength(1);
});
