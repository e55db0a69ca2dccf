import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../../db/db.ts';
import { blank } from '../../domain/fields.ts';
import type { Conflict, Json, Template } from '../../domain/records.ts';
import { locale, useAreas } from '../../i18n';
import { caseGroups } from './caseGroups.ts';
import { caseNames, noNames } from './caseNames.ts';
import { caseWords, pathValue, pathWords } from './caseWords.ts';
import { decideAll } from './decideAll.ts';
import { refusalWords } from './refusalWords.ts';

const A = 'anna00000000000';
const JOB = 'job000000000001';
const RUN = 'run000000000001';
const TEMPLATE = 'template0000001';
const desk = { users: new Map(), customers: new Map(), sites: new Map(), teams: new Map() };
const template = {
  id: TEMPLATE,
  title: { 'zh-CN': '到场检查', en: 'On arrival' },
  items: [
    { id: 'tools', type: 'tick', label: { 'zh-CN': '工具带齐', en: 'Tools packed' } },
    { id: 'light', type: 'choice', label: { 'zh-CN': '灯', en: 'Light' }, options: [{ value: 'r', label: { 'zh-CN': '红', en: 'red' } }] },
  ],
} as unknown as Template;
const names = {
  templates: new Map([
    [TEMPLATE, template],
    [RUN, template],
  ]),
  others: new Map(),
};

let n = 0;
function conflict(over: Partial<Conflict>): Conflict {
  n++;
  return {
    ...blank('conflicts', `conflict${String(n).padStart(7, '0')}`),
    ...{ collection: 'events', record: `event${n}`, op: 'create', by: A, job: JOB, n, reason: 'not_found', mine: {} },
    ...over,
  };
}
const did = (collection: string, mine: Json, over: Partial<Conflict> = {}) =>
  caseWords(conflict({ collection, mine, ...over }), desk, names);

beforeAll(async () => {
  await useAreas('core', 'tablet', 'desk');
  await locale.set('zh-CN');
});

describe('groups of cases', () => {
  it('by person and job, in the order things were done; versions of a field stay by themselves', () => {
    const late = conflict({ correctedAt: '2026-11-21T09:00:00.000Z', n: 3 });
    const field = conflict({ collection: 'jobs', record: JOB, op: 'update', field: 'notes' });
    const second = conflict({ correctedAt: '2026-11-21T08:00:00.000Z', n: 2 });
    const first = conflict({ correctedAt: '2026-11-21T08:00:00.000Z', n: 1 });
    const other = conflict({ by: 'bob000000000000' });
    const decision = conflict({ collection: 'conflicts', op: 'update' });
    const groups = caseGroups([late, field, second, first, other, decision]);
    expect(groups.map((g) => g.cases.map((c) => c.id))).toEqual([[first.id, second.id, late.id], [field.id], [other.id], [decision.id]]);
  });
});

describe('a group', () => {
  it('takes in the answers to a checklist that was refused itself', () => {
    const tick = conflict({ collection: 'runs', record: RUN, op: 'update', job: '' });
    const run = conflict({ collection: 'runs', record: RUN });
    const stray = conflict({ collection: 'runs', record: 'run000000000002', op: 'update', job: '' });
    expect(caseGroups([tick, run, stray]).map((g) => [g.job, g.cases.length])).toEqual([
      [JOB, 2],
      ['', 1],
    ]);
  });
});

describe('what was done, in words', () => {
  it('steps and words', () => {
    expect(did('events', { job: JOB, kind: 'arrived', text: '', shared: true })).toEqual(['到场']);
    expect(did('events', { job: JOB, kind: 'progress', text: '已经挤上地铁了' })).toEqual(['说了一句“已经挤上地铁了”']);
    expect(did('events', { job: JOB, kind: 'waiting', text: '明早到', data: { for: 'parts' } })).toEqual(['等备件：“明早到”']);
  });
  it('checklists by their own words', () => {
    expect(did('runs', { job: JOB, template: TEMPLATE })).toEqual(['打开清单“到场检查”']);
    const answer = (value: Json) => ({ value, note: '', photos: [], by: A, at: '' });
    const update = { op: 'update', record: RUN };
    expect(did('runs', { 'answers.tools': answer(true) }, update)).toEqual(['勾选“工具带齐”']);
    expect(did('runs', { 'answers.tools': null }, update)).toEqual(['取消“工具带齐”']);
    expect(did('runs', { 'answers.light': answer('r') }, update)).toEqual(['填了“灯”：红']);
    expect(pathWords({ collection: 'runs', record: RUN }, 'answers.light', names)).toBe('灯');
  });
  it('never checksums, sizes or ids', () => {
    const photo = { job: JOB, kind: 'before', caption: '第 12 行', bytes: 48211, mime: 'image/jpeg', sha256: 'ab'.repeat(32), takenAt: '' };
    expect(did('photos', photo)).toEqual(['拍了照片（处理前）：第 12 行']);
    expect(did('jobs', { workaround: 'AP 改胖模式' }, { op: 'update', record: JOB })).toEqual(['怎么先恢复的：AP 改胖模式']);
    const job = { collection: 'jobs', record: JOB };
    expect(pathValue(job, 'contact', 'contact00000001', desk, noNames)).not.toContain('contact0');
    expect(pathValue(job, 'pressure', { who: '张经理' }, desk, noNames)).toBe('谁最着急：张经理');
    expect(did('answers', { a: 1 }, { op: 'update' }).join()).not.toContain('answers');
  });
  it('parts: what, how much, used or needed', () => {
    const set = { job: JOB, name: '光模块', quantity: 2, unit: '只', state: 'used', asset: 'asset0000000001' };
    expect(did('parts', set)).toEqual(['记了备件“光模块”（2 只，用掉了）']);
    const update = { op: 'update', record: 'part00000000001' };
    expect(did('parts', { job: JOB, quantity: 3, state: 'needed' }, update)).toEqual(['数量：3', '状态：还需要']);
    expect(did('parts', null, { op: 'delete' })).toEqual(['删除了备件']);
    expect(did('photos', { state: 'waiting' }, { op: 'update' }).join()).not.toContain('waiting');
  });
  it('a refusal has words for every code of the server', () => {
    expect(refusalWords('not_found')).toBe('改动时这张工单已不在此人名下。');
    expect(refusalWords('some_new_code')).toBe('服务器没有接受这项改动。');
  });
});

describe('deciding together', () => {
  let db: LutongDB;
  beforeEach(() => {
    db = new LutongDB('liu000000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  });
  afterEach(() => db.close());

  it('settles all in the order they were done, without what is settled already', async () => {
    const run = conflict({ collection: 'runs', record: RUN, n: 11, correctedAt: '2026-11-21T08:00:00.000Z' });
    const tick = conflict({ collection: 'runs', record: RUN, op: 'update', n: 12, correctedAt: '2026-11-21T08:00:00.000Z' });
    const word = conflict({ n: 13, correctedAt: '2026-11-21T08:01:00.000Z' });
    const settled = conflict({ n: 10, correctedAt: '2026-11-21T07:00:00.000Z', resolution: 'theirs' });
    await db.conflicts.bulkPut([word, tick, run, settled]);
    await decideAll(db, [word, tick, { ...settled, resolution: '' }, run], 'mine');
    const sent = await db.outbox.orderBy('n').toArray();
    expect(sent.map((row) => row.id)).toEqual([run.id, tick.id, word.id]);
    expect(sent.every((row) => row.set?.['resolution'] === 'mine')).toBe(true);
  });

  it('knows the checklist of a run that was refused itself', async () => {
    await db.templates.put(template);
    await db.contacts.put({ ...blank('contacts', 'contact00000001'), name: '张经理' });
    const run = conflict({ collection: 'runs', record: RUN, mine: { job: JOB, template: TEMPLATE } });
    const tick = conflict({ collection: 'runs', record: RUN, op: 'update', mine: { 'answers.tools': null } });
    const contact = conflict({ collection: 'jobs', record: JOB, op: 'update', mine: { contact: 'contact00000001' } });
    await db.conflicts.bulkPut([run, tick, contact]);
    const found = await caseNames(db, [tick, contact]);
    expect(found.templates.get(RUN)?.title).toEqual(template.title);
    expect(caseWords(contact, desk, found)).toEqual(['联系人：张经理']);
  });
});
