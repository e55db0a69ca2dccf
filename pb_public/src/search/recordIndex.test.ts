import { describe, expect, test } from 'vitest';
import { blank } from '../domain/fields.ts';
import type { CollectionName, Records } from '../domain/records.ts';
import { cardsOf, type RecordGroup, type Shelf } from './record.ts';
import { joined, RecordIndex, type Piece } from './recordIndex.ts';

const made = <C extends CollectionName>(collection: C, id: string, set: Partial<Records[C]>): Records[C] => ({
  ...blank(collection, id),
  ...set,
});

const shelf: Shelf = {
  customers: [
    made('customers', 'hosp', { name: '市人民医院' }),
    made('customers', 'h', { name: 'H 集团' }),
    made('customers', 'bank', { name: '长沙银行', notes: '进门要预约' }),
  ],
  sites: [
    made('sites', 'hosp-3', { customer: 'hosp', name: '市人民医院门诊楼', address: '解放路 18 号', room: '三楼弱电间' }),
    made('sites', 'h-1', { customer: 'h', name: '总部大楼' }),
  ],
  contacts: [made('contacts', 'zhang', { customer: 'hosp', site: 'hosp-3', name: '张经理', phone: '138-0013-8000' })],
  assets: [
    made('assets', 'ap', {
      site: 'hosp-3',
      name: 'AP-3F-07',
      vendor: '锐捷',
      model: 'RG-AP720-L',
      serial: 'G1QH60T00123B',
      ip: '10.1.22.33',
      place: '三楼走廊',
    }),
    made('assets', 'sw', { site: 'h-1', name: '核心交换机', model: 'S6730-H48X6C', serial: '2102353GES10M9000042' }),
  ],
  jobs: [
    made('jobs', 'j1', {
      number: 'LT-2026-000012',
      title: '门诊三楼无线中断',
      customer: 'hosp',
      site: 'hosp-3',
      assets: ['ap'],
      description: '挂号系统的 CAPWAP 隧道起不来',
      status: 'onSite',
      createdAt: '2026-11-20T01:00:00.000Z',
    }),
    made('jobs', 'j2', {
      provisional: 'P-abc-7',
      title: '总部会议室投屏卡顿',
      customer: 'h',
      site: 'h-1',
      status: 'new',
      createdAt: '2026-11-21T01:00:00.000Z',
    }),
    made('jobs', 'j3', {
      number: 'LT-2026-000009',
      title: '门诊三楼无线验收',
      customer: 'hosp',
      site: 'hosp-3',
      status: 'closed',
      createdAt: '2026-10-01T01:00:00.000Z',
    }),
  ],
  pastJobs: [
    made('pastJobs', 'j3', { job: 'j3', site: 'hosp-3', number: 'LT-2026-000009', title: '门诊三楼无线验收' }),
    made('pastJobs', 'old', {
      job: 'old',
      site: 'h-1',
      number: 'LT-2025-000400',
      title: '总部大楼断网',
      cause: '有人把两个网口接成了环路',
      fix: '拔掉环路',
      closedAt: '2025-03-01T01:00:00.000Z',
    }),
  ],
  unsent: ['j2'],
  drafts: [{ job: 'j1', text: '已经和信息科李工说好' }],
};
const index = new RecordIndex();
index.replace(cardsOf(shelf));

const ids = (text: string, group: RecordGroup) =>
  index
    .find({ text })
    .groups[group].hits.map((hit) => hit.id)
    .join(' ');
const all = (text: string) => (['jobs', 'assets', 'customers'] as const).map((group) => ids(text, group)).join(' | ');
const told = (pieces: readonly Piece[]) => pieces.map((p) => (p.mark ? `[${p.text}]` : p.text)).join('');

describe('what is found', () => {
  test.each([
    ['nothing', '', ' |  | '],
    ['signs', '--- ***', ' |  | '],
    ['a name', '人民医院', 'j1 j3 | ap | hosp hosp-3 zhang'],
    ['a traditional name', '人民醫院', 'j1 j3 | ap | hosp hosp-3 zhang'],
    ['a name by its pinyin', 'renminyiyuan', 'j1 j3 | ap | hosp hosp-3 zhang'],
    ['by its initials', 'rmyy', 'j1 j3 | ap | hosp hosp-3 zhang'],
    ['by both, the last syllable half typed', 'renminyiyu', 'j1 j3 | ap | hosp hosp-3 zhang'],
    ['a name that begins with a letter', 'hjt', 'j2 old | sw | h h-1'],
    ['another reading of a character', 'changsha', ' |  | bank'],
    ['a job number', 'LT-2026-000012', 'j1 |  | '],
    ['a job number without joints', 'lt2026000012', 'j1 |  | '],
    ['the end of a number', '000012', 'j1 |  | '],
    ['a number as it is spoken', '12', 'j1 |  | '],
    ['with its year', 'lt 2026 9', 'j3 |  | '],
    ['a job of the past', '2025-400', 'old |  | '],
    ['of another year', '2025-12', ' |  | '],
    ['a provisional number', 'p-abc-7', 'j2 |  | '],
    ['a piece of a serial: the asset, and the job it is on', 'T00123', 'j1 | ap | '],
    ['a model with spaces', 'rg ap720 l', 'j1 | ap | '],
    ['full width', 'ＡＰ７２０', 'j1 | ap | '],
    ['an address', '10.1.22.33', ' | ap | '],
    ['a phone without dashes', '13800138000', ' |  | zhang'],
    ['the end of a phone', '8000', ' |  | zhang'],
    ['every part must fit', '无线 门诊', 'j1 j3 |  | '],
    ['or nothing is found', '无线 火星', ' |  | '],
    ['words of the text', 'capwap', 'j1 |  | '],
    ['not in the middle of a Latin word', 'wap', ' |  | '],
    ['a cause long ago', '环路', 'old |  | '],
    ['a sentence that shares most', '门诊三楼的无线怎么老断', 'j1 j3 |  | '],
    ['what is typed and not stored', '信息科', 'j1 |  | '],
    ['a place', '三楼走廊', ' | ap | '],
    ['a room', '弱电间', ' |  | hosp-3'],
    ['a past job that is held is one job', '验收', 'j3 |  | '],
    ['initials are no title', 'mzsl', ' |  | '],
    ['one small word', '的', ' |  | '],
  ])('%s', (_, text, want) => expect(all(text)).toBe(want));

  test('very long text is bounded', () => expect(all('无线掉线 '.repeat(50_000))).toBe(' |  | '));
  test('many letters that sound like anything end', () => expect(all('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe(' |  | '));
});

describe('why', () => {
  const first = (text: string, group: RecordGroup) => index.find({ text }).groups[group].hits[0]!;
  test.each([
    ['T00123', 'assets', 'serial', 'G1QH60[T00123]B', false],
    ['rgap720l', 'assets', 'model', '[RG-AP720-L]', true],
    ['LT2026000012', 'jobs', 'number', '[LT-2026-000012]', true],
    ['2026-12', 'jobs', 'number', '[LT-2026-000012]', true],
    ['138 0013 8000', 'customers', 'phone', '[138-0013-8000]', true],
    ['rmyy', 'jobs', 'customer', '市[人民医院]', false],
    ['capwap', 'jobs', 'description', '挂号系统的 [CAPWAP] 隧道起不来', false],
    ['信息科', 'jobs', 'draft', '已经和[信息科]李工说好', false],
  ] as const)('%s', (text, group, reason, why, exact) => {
    const hit = first(text, group);
    expect([hit.why?.reason, told(hit.why?.text ?? []), hit.exact]).toEqual([reason, why, exact]);
  });
  test('what the name shows is marked there and said once', () => {
    const hit = first('renmin', 'customers');
    expect([told(hit.name), hit.why]).toEqual(['市[人民]医院', null]);
  });
  test('of a long text the part around the mark', () => {
    const long = new RecordIndex();
    long.replace(
      cardsOf({
        ...shelf,
        jobs: [made('jobs', 'j', { title: '停电', notes: '前面的话'.repeat(30) + '光衰太大' + '后面的话'.repeat(30) })],
      }),
    );
    const text = told(long.find({ text: '光衰' }).groups.jobs.hits[0]!.why!.text);
    expect(text).toMatch(/^….{0,20}\[光衰\]太大.*…$/);
    expect([...text].length).toBeLessThan(70);
  });
  test('unsent work is said', () => expect(index.find({ text: '投屏' }).groups.jobs.hits[0]!.unsent).toBe(true));
});

test('a kind of equipment is not asked for as a thing, a model or a customer is', () => {
  const named = (text: string, group: RecordGroup) => index.find({ text }).groups[group].hits.some((hit) => hit.named);
  expect([named('核心交换机', 'assets'), named('s6730', 'assets'), named('医院', 'customers'), named('预约', 'customers')]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('the newest of what fits equally, and all of a group with its number', () => {
  const many = new RecordIndex();
  const jobs = Array.from({ length: 30 }, (_, i) =>
    made('jobs', 'j' + i, { title: '无线掉线', createdAt: `2026-01-${String(i + 1).padStart(2, '0')}T00:00:00.000Z` }),
  );
  many.replace(cardsOf({ ...shelf, jobs }));
  const { total, hits } = many.find({ text: '无线', limit: 3 }).groups.jobs;
  expect([total, hits.map((hit) => hit.id)]).toEqual([30, ['j29', 'j28', 'j27']]);
  expect(many.find({ text: '无线', group: 'jobs', limit: 100 }).groups.jobs.hits).toHaveLength(30);
  expect(many.find({ text: '医院', group: 'jobs' }).groups.customers.total).toBe(0);
});

test('a short number is the job, and what else is called so stays', () => {
  const { groups } = index.find({ text: '07' });
  expect(groups.assets.hits.map((hit) => hit.id)).toEqual(['ap']);
  const more = new RecordIndex();
  more.replace(
    cardsOf({
      ...shelf,
      jobs: [
        made('jobs', 'long', { number: 'LT-2026-004400', title: '44 口交换机' }),
        made('jobs', 'asked', { number: 'LT-2026-000044', title: '停电' }),
      ],
      assets: [made('assets', 'ap44', { name: 'AP-44', model: 'AP-44' })],
    }),
  );
  const found = more.find({ text: '44' }).groups;
  expect(found.jobs.hits.map((hit) => [hit.id, hit.exact])).toEqual([
    ['asked', true],
    ['long', false],
  ]);
  expect(found.assets.hits.map((hit) => hit.id)).toEqual(['ap44']);
});

test('joints and case do not count in a key', () => expect(joined(' rg-ＡＰ720_l.')).toBe('rgap720l'));
