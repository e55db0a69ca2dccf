// The desk: a form that is empty once its job is filed and keeps a place that is not on file in words; and the work of a person whose job was
// taken away meanwhile, made up for with one decision.
import { expect, test, type Page, type Response } from '@playwright/test';
import { Lutong, type Doc } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

const title = '总部 18 层会议中心无线中断，领导正在开会';
let lutong: Lutong;
test.beforeEach(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterEach(() => lutong.stop());

test('a place that is not on file, and an empty form afterwards', async ({ page: desk }) => {
  const first = desk.waitForResponse((r) => r.url().includes('/sync/v1/pull?') && !r.url().includes('cursor='));
  await signIn(desk, lutong, lutong.account('j.liu'));
  await severalPages(desk, await first);
  const everything = byId(await lutong.everything('j.liu'));
  await expect.poll(() => stored(desk), { timeout: 20_000 }).toEqual(everything);
  await desk.goto(`${lutong.origin}/desk/new`);
  const place = desk.getByRole('combobox', { name: '客户和地点' });
  await place.fill('H 集团总部');
  await desk.getByRole('option').first().click();
  const beside = desk.getByRole('complementary', { name: '以前的同类和文章' });
  await expect(beside.getByText('同一地点').first()).toBeVisible();
  await desk.getByLabel('什么坏了，一句话').fill('AP 成片离线，ping 得通，CAPWAP 起不来');
  await expect(beside.getByRole('link', { name: /AP 与 AC 失联.*都说到“/ })).toBeVisible();
  await look(desk, 'desk-filing-similar');
  await place.fill('城南菜市场二楼');
  await desk.getByLabel('什么坏了，一句话').fill('收银台断网');
  await expect(place).toHaveValue('城南菜市场二楼');
  await look(desk, 'desk-filing-unlisted');
  await desk.getByRole('button', { name: '建单，稍后再派' }).click();
  await expect(desk.getByRole('heading', { name: '收银台断网' }).first()).toBeVisible();
  await expect
    .poll(async () => (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === '收银台断网'))
    .toMatchObject({ site: '', customer: '', description: '地点（未登记）：城南菜市场二楼' });
  await test.step('a part that was taken out is told in the history of changes', async () => {
    const job = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === '收银台断网')!;
    const part = 'takenoutpart001';
    await lutong.write('j.liu', {
      in: 'parts',
      id: part,
      op: 'create',
      set: { job: job['id'], name: '光模块', quantity: 2, unit: '只', state: 'used' },
    });
    await lutong.write('j.liu', { in: 'parts', id: part, op: 'delete' });
    await desk.getByRole('button', { name: '看谁改过什么' }).click();
    await expect(desk.getByText('已移除配件：光模块')).toBeVisible();
    await look(desk, 'desk-history');
  });
  await desk.goto(`${lutong.origin}/desk/new`);
  await expect(place).toBeFocused();
  await expect(place).toHaveValue('');
  await expect(desk.getByLabel('什么坏了，一句话')).toHaveValue('');
  await desk.setViewportSize({ width: 390, height: 844 });
  await desk.goto(`${lutong.origin}/desk`);
  await expect(desk.getByText('收银台断网')).toBeVisible();
  await look(desk, 'desk-board-phone');
});

test('the work on a job that was taken away is made up for at once', async ({ browser, context, page: tablet }) => {
  const desk = await (await browser.newContext({ viewport: { width: 1024, height: 768 } })).newPage();
  await signIn(tablet, lutong, lutong.account('a.chen'));
  await tablet.getByText(title).first().click();
  await goOffline(context);
  await tablet.getByRole('button', { name: '说一句…' }).first().click();
  await tablet.getByLabel('想说的话').fill('已经在机房了');
  await tablet.getByRole('button', { name: '发给客户' }).click();
  await tablet.getByRole('tab', { name: /清单/ }).click();
  await tablet.getByRole('checkbox').first().check();
  await expect(tablet.getByText(/待同步 [3-9]/).first()).toBeVisible();

  const job = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === title)!;
  const other = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '李博')!;
  const reassign = { in: 'jobs', id: job['id'], op: 'update', was: { assignees: job['assignees'] }, set: { assignees: [other['id']] } };
  await lutong.write('j.liu', reassign);
  await context.setOffline(false);
  await expect.poll(async () => (await lutong.records('j.liu', 'conflicts')).length, { timeout: 60_000 }).toBeGreaterThan(2);

  await signIn(desk, lutong, lutong.account('j.liu'));
  await desk.goto(`${lutong.origin}/desk/aside`);
  const group = desk.getByRole('article', { name: /小A 离线时做的 \d 件事/ });
  await expect(group.getByText('说了一句“已经在机房了”')).toBeVisible();
  await expect(group.getByText(/^打开清单“/)).toBeVisible();
  await expect(group.getByText(/^勾选“/)).toBeVisible();
  await look(desk, 'desk-set-aside-group');
  await group.getByRole('button', { name: '逐条看' }).click();
  await look(desk, 'desk-set-aside-each');
  await group.getByRole('button', { name: '全部采用' }).click();
  await expect.poll(async () => (await lutong.records('j.liu', 'events')).some((e) => e['text'] === '已经在机房了')).toBe(true);
  await expect
    .poll(async () =>
      (await lutong.records('j.liu', 'runs')).some((r) => r['job'] === job['id'] && Object.keys(r['answers'] as object).length),
    )
    .toBe(true);
  const cases = await lutong.records('j.liu', 'conflicts');
  expect(cases.every((c) => c['resolution'] === 'mine')).toBe(true);
});

/**
 * The first sync is asked for as several pages in one answer, a zstd frame for each, and the browser unpacks all of them. Asked once more in the
 * page: what the developer tools keep of a stream's body may be gone when one looks.
 */
async function severalPages(desk: Page, answer: Response): Promise<void> {
  const { authorization, 'x-device': device } = await answer.request().allHeaders();
  const again = await desk.evaluate(
    async ({ url, headers }) => {
      const r = await fetch(url, { headers });
      return { coding: r.headers.get('content-encoding'), text: await r.text() };
    },
    { url: answer.url(), headers: { Authorization: authorization ?? '', 'X-Device': device ?? '' } },
  );
  expect(again.coding).toBe('zstd');
  const lines = again.text.trimEnd().split('\n');
  const ends = lines.filter((line) => line.startsWith('{"end"')).map((line) => (JSON.parse(line) as { end: { more: boolean } }).end);
  expect(ends.length).toBeGreaterThan(2);
  expect(ends.map(({ more }) => more)).toEqual(ends.map((_, i) => i < ends.length - 1));
}

type Copies = Record<string, Record<string, Doc>>;

function byId(records: Record<string, Doc[]>): Copies {
  return Object.fromEntries(
    Object.entries(records).map(([name, docs]) => [name, Object.fromEntries(docs.map((d) => [String(d['id']), d]))]),
  );
}

/** What this browser holds, collection by collection. */
async function stored(page: Page): Promise<Copies> {
  const all = await page.evaluate(async () => {
    const asked = <T>(r: IDBRequest<T>) => new Promise<T>((done, failed) => ((r.onsuccess = () => done(r.result)), (r.onerror = failed)));
    const { name } = (await indexedDB.databases()).find((d) => /^lutong-[a-z0-9]{15}$/.test(d.name ?? ''))!;
    const db = await asked(indexedDB.open(name!));
    const own = ['meta', 'outbox', 'shadows', 'blobs', 'uploads', 'seen', 'sums'];
    const out: Record<string, Record<string, unknown>[]> = {};
    for (const store of [...db.objectStoreNames].filter((n) => !own.includes(n))) {
      const docs = (await asked(db.transaction(store).objectStore(store).getAll())) as Record<string, unknown>[];
      if (docs.length) out[store] = docs;
    }
    db.close();
    return out;
  });
  return byId(all);
}
