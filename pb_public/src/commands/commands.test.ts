import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import { figureId } from '../domain/figure.ts';
import { sha256 } from '../domain/sha256.ts';
import {
  articleCreate,
  articleEdit,
  articlePropose,
  articleUse,
  canonicalOf,
  changedSince,
  conflictResolve,
  figureAdd,
  figureCopy,
  jobAssign,
  jobEdit,
  jobFile,
  partAdd,
  partEdit,
  partRemove,
  runAnswer,
  runStart,
  shareLinkMake,
  shareLinkUrl,
  userLang,
  visitPlan,
} from './index.ts';

const ME = 'anna00000000000';
const JOB = 'job000000000001';
let db: LutongDB;
beforeEach(async () => {
  db = new LutongDB(ME, { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.jobs.put({ ...blank('jobs', JOB), title: '一' });
});
afterEach(() => {
  db.close();
  vi.unstubAllGlobals();
});

const sent = async () => (await db.outbox.toArray()).map(({ in: collection, op, set }) => ({ in: collection, op, set }));

test('job.file: the job, the report and the assignment at once, with a provisional number', async () => {
  const id = await jobFile(db, { team: 'team00000000001', title: '会议室无线中断', assignees: [ME], pressure: { who: '张经理' } });
  const job = await db.jobs.get(id);
  expect(job).toMatchObject({ title: '会议室无线中断', status: 'assigned', number: '', pressure: { who: '张经理' } });
  expect(job!.provisional).toMatch(/^P-[a-z0-9]{3}-1$/);
  expect((await sent()).map((m) => m.set?.['kind'] ?? m.in)).toEqual(['jobs', 'reported', 'assigned']);
});

test('job.assign: two mutations, one transaction', async () => {
  await jobAssign(db, { job: JOB, assignees: [ME] });
  expect(await sent()).toEqual([
    { in: 'jobs', op: 'update', set: { assignees: [ME] } },
    { in: 'events', op: 'create', set: { job: JOB, kind: 'assigned', data: { to: [ME] } } },
  ]);
  expect((await db.jobs.get(JOB))?.status).toBe('assigned');
});

test('job.edit: nothing is sent when nothing changed; one key of the pressure card travels alone', async () => {
  await jobEdit(db, { job: JOB, field: 'title', value: '一' });
  expect(await sent()).toEqual([]);
  await jobEdit(db, { job: JOB, field: 'pressure.who', value: '张经理' });
  expect(await sent()).toEqual([{ in: 'jobs', op: 'update', set: { 'pressure.who': '张经理' } }]);
});

test('job.edit of a job that is not here is refused, not invented', async () => {
  await expect(jobEdit(db, { job: 'nope00000000000', field: 'title', value: 'x' })).rejects.toMatchObject({ code: 'missing' });
});

test('run.answer: who and when go with it; null takes it back', async () => {
  const run = await runStart(db, { job: JOB, template: 'tpl000000000001' });
  await runAnswer(db, { run, item: 'c1', answer: { value: true } });
  expect((await db.runs.get(run))!.answers['c1']).toMatchObject({ value: true, note: '', photos: [], by: ME });
  await runAnswer(db, { run, item: 'c1', answer: null });
  expect((await db.runs.get(run))!.answers).toEqual({});
});

test('run.answer: a remark typed and a tick at the same instant both stay', async () => {
  const run = await runStart(db, { job: JOB, template: 'tpl000000000001' });
  await Promise.all([
    runAnswer(db, { run, item: 'c1', answer: { note: '门锁坏了' } }),
    runAnswer(db, { run, item: 'c1', answer: { value: true } }),
    runAnswer(db, { run, item: 'c1', answer: { value: true, addPhotos: ['photo0000000001'] } }),
    runAnswer(db, { run, item: 'c1', answer: { addPhotos: ['photo0000000002'] } }),
  ]);
  const whole = { value: true, note: '门锁坏了', photos: ['photo0000000001', 'photo0000000002'], by: ME };
  expect((await db.runs.get(run))!.answers['c1']).toMatchObject(whole);
  // on the wire an answer is always a whole one
  expect((await sent()).at(-1)!.set).toMatchObject({ 'answers.c1': whole });
});

test('run.answer: taking a value back keeps its remark; with nothing left the answer goes', async () => {
  const run = await runStart(db, { job: JOB, template: 'tpl000000000001' });
  await runAnswer(db, { run, item: 'c1', answer: { value: 7 } });
  await runAnswer(db, { run, item: 'c1', answer: { note: '量了两次' } });
  await runAnswer(db, { run, item: 'c1', answer: { value: null } });
  expect((await db.runs.get(run))!.answers['c1']).toMatchObject({ value: null, note: '量了两次' });
  await runAnswer(db, { run, item: 'c1', answer: { note: '' } });
  expect((await db.runs.get(run))!.answers).toEqual({});
});

test('visit.plan: made, then moved', async () => {
  const visit = await visitPlan(db, { job: JOB, engineers: [ME] });
  expect(await visitPlan(db, { job: JOB, visit, plannedStart: '2026-11-22T01:00:00.000Z' })).toBe(visit);
  expect(await db.visits.get(visit)).toMatchObject({ engineers: [ME], plannedStart: '2026-11-22T01:00:00.000Z' });
});

test('shareLink.make: 256 bits, only the hash is sent, the link can be shown again', async () => {
  vi.stubGlobal('location', { origin: 'https://lutong.test' });
  const { id, url } = await shareLinkMake(db, { job: JOB, what: 'journey' });
  const token = /^https:\/\/lutong\.test\/t\/([A-Za-z0-9_-]{43})$/.exec(url)![1]!;
  const [mutation] = await sent();
  expect(mutation!.set).toMatchObject({ job: JOB, what: 'journey', tokenHash: await sha256(token) });
  expect(JSON.stringify(mutation)).not.toContain(token);
  expect(await shareLinkUrl(db, id)).toBe(url);
  expect(await shareLinkUrl(db, 'other0000000000')).toBeNull();
});

test('conflict.resolve: a value only with one of one’s own', async () => {
  await db.conflicts.bulkPut(['con000000000001', 'con000000000002'].map((id) => blank('conflicts', id)));
  await conflictResolve(db, { conflict: 'con000000000001', resolution: 'mine' });
  await conflictResolve(db, { conflict: 'con000000000002', resolution: 'own', value: '合起来' });
  expect((await sent()).map((m) => m.set)).toEqual([{ resolution: 'mine' }, { resolution: 'own', value: '合起来' }]);
});

test('user.lang: sent once', async () => {
  await db.users.put({ ...blank('users', ME), lang: 'zh-CN' });
  await userLang(db, 'en');
  await userLang(db, 'en');
  expect(await sent()).toEqual([{ in: 'users', op: 'update', set: { lang: 'en' } }]);
});

test('values from reactive state are stored as plain JSON', async () => {
  const proxy = new Proxy({ who: '张' }, {});
  await jobEdit(db, { job: JOB, field: 'pressure', value: proxy });
  expect((await db.jobs.get(JOB))?.pressure).toEqual({ who: '张' });
});

test('job.edit: was is what the person saw when the typing began, also if the office wrote meanwhile (M3)', async () => {
  await db.jobs.update(JOB, { notes: '调度刚写的' }); // arrived while somebody was typing
  await jobEdit(db, { job: JOB, field: 'notes', value: '工程师写的', was: '旧' });
  expect((await db.outbox.toArray())[0]).toMatchObject({ was: { notes: '旧' }, set: { notes: '工程师写的' } });
});

test('article.propose: the draft has the job’s id and its words, not its customer; twice is once', async () => {
  await db.customers.put({ ...blank('customers', 'customer0000001'), name: 'H集团' });
  await db.assets.put({ ...blank('assets', 'asset0000000001'), model: 'AP720' });
  await db.jobs.update(JOB, { customer: 'customer0000001', assets: ['asset0000000001'], title: 'H集团无线中断', cause: '端口被拦' });
  await articlePropose(db, { job: JOB, lang: 'zh-CN' });
  await articlePropose(db, { job: JOB, lang: 'zh-CN' });
  expect((await sent()).length).toBe(1);
  expect(await db.articles.get(JOB)).toMatchObject({
    title: '客户无线中断',
    models: ['AP720'],
    confidence: 'draft',
    owner: ME,
    kind: 'fault',
  });
});

test('article.edit: only what changed travels, with what the writer saw', async () => {
  const article = await articleCreate(db, { kind: 'howto', lang: 'en', title: 'T' });
  await articleEdit(db, { article, set: { title: 'T', body: 'new' }, was: { body: 'seen' } });
  await articleEdit(db, { article, set: { title: 'T' } });
  const rows = await db.outbox.toArray();
  expect(rows.map((r) => [r.op, r.set?.['body'] !== undefined])).toEqual([
    ['create', true],
    ['update', true],
  ]);
  expect(rows[1]).toMatchObject({ set: { body: 'new' }, was: { body: 'seen' } });
});

test('article.edit: what lacks what a reader needs goes to no reader, and all of its text stays', async () => {
  const article = await articleCreate(db, { kind: 'fault', lang: 'zh-CN', title: 'T' });
  const begun = await db.articles.get(article);
  for (const confidence of ['inReview', 'validated'] as const)
    await expect(articleEdit(db, { article, set: { confidence } })).rejects.toMatchObject({ code: 'article_unfinished' });
  expect(await db.articles.get(article)).toEqual(begun);
  expect(await db.outbox.count()).toBe(1);
  await articleEdit(db, { article, set: { body: '重启就好', symptoms: ['没信号'] } });
  await articleEdit(db, { article, set: { confidence: 'inReview' } });
  expect(await db.articles.get(article)).toMatchObject({ confidence: 'inReview', body: '重启就好' });
});

test('article.use: reading is noted once for a person and a job, and not after a word was said', async () => {
  const use = (kind: 'read' | 'used', article = 'a') => articleUse(db, { article, job: JOB, kind });
  await use('read');
  await use('read');
  await use('used', 'b');
  await use('read', 'b');
  await db.articleUses.put({ ...blank('articleUses', 'colleague000000'), article: 'c', job: JOB, kind: 'read', by: 'bert00000000000' });
  await use('read', 'c');
  expect((await sent()).map(({ set }) => `${set?.['kind']} ${set?.['article']}`)).toEqual(['read a', 'used b', 'read c']);
});

const PART = { job: JOB, name: '光模块 SFP-10G-SR', quantity: 2, state: 'used' as const };

test('part.add: what is noted is there at once, in the order of noting; a quantity of nothing is not', async () => {
  const id = await partAdd(db, { ...PART, serialIn: 'A2102353456' });
  expect(await db.parts.get(id)).toMatchObject({ ...PART, serialIn: 'A2102353456', sku: '', by: ME });
  expect((await db.parts.get(id))!.at).not.toBe('');
  for (const quantity of [0, -1, 0.0001, NaN]) await expect(partAdd(db, { ...PART, quantity })).rejects.toMatchObject({ code: 'invalid' });
  await expect(partAdd(db, { ...PART, name: ' ' })).rejects.toMatchObject({ code: 'invalid' });
  expect(await sent()).toHaveLength(1);
});

test('part.edit: what changed travels with the job it is about, and what the person saw', async () => {
  const id = await partAdd(db, PART);
  await partEdit(db, { part: id, set: { name: PART.name, quantity: 2 } });
  expect(await sent()).toHaveLength(1);
  await db.parts.update(id, { serialIn: '别人写的' });
  await partEdit(db, { part: id, set: { quantity: 3, serialIn: 'A1' }, was: { quantity: 2, serialIn: '' } });
  const row = (await db.outbox.toArray()).at(-1)!;
  expect(row).toMatchObject({
    op: 'update',
    job: JOB,
    set: { job: JOB, quantity: 3, serialIn: 'A1' },
    was: { job: JOB, quantity: 2, serialIn: '' },
  });
  await expect(partEdit(db, { part: id, set: { quantity: 0 } })).rejects.toMatchObject({ code: 'invalid' });
  await expect(partEdit(db, { part: 'none00000000000', set: { quantity: 1 } })).rejects.toMatchObject({ code: 'missing' });
});

test('part.add, part.edit: what is read off a label is stored in half width, however the keyboard stood', async () => {
  const id = await partAdd(db, { ...PART, name: '光模块（多模）', serialIn: ' ＳＮ１２３ ', sku: '０２３１Ａ' });
  expect(await db.parts.get(id)).toMatchObject({ name: '光模块（多模）', serialIn: 'SN123', sku: '0231A' });
  await partEdit(db, { part: id, set: { serialIn: 'ＳＮ１２３', serialOut: '２１０２３５' } });
  expect((await sent()).at(-1)!.set).toEqual({ job: JOB, serialOut: '210235' });
});

test('part.remove: gone at once; to undo it is to note the same again', async () => {
  const id = await partAdd(db, { ...PART, sku: '0231A0A6', unit: '只' });
  const was = await partRemove(db, id);
  expect(await db.parts.toArray()).toEqual([]);
  expect(await partRemove(db, id)).toBeNull();
  const again = await partAdd(db, was!);
  expect(again).not.toBe(id);
  expect(await db.parts.toArray()).toMatchObject([{ ...PART, sku: '0231A0A6', unit: '只' }]);
  expect((await sent()).map((m) => m.op)).toEqual(['create', 'delete', 'create']);
});

test('what is signed names the parts that were used, and a part noted afterwards is a change', async () => {
  await partAdd(db, PART);
  await partAdd(db, { ...PART, name: 'AP', state: 'needed' });
  const signed = await canonicalOf(db, JOB, { lang: 'zh-CN', utcOffset: 480 });
  expect(signed).toContain('\n使用备件：光模块 SFP-10G-SR × 2');
  expect(signed).not.toContain('AP');
  await partAdd(db, { ...PART, name: '跳线', state: 'needed' });
  expect(await changedSince(db, { job: JOB, signed })).toEqual([]);
  const id = await partAdd(db, { ...PART, name: '跳线' });
  expect(await changedSince(db, { job: JOB, signed })).toEqual(['parts']);
  await partRemove(db, id);
  expect(await changedSince(db, { job: JOB, signed })).toEqual([]);
});

test('figure.add: record, bytes and upload at once; the same image again is the same record', async () => {
  const article = await articleCreate(db, { kind: 'howto', lang: 'zh-CN', title: '换电源' });
  const image = { bytes: new TextEncoder().encode('a picture').buffer, mime: 'image/jpeg', width: 40, height: 30 };
  const ref = await figureAdd(db, { article, image });
  const hash = await sha256(image.bytes);
  expect(ref).toBe(hash.slice(0, 16));
  const id = figureId(article, ref);
  expect(await db.figures.get(id)).toMatchObject({ article, sha256: hash, bytes: 9, width: 40, height: 30, by: ME, state: 'waiting' });
  expect(await db.uploads.get(id)).toMatchObject({ in: 'figures', job: '', sha256: hash, sent: false });
  expect(await figureAdd(db, { article, image })).toBe(ref);
  expect((await sent()).filter((m) => m.in === 'figures').length).toBe(1);
  // announced by another tablet, whose bytes have not come: this one brings them, and says nothing new
  const theirs = figureId('other0000000000', ref);
  await db.figures.put({ ...blank('figures', theirs), article: 'other0000000000', sha256: hash, state: 'waiting' });
  await figureAdd(db, { article: 'other0000000000', image });
  expect((await sent()).filter((m) => m.in === 'figures').length).toBe(1);
  expect((await db.blobs.get(theirs))?.bytes.byteLength).toBe(9);
});

test('article.propose: only chosen photos go along, as images of the draft, in one transaction, without the customer in their words', async () => {
  await db.customers.put({ ...blank('customers', 'c'), name: '华东医院' });
  await db.jobs.put({ ...blank('jobs', JOB), title: '断网', customer: 'c', cause: '电源' });
  const image = { bytes: new TextEncoder().encode('a photo').buffer, mime: 'image/jpeg', width: 4, height: 3 };
  await articlePropose(db, {
    job: JOB,
    lang: 'zh-CN',
    photos: [
      { image, alt: '华东医院机柜' },
      { image, alt: '又一次' },
    ],
  });
  const ref = (await sha256(image.bytes)).slice(0, 16);
  const article = await db.articles.get(JOB);
  expect(article!.body).toContain(`## 图片\n\n![客户机柜](figure:${ref})`);
  expect((await db.figures.toArray()).map((f) => [f.id, f.article])).toEqual([[figureId(JOB, ref), JOB]]);
  expect((await sent()).map((m) => m.in)).toEqual(['articles', 'figures']);
  expect(await db.uploads.count()).toBe(1);
});

test('figure.copy: a text that came with its images gets records of its own, of what the server has; once', async () => {
  const ref = 'ab'.repeat(8);
  const there = {
    ...blank('figures', 'f'),
    article: 'zh',
    sha256: 'ab'.repeat(32),
    bytes: 9,
    width: 4,
    height: 3,
    state: 'waiting' as const,
  };
  await db.figures.put(there);
  expect(await figureCopy(db, { article: 'en', ref })).toBeUndefined(); // its bytes may never come
  await db.figures.put({ ...there, state: 'stored' });
  expect(await figureCopy(db, { article: 'en', ref })).toMatchObject({ id: 'f' });
  expect(await figureCopy(db, { article: 'en', ref })).toMatchObject({ id: figureId('en', ref), article: 'en', width: 4 });
  expect((await sent()).map((m) => m.in)).toEqual(['figures']);
  expect(await db.uploads.count()).toBe(0);
});
