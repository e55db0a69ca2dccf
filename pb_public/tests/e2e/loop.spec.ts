// What work teaches the knowledge base (issue rows F23, F4), on the real binary: an engineer without a network reads, uses and judges articles
// on a job and searches in vain; when the network is back the job, the article and the trainer's board say so, and the board says of a
// search whose role it was and not whose.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

const job = 'e2ejob000000007';
const missed = '量子打印机卡纸';
let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

/** what the tablet has written down of searches */
const remembered = (page: Page) =>
  page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((d) => d.name ?? '').find((n) => n.startsWith('lutong-') && n !== 'lutong-session')!;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error!);
    });
    const rows = await new Promise<{ query: string; opened: string }[]>((resolve) => {
      const all = db.transaction('searches').objectStore('searches').getAll();
      all.onsuccess = () => resolve(all.result as { query: string; opened: string }[]);
    });
    db.close();
    return rows.map(({ query, opened }) => query + (opened && ' opened'));
  });

test('used, judged and searched for offline, and the trainer knows', async ({ browser }) => {
  const own = async () => {
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
    return { context, page: await context.newPage() };
  };
  const [a, trainer, desk] = [await own(), await own(), await own()];
  let article = '';
  let title = '';

  await test.step('a fault whose words an article speaks of', async () => {
    const site = (await lutong.records('j.liu', 'sites'))[0]!;
    const user = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '小A')!;
    const set = {
      ...{ team: site['team'], site: site['id'], customer: site['customer'], kind: 'fault', assignees: [user['id']] },
      ...{ title: 'AP 与 AC 失联，CAPWAP 不通', description: '无线全断，AP 反复上下线' },
    };
    await lutong.write('j.liu', { in: 'jobs', id: job, op: 'create', set });
    for (const kind of ['accepted', 'arrived']) {
      const id = `loop${kind}`.padEnd(15, '0').slice(0, 15);
      await lutong.write('a.chen', { in: 'events', id, op: 'create', set: { job, kind, shared: true } });
    }
    await signIn(a.page, lutong, lutong.account('a.chen'));
    await a.page.goto(`${lutong.origin}/jobs/${job}?tab=history`);
    await a.page.evaluate(() => navigator.serviceWorker.ready);
    await expect(a.page.getByRole('heading', { name: '可能用得上的文章' })).toBeVisible();
  });

  await test.step('without a network: read from the job, and used with one tap', async () => {
    const page = a.page;
    await goOffline(a.context);
    const first = page.locator('#sheet-part').getByRole('link').first();
    title = (await first.locator('.strong').textContent())!;
    article = new URL((await first.getAttribute('href'))!, lutong.origin).pathname.split('/')[2]!;
    await expect(first).toContainText('都说到“');
    await first.click();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await look(page, 'loop-1-article-of-job');
    await page.getByRole('button', { name: '用上了' }).click();
    await expect(page.getByText('帮上忙了吗？')).toBeVisible();
    await look(page, 'loop-2-used');
  });

  await test.step('and searches in vain', async () => {
    const page = a.page;
    await page.goto(`${lutong.origin}/knowledge`);
    await page.getByRole('combobox').fill(missed);
    await expect.poll(() => remembered(page), { timeout: 20_000 }).toContain(missed);
    await page.getByRole('combobox').fill('capwap');
    await page.locator('ul a[href^="/knowledge/"]').first().click();
    await expect.poll(() => remembered(page), { timeout: 20_000 }).toContain('capwap opened');
  });

  await test.step('when the work is done it is asked whether it helped, once', async () => {
    const page = a.page;
    await a.context.setOffline(false);
    for (const kind of ['restored', 'fixed']) {
      const id = `loop${kind}`.padEnd(15, '0').slice(0, 15);
      await lutong.write('a.chen', { in: 'events', id, op: 'create', set: { job, kind, shared: true } });
    }
    await page.goto(`${lutong.origin}/jobs/${job}`);
    await expect(page.getByRole('heading', { name: '这些文章帮上忙了吗？' })).toBeVisible();
    await look(page, 'loop-3-asked');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'loop-3-asked-390');
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.getByRole('button', { name: '没帮上' }).click();
    await page.getByLabel('缺什么？写给培训师（可不写）').fill('没写防火墙侧怎么查');
    await page.getByRole('button', { name: '告诉培训师' }).click();
    await expect(page.getByText('没写防火墙侧怎么查')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'AP 与 AC 失联，CAPWAP 不通' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '这些文章帮上忙了吗？' })).toBeHidden();
  });

  await test.step('the article and the job name each other', async () => {
    await signIn(desk.page, lutong, lutong.account('j.liu'));
    await desk.page.goto(`${lutong.origin}/desk/job/${job}`);
    await expect(desk.page.getByRole('heading', { name: '用到的文章' })).toBeVisible();
    await desk.page.getByRole('link', { name: title }).click();
    await expect(desk.page.getByRole('link', { name: 'AP 与 AC 失联，CAPWAP 不通' })).toBeVisible();
    await expect(desk.page.getByText('有人说没帮上忙，培训师会看')).toBeVisible();
    await desk.page.getByText('有人说没帮上忙，培训师会看').scrollIntoViewIfNeeded();
    await look(desk.page, 'loop-4-links');
  });

  await test.step('the trainer reads on the board what is missing and what did not help', async () => {
    const page = trainer.page;
    await signIn(page, lutong, lutong.account('t.tang'));
    await page.getByRole('link', { name: '看板' }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(missed)).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    await look(page, 'loop-5-gaps');
    await page.getByRole('button', { name: /^没帮上/ }).click();
    await expect(page.getByText('“没写防火墙侧怎么查”')).toBeVisible();
    await expect(page.getByText(/小A · LT-/).first()).toBeVisible();
    await look(page, 'loop-6-unhelpful');
    for (const [list, name] of [
      ['stale', /^该看了/],
      ['used', /^用得多/],
      ['never', /^没人用/],
      ['solved', /^解决了工单/],
    ] as const) {
      await page.getByRole('button', { name }).click();
      await look(page, `loop-7-${list}`);
    }
  });

  await test.step('a gap becomes an article with its words filled in', async () => {
    const page = trainer.page;
    await page.getByRole('button', { name: /^搜不到/ }).click();
    await page.getByRole('listitem').filter({ hasText: missed }).getByRole('button', { name: '写一篇' }).click();
    await expect(page.getByLabel('标题')).toHaveValue(missed);
    await look(page, 'loop-8-write');
    await page.getByRole('button', { name: '开始写' }).click();
    await expect(page.getByLabel('客户会怎么说')).toHaveValue(missed);
  });

  await test.step('without a network the last board stays, and says how old it is', async () => {
    const page = trainer.page;
    await goOffline(trainer.context);
    await page.goto(`${lutong.origin}/board`);
    await expect(page.getByText(/^现在连不上服务器/)).toBeVisible();
    await expect(page.getByText(missed)).toBeVisible();
    await look(page, 'loop-9-offline');
    await page.setViewportSize({ width: 768, height: 1024 });
    await look(page, 'loop-9-offline-768');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'loop-9-offline-390');
    await trainer.context.setOffline(false);
  });

  await test.step('nobody is told who searched', async () => {
    expect(Object.keys(await lutong.everything('t.tang'))).not.toContain('searches');
    const uses = (await lutong.records('t.tang', 'articleUses')).filter((use) => use['article'] === article);
    expect(uses.map((use) => use['kind'])).toContain('notHelped');
    expect(uses.map((use) => use['kind'])).not.toContain('read');
  });
});
