// One box over everything a tablet holds (issue row F2), on the real binary with network and server gone: a job by its number and by words
// that are not sent yet, a piece of equipment by a piece of its serial, a customer by pinyin, an article by what a customer says.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

/** how somebody without the name at hand spells customers of the demo organisation */
const pinyin: Record<string, { whole: string; initials: string }> = {
  'H 集团': { whole: 'jituan', initials: 'hjt' },
  江城理工大学: { whole: 'ligongdaxue', initials: 'lgdx' },
  江城市第三人民医院: { whole: 'renminyiyuan', initials: 'rmyy' },
  江城农商银行: { whole: 'nongshangyinhang', initials: 'nsyh' },
  海州精密轴承有限公司: { whole: 'jingmizhoucheng', initials: 'jmzc' },
};

const box = (page: Page) => page.getByRole('combobox');
const list = (page: Page) => page.getByRole('region', { name: '搜索' });

test('one box finds jobs, equipment, customers and articles offline', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const page = await context.newPage();
  const jobs = await lutong.records('a.chen', 'jobs');
  const job = jobs.find((j) => j['number'] && j['status'] === 'onSite') ?? jobs.find((j) => j['number'])!;
  const asset = (await lutong.records('a.chen', 'assets')).find((a) => String(a['serial']).length > 8)!;
  const serial = String(asset['serial']);
  const customer = (await lutong.records('a.chen', 'customers')).map((c) => String(c['name'])).find((name) => name in pinyin)!;
  const spelt = pinyin[customer]!;

  await signIn(page, lutong, lutong.account('a.chen'));
  await goOffline(context);
  await lutong.kill();
  await page.reload();

  await test.step('words that are not sent yet', async () => {
    await page.goto(`${lutong.origin}/jobs/${String(job['id'])}?tab=findings`);
    await page.getByLabel('原因', { exact: true }).fill('配线架跳线被老鼠咬断');
    await page.getByLabel('原因', { exact: true }).blur();
    await page.getByRole('link', { name: '搜索' }).click();
    await look(page, 'find-1-empty');
    await box(page).fill('老鼠咬断');
    const row = list(page).getByRole('link', { name: new RegExp(String(job['title']).slice(0, 6)) });
    await expect(row).toContainText('原因');
    await expect(row).toContainText('有内容还没送达');
  });

  await test.step('a job number without joints is exact', async () => {
    await box(page).fill(String(job['number']).replaceAll('-', '').toLowerCase());
    await expect(list(page).getByRole('heading', { name: '完全对上' })).toBeVisible();
    await expect(list(page).getByRole('link', { name: new RegExp(String(job['title']).slice(0, 6)) })).toContainText('单号');
    await look(page, 'find-2-number');
  });

  await test.step('equipment by a piece of its serial', async () => {
    await box(page).fill(serial.slice(2, -1).toLowerCase());
    const row = list(page)
      .getByRole('link', { name: /序列号/ })
      .first();
    await expect(row).toContainText(serial);
    await row.click();
    await expect(page.getByText(serial).last()).toBeVisible();
    await look(page, 'find-3-serial');
  });

  await test.step('a customer by pinyin, and by initials', async () => {
    for (const [i, typed] of [spelt.whole, spelt.initials].entries()) {
      await box(page).fill('');
      await expect(list(page).getByRole('heading')).toHaveCount(0);
      await box(page).fill(typed);
      await expect(list(page).getByRole('heading', { name: /^客户/ })).toBeVisible();
      await expect(list(page).getByRole('link', { name: customer }).first()).toBeVisible();
      await look(page, `find-4-pinyin-${i}`);
    }
  });

  await test.step('an article, beside the jobs that speak of it', async () => {
    await box(page).fill('AP 掉线');
    await expect(list(page).getByRole('heading', { name: /^知识/ })).toBeVisible();
    await list(page)
      .getByRole('link', { name: /CAPWAP 被防火墙拦住/ })
      .click();
    await expect(page.getByRole('heading', { name: /CAPWAP 被防火墙拦住/, level: 1 })).toBeVisible();
    await look(page, 'find-5-article');
    await list(page)
      .getByRole('button', { name: /^全部 \d+ 条$/ })
      .first()
      .click();
    await expect(page.getByRole('button', { name: /^知识/ })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('suggestions, by the keys and by touch; what was looked for is offered again', async () => {
    await page.goto(`${lutong.origin}/find`);
    await box(page).pressSequentially('wxkz');
    const options = page.getByRole('option');
    await expect(options.first()).toHaveText('无线控制器');
    await look(page, 'find-8-suggestions');
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(box(page)).toHaveValue('无线控制器');
    await expect(options).toHaveCount(0);
    await box(page).fill('gbf');
    await options.filter({ hasText: '广播风暴' }).first().tap();
    await expect(box(page)).toHaveValue(/广播风暴/);
    await box(page).fill('');
    await expect(options.first()).toHaveText(/广播风暴/);
    await look(page, 'find-9-recent');
    await page.getByRole('button', { name: '清除最近搜索' }).click();
    await expect(options).toHaveCount(0);
  });

  await test.step('articles narrowed by maker and model, with counts', async () => {
    await page.goto(`${lutong.origin}/knowledge?q=${encodeURIComponent('无线')}`);
    await page.getByRole('button', { name: '筛选' }).click();
    const maker = page.getByRole('group', { name: '厂商' }).getByRole('button').first();
    const count = Number(/\d+$/.exec((await maker.textContent())!.trim())![0]);
    await maker.click();
    await expect(page.getByText(`找到 ${count} 篇`)).toBeVisible();
    await look(page, 'find-10-facets');
    await page.getByRole('button', { name: /去掉 厂商/ }).click();
    await expect(page.getByText(`找到 ${count} 篇`)).toBeHidden();
  });

  await test.step('portrait and phone', async () => {
    for (const [width, height] of [
      [768, 1024],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(`${lutong.origin}/find?q=${encodeURIComponent('无线')}`);
      await expect(list(page).getByRole('heading', { name: /^知识/ })).toBeVisible();
      await look(page, `find-6-${width}`);
    }
    await box(page).fill('xyzzyplugh');
    await expect(page.getByText('这台平板上没有')).toBeVisible();
    await look(page, 'find-7-none');
  });
});
