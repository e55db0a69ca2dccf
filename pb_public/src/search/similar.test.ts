// Similar faults: what a job asks with, what fits it, and why. The jobs are the demo's (hooks/demo), the articles those that are shipped.
import { describe, expect, test } from 'vitest';
import jobs from '../../../kb/search/testdata/jobs.json';
import { blank } from '../domain/fields.ts';
import type { Asset } from '../domain/records.ts';
import { askedOf, wordsOf, type Asked } from './asked.ts';
import { IndexHolder, searchDoc } from './holder.ts';
import { namesIn, whyArticle, worthOf, type Fit } from './likeArticles.ts';
import { candidatesOf, likeJobs, relationOf, similar, whyJob, type Candidate } from './likeJobs.ts';
import { likeness, termsOf } from './likeness.ts';
import { fill } from './testing.ts';

const files = import.meta.glob<string>('../../../kb/content/articles/*/*.md', { query: '?raw', import: 'default', eager: true });
const library = Object.values(files).map((file) => {
  const [, head, ...body] = file.split(/^---$/m);
  const of = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(head!)?.[1]!.replace(/^"|"$/g, '') ?? '';
  const list = (name: string): string[] =>
    of(name).startsWith('[')
      ? (JSON.parse(of(name)) as string[])
      : [...(new RegExp(`^${name}:\\n((?:  - .*\\n?)+)`, 'm').exec(head!)?.[1] ?? '').matchAll(/^ +- "?(.*?)"?$/gm)].map((m) => m[1]!);
  const [slug, lang, road] = [of('slug'), of('lang'), of('road')];
  const lists = { symptoms: list('symptoms'), models: list('models'), codes: list('codes'), tags: list('tags') };
  const doc = searchDoc({
    ...{ id: `${lang} ${slug}`, slug, lang, kind: of('kind'), title: of('title'), summary: of('summary') },
    ...{ body: body.join('---'), ...lists },
  });
  return { doc, road };
});
const holder = fill(
  new IndexHolder(),
  library.map(({ doc }) => doc),
);
const road = new Map(library.map(({ doc, road }) => [doc.id, road]));

const ask = (set: Partial<Asked>): Asked => ({
  ...{ job: '', title: '', description: '', site: '', customer: '', assets: [], models: [], prefer: 'zh-CN', history: false },
  ...set,
});
const slugs = async (set: Partial<Asked>) => (await holder.like(ask(set))).map(({ id }) => id.split(' ')[1]!);

describe('what is asked with', () => {
  const job = {
    ...{ id: 'j', site: 's', customer: 'c', assets: ['ap'] },
    ...{ title: '农商银行城南支行无线断了', description: '张经理 13800138000 来电，H 集团总部 AP 掉线，工号 2026112200，zhang@h.example' },
  };
  const names = ['农商银行城南支行', 'H 集团总部', '张经理', '王', ''];
  const kit = [
    { ...blank('assets', 'ap'), model: 'RG-AP720-L' },
    { ...blank('assets', 'other'), model: 'S6730' },
  ] as Asset[];
  const asked = askedOf(job, names, kit, 'zh-CN');
  test('no names, no numbers that lead to a person', () => {
    expect(wordsOf(asked)).toBe('无线断了\n无线断了\n… 来电，  AP 掉线，工号');
  });
  test('the models of its own equipment only', () => expect(asked.models).toEqual(['RG-AP720-L']));
  test('the end of a name people use for it', () =>
    expect(askedOf({ ...job, title: '城南支行断网' }, names, kit, 'zh-CN').title).toBe('断网'));
  test('a port and a code stay', () =>
    expect(askedOf({ ...job, title: 'UDP 5246 不通 %LINK-3-UPDOWN' }, names, kit, 'zh-CN').title).toBe('UDP 5246 不通 %LINK-3-UPDOWN'));
  test('bounded, whatever is pasted', () => {
    const long = askedOf({ ...job, title: '断'.repeat(9_000), description: '𠀀 '.repeat(90_000) }, names, kit, 'zh-CN');
    expect([...wordsOf(long)].length).toBeLessThanOrEqual(2 * 120 + 480 + 2);
  });
});

describe('likeness', () => {
  const weights = new Map([...termsOf('控制器离线了 capwap')].map((t) => [t, 1]));
  const like = (other: string) => {
    const terms = termsOf(other);
    return likeness('控制器离线了 capwap', weights, (t) => terms.has(t));
  };
  test.each([
    ['all of it', '控制器离线了 CAPWAP', 1, ['控制器离线', 'capwap']],
    ['some', '控制器重启', 2 / 6, ['控制器']],
    ['nothing', '打印机卡纸', 0, []],
    ['not the small word at its end', '离线了', 2 / 6, ['离线']],
  ])('%s', (_, other, share, words) => {
    const got = like(other);
    expect(got.share).toBeCloseTo(share);
    expect(got.words.sort()).toEqual([...words].sort());
  });
  test('of a text without words', () => expect(likeness('', weights, () => true)).toEqual({ share: 0, words: [] }));
});

describe('which articles are worth it', () => {
  const fit = (set: Partial<Fit>): Fit => ({
    ...{ whole: { share: 0.3, words: ['离线'] }, head: { share: 0.3, words: ['离线'] }, score: 12, codes: [], named: [], models: [] },
    ...set,
  });
  const few = { share: 0.2, words: ['离线'] };
  test.each<[string, Fit, boolean]>([
    ['much in common', fit({}), true],
    ['little in common', fit({ whole: few, head: few }), false],
    ['little, but of the same model', fit({ whole: few, head: few, models: ['AP720'] }), true],
    ['nothing but the model', fit({ whole: { share: 0, words: [] }, head: { share: 0, words: [] }, score: 5, models: ['AP720'] }), false],
    ['a code of the text', fit({ whole: few, head: few, score: 1, codes: ['UDP 5246'] }), true],
    ['two words of a short text', fit({ score: 4 }), false],
    ['nothing at its head', fit({ head: { share: 0.3, words: [] } }), false],
  ])('%s', (_, one, want) => expect(worthOf(one) > 0).toBe(want));
  test('a code before any words', () =>
    expect(worthOf(fit({ codes: ['x'] }))).toBeGreaterThan(worthOf(fit({ whole: { share: 1, words: ['a'] }, models: ['m'] }))));
  test('why', () =>
    expect(whyArticle(fit({ codes: ['UDP 5246'], named: ['AP720'], models: ['AP720', 'AC1'] }))).toEqual([
      { reason: 'code', text: 'UDP 5246' },
      { reason: 'model', text: 'AP720' },
      { reason: 'model', text: 'AC1' },
      { reason: 'words', text: '离线' },
    ]));
  test.each([
    ['防火墙拦了 udp5246 吗', ['UDP 5246']],
    ['RGAP720L 掉线', ['RG-AP720-L']],
    ['rg ap720 l 掉线', ['RG-AP720-L']],
    ['AP720 掉线', []],
    ['Echo timeout', []],
    ['5246', []],
  ])('names in %s', (text, want) => expect(namesIn(text, ['UDP 5246', 'RG-AP720-L', 'Echo timeout', '5246'])).toEqual(want));
});

describe('articles of the demo’s jobs', () => {
  test('the right one is mostly first', async () => {
    const labelled = jobs.filter(({ article }) => article);
    let [first, three] = [0, 0];
    for (const job of labelled) {
      const found = await holder.like(ask({ title: job.title, description: job.description }));
      const at = found.findIndex(({ id }) => id.endsWith(` ${job.article}`) || road.get(id) === job.article);
      if (at === 0) first++;
      if (at >= 0) three++;
    }
    expect(labelled.length).toBe(24);
    expect([first, three]).toEqual([expect.toSatisfy((n: number) => n >= 12), expect.toSatisfy((n: number) => n >= 15)]);
  });
  test.each([
    '空调不制冷',
    '请派人来看一下',
    '电梯停在三楼',
    '什么时候能来',
    'Please call back',
    '打印机卡纸',
    '会议改到下午三点，请准备投影',
  ])('nothing for %s', async (title) => expect(await slugs({ title })).toEqual([]));
  test('the reader’s language, each once', async () => {
    const title = 'AP 与 AC 失联，CAPWAP 不通，AP 反复上下线';
    const zh = await holder.like(ask({ title }));
    const en = await holder.like(ask({ title, prefer: 'en' }));
    expect(zh[0]!.id).toBe('zh-CN ap-ac-capwap-blocked');
    for (const found of [zh, en]) expect(new Set(found.map(({ id }) => id.split(' ')[1])).size).toBe(found.length);
  });
});

const past = (id: string, set: Partial<Candidate>): Candidate => ({
  ...{ id, number: id, title: '', site: 'far', customer: 'else', ended: true, at: '2026-01-01', minutesToRestore: 0, cause: '', fix: '' },
  ...{ held: false, assets: [], models: [], text: set.title ?? '' },
  ...set,
});

describe('past jobs', () => {
  const job = ask({ job: 'me', site: 's', customer: 'c', assets: ['ap'], models: ['RG-AP720-L'], title: '三楼无线掉线，控制器重启' });
  test.each([
    ['the same equipment', past('a', { assets: ['ap'], site: 's' }), 'asset'],
    ['the same place', past('a', { site: 's', customer: 'c' }), 'site'],
    ['the same model', past('a', { models: ['RG-AP720-L'], customer: 'c' }), 'model'],
    ['the same customer', past('a', { customer: 'c' }), 'customer'],
    ['nothing', past('a', {}), 'none'],
    ['no place is not the same place', past('a', { site: '' }), 'none'],
  ] as const)('%s', (_, one, want) => {
    expect(
      relationOf(
        job,
        one,
        one.models.filter((m) => job.models.includes(m)),
      ),
    ).toBe(want);
  });
  test.each([
    ['asset', 0.05, true],
    ['site', 0.05, false],
    ['site', 0.07, true],
    ['customer', 0.09, false],
    ['model', 0.11, true],
    ['none', 0.14, false],
    ['none', 0.16, true],
  ] as const)('%s with %f in common: %s', (relation, share, want) => {
    expect(similar(relation, { share, words: ['掉线', '重启'] })).toBe(want);
  });
  test('one word of another place is not enough', () => expect(similar('none', { share: 0.5, words: ['掉线'] })).toBe(false));
  test('a place alone is not similar', () => expect(similar('site', { share: 0.5, words: [] })).toBe(false));
  test('why', () => {
    expect(whyJob(job, past('a', { site: 's', customer: 'c', assets: ['ap'] }), ['RG-AP720-L'], ['掉线', '重启'])).toEqual([
      { reason: 'asset', text: 'RG-AP720-L' },
      { reason: 'site', text: '' },
      { reason: 'words', text: '掉线、重启' },
    ]);
    expect(whyJob(job, past('a', { customer: 'c' }), [], [])).toEqual([{ reason: 'customer', text: '' }]);
  });

  const all = [
    past('me', { title: '三楼无线掉线，控制器重启', site: 's' }),
    past('open', { title: '三楼无线掉线，控制器重启', site: 's', customer: 'c', ended: false }),
    past('same', { title: '无线掉线', site: 's', customer: 'c' }),
    past('far', { title: '控制器坏，掉线' }),
    past('printer', { title: '打印机卡纸', site: 's', customer: 'c', at: '2026-02-01' }),
    ...['断电', '专线中断', '摄像头黑屏', '电话没有声音', '网页打不开'].map((title, i) => past(`other${i}`, { title })),
  ];
  const ids = (set: Partial<Asked>) => likeJobs({ ...job, ...set }, all).map(({ id }) => id);
  test('never itself; ended ones first; nothing that is only here', () => expect(ids({})).toEqual(['same', 'far', 'open']));
  test('with history what happened here comes after them', () => {
    expect(ids({ history: true, title: '' })).toEqual(['printer', 'same']);
    expect(ids({ history: true, title: '不相干的事' })).toEqual(['printer', 'same']);
  });
  test('nothing where nothing is like it', () => expect(ids({ title: '电梯停了' })).toEqual([]));
});

test('a fault of the demo finds the one elsewhere that had its cause, and one like nothing finds nothing', () => {
  const shelf = {
    ...{ assets: [], sites: [], jobs: [] },
    pastJobs: jobs
      .filter(({ status }) => status === 'closed')
      .map(({ key, site, title, cause, fix }) => ({ ...blank('pastJobs', key), job: key, site, title, cause, fix })),
  };
  const all = candidatesOf(shelf);
  const found = (key: string) => {
    const { title, description } = jobs.find((one) => one.key === key)!;
    return likeJobs(ask({ job: key, title, description }), all).map(({ id }) => id);
  };
  expect(found('capwap-c1')[0]).toBe('capwap-u3');
  expect(found('poe-h3')).toEqual([]);
});
