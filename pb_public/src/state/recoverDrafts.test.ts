import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { jobEdit, runAnswer, runStart } from '../commands/index.ts';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import type { TemplateItem } from '../domain/records.ts';
import { applyPages } from '../sync/applyPage.ts';
import { pageOf } from '../sync/testing/pages.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { Tablet } from '../sync/testing/tablet.ts';
import { checkDraft, draftsOf, keepDraft, NOTE } from './draft.ts';
import { leftDrafts, recoverDrafts } from './recoverDrafts.ts';
import { Saved } from './saved.svelte.ts';

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

/** what a page left that was killed a while ago */
const left = (user: string, what: string, text: string, base = '') => keepDraft(user, what, text, base, 0);

const notesOf = (of: LutongDB) =>
  new Saved({
    user: of.userId,
    what: `${JOB}/notes`,
    value: '旧',
    save: (text, was) => jobEdit(of, { job: JOB, field: 'notes', value: text, was }),
    failed: () => {},
    pause: () => null,
  });

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
  left(ME, `${JOB}/notes`, '旧，再加新的', '旧');
  left(ME, `${JOB}/pressure.who`, '张经理');
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
  left(ME, checkDraft(JOB, TPL, 'c1') + NOTE, '门锁坏了');
  left(ME, checkDraft(JOB, TPL, 'c2'), '1,200');
  left(ME, checkDraft(JOB, TPL, 'c3'), '机柜后面');
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
  left(ME, checkDraft(JOB, TPL, 'c1') + NOTE, '门锁坏了');
  const before = await db.outbox.count();
  await recoverDrafts(db);
  expect(await db.outbox.count()).toBe(before);
  expect(draftsOf(ME)).toEqual([]);
});

test('what cannot be stored stays and is listed: words to the customer, no number, a job that is gone, another person’s', async () => {
  left(ME, `${JOB}/say`, '快到了');
  left(ME, checkDraft(JOB, TPL, 'c2'), 'abc');
  left(ME, 'job000000000002/notes', '别人的单');
  left('berta0000000000', `${JOB}/notes`, '不是我的');
  await recoverDrafts(db);
  expect(await db.outbox.count()).toBe(0);
  expect(leftDrafts(ME).map(({ job, part, text }) => [job, part, text])).toEqual([
    [JOB, 'check/tpl000000000001/c2', 'abc'],
    [JOB, 'say', '快到了'],
    ['job000000000002', 'notes', '别人的单'],
  ]);
  expect(draftsOf('berta0000000000')).toHaveLength(1);
});

test('what was typed on and saved since the drafts were listed is not overwritten by the older draft', async () => {
  left(ME, `${JOB}/cause`, '电源坏'); // sorted before notes: the loop waits for it
  left(ME, `${JOB}/notes`, '旧的柜', '旧');
  const recovering = recoverDrafts(db);
  const field = notesOf(db); // it took up the draft, and the person typed on
  field.typed('旧的柜子在三楼', '旧');
  await field.flush();
  await recovering;
  expect((await db.jobs.get(JOB))?.notes).toBe('旧的柜子在三楼');
});

test('a field on the screen keeps its draft to itself, however long ago the last key was', async () => {
  const end = notesOf(db).begin();
  left(ME, `${JOB}/notes`, '旧的柜', '旧');
  await recoverDrafts(db);
  expect(draftsOf(ME)).toHaveLength(1);
  end();
});

test('a draft that is being typed is left to its tab: one sentence is not set aside for its own first half', async () => {
  const server = new FakeServer();
  server.put('jobs', JOB, { notes: '旧' });
  const tablet = await Tablet.make(server);
  await tablet.sync();
  const field = notesOf(tablet.db);
  field.typed('旧的柜', '旧');
  await recoverDrafts(tablet.db); // the app has come up by now; or another tab starts
  expect(draftsOf(tablet.db.userId)).toHaveLength(1);
  const stands = (await tablet.db.jobs.get(JOB))!.notes;
  field.hear(stands);
  field.typed('旧的柜子在三楼', stands);
  await field.flush();
  await tablet.sync();
  expect([server.doc('jobs', JOB)!['notes'], server.all('conflicts').length]).toEqual(['旧的柜子在三楼', 0]);
  tablet.close();
});

test('a page that comes back at once takes its draft up a little later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  keepDraft(ME, `${JOB}/notes`, '旧的柜', '旧');
  await recoverDrafts(db);
  expect((await db.jobs.get(JOB))?.notes).toBe('旧');
  vi.advanceTimersByTime(10_000);
  await vi.waitFor(() => expect(draftsOf(ME)).toEqual([]));
  expect((await db.jobs.get(JOB))?.notes).toBe('旧的柜');
  vi.useRealTimers();
});

test('two tabs that start at once begin one checklist', async () => {
  left(ME, checkDraft(JOB, TPL, 'c2'), '12');
  await Promise.all([recoverDrafts(db), recoverDrafts(db)]);
  expect(await db.runs.where('job').equals(JOB).count()).toBe(1);
});

test("M3 a draft of an answer does not pass for an edit of the colleague's answer that came by pull", async () => {
  const run = await runStart(db, { job: JOB, template: TPL });
  await db.outbox.clear();
  await db.shadows.clear();
  left(ME, checkDraft(JOB, TPL, 'c3'), '我的话'); // typed on an empty item; then the page was killed
  const theirs = { value: '同事的话', note: '', photos: [], by: 'bert00000000000', at: '2026-11-22T00:00:00.000Z' };
  const doc = { ...(await db.runs.get(run))!, answers: { c3: theirs } };
  await applyPages(db, [pageOf('c', [{ in: 'runs', doc: doc as never }])], new Date());
  await recoverDrafts(db);
  expect((await db.outbox.toArray()).at(-1)!.was?.['answers.c3']).toBeNull();
});
