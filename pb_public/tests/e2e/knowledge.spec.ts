// From a closed job to an article on everybody's tablet (issue row F23, F4), on the real binary: an engineer proposes, a trainer writes and
// publishes, and another engineer, whose network and server are gone, finds it by what a customer says.
import { expect, test } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

const job = 'e2ejob000000001';
const symptom = '开会投影一顿一顿的像放幻灯片';
let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

test('a trainer goes from a closed job to an article that another tablet finds offline', async ({ browser }) => {
  const own = async () => {
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
    return { context, page: await context.newPage() };
  };
  const [a, trainer, b] = [await own(), await own(), await own()];
  let customer = '';

  await test.step('a fault is filed, the engineer goes and gets the business running', async () => {
    const site = (await lutong.records('j.liu', 'sites'))[0]!;
    const known = (await lutong.records('j.liu', 'customers')).find((c) => c['id'] === site['customer'])!;
    const user = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '小A')!;
    customer = String(known['name']);
    const set = {
      ...{ team: site['team'], site: site['id'], customer: site['customer'], kind: 'fault', assignees: [user['id']] },
      title: `${customer}会议室投屏卡顿`,
      description: '投屏一卡一卡的；手机看视频没事',
    };
    await lutong.write('j.liu', { in: 'jobs', id: job, op: 'create', set });
    for (const kind of ['accepted', 'arrived', 'restored']) {
      const id = `e2e${kind}`.padEnd(15, '0').slice(0, 15);
      await lutong.write('a.chen', { in: 'events', id, op: 'create', set: { job, kind, shared: true } });
    }
  });

  await test.step('what was found becomes a proposal, with one tap', async () => {
    await signIn(a.page, lutong, lutong.account('a.chen'));
    await a.page.goto(`${lutong.origin}/jobs/${job}?tab=findings`);
    await a.page.getByLabel('原因', { exact: true }).fill('无线投屏走了 2.4G，信道利用率 92%');
    await a.page.getByLabel('怎么修好的').fill('投屏终端绑定到 5G，关掉 2.4G 低速率');
    await a.page.getByLabel('怎么修好的').blur();
    await a.page.getByRole('button', { name: '提交给培训师' }).click();
    await expect(a.page.getByText('培训师在写')).toBeVisible();
    await a.page.getByText('培训师在写').scrollIntoViewIfNeeded();
    await look(a.page, 'knowledge-1-proposed');
    await lutong.write('j.liu', { in: 'events', id: 'e2eclosed000000', op: 'create', set: { job, kind: 'closed' } });
  });

  await test.step('the trainer finds it among the drafts, without the customer', async () => {
    await signIn(trainer.page, lutong, lutong.account('t.tang'));
    await expect(trainer.page.getByRole('heading', { name: '编写' })).toBeVisible();
    await expect(trainer.page.getByText('作者 小A')).toBeVisible();
    await look(trainer.page, 'knowledge-2-lists');
    await trainer.page.getByRole('link', { name: /会议室投屏卡顿/ }).click();
    const text = trainer.page.getByRole('textbox', { name: '正文' });
    await expect(text).toContainText('信道利用率 92%');
    await expect(text).not.toContainText(customer);
  });

  await test.step('and writes on it', async () => {
    const page = trainer.page;
    await page.getByLabel('标题').fill('会议室投屏卡顿：2.4G 太挤');
    const symptoms = page.getByLabel('客户会怎么说');
    await symptoms.fill(`${await symptoms.inputValue()}\n${symptom}`);
    await symptoms.blur();
    const text = page.getByRole('textbox', { name: '正文' });
    await text.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('> 无线像马路，2.4G 这条太挤，投屏换走 5G 那条。');
    await page.getByRole('button', { name: '路况图' }).click();
    await look(page, 'knowledge-3-editor');
    await page.getByRole('tab', { name: '相近' }).click();
    await expect(page.getByRole('list', { name: '已有的相近文章' }).getByRole('link').first()).toBeVisible();
    await look(page, 'knowledge-4-similar');
    await page.getByRole('tab', { name: '预览' }).click();
    await expect(page.getByText('服务器已按正文排好版。')).toBeVisible();
    await expect(page.locator('.article svg')).toBeVisible();
    await look(page, 'knowledge-5-preview');
    for (const [width, height] of [
      [768, 1024],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.getByRole('tab', { name: '卡片' }).click();
      await look(page, `knowledge-5-${width}`);
    }
    await page.setViewportSize({ width: 1024, height: 768 });
  });

  await test.step('reviewed and published; the version stays', async () => {
    const page = trainer.page;
    await page.getByRole('button', { name: '审过，发布' }).click();
    await expect(page.getByText('这篇已发布')).toBeVisible();
    await page.getByRole('tab', { name: '版本' }).click();
    await expect(page.getByText(/^第 1 版 · .* · 唐敏$/)).toBeVisible();
    await page.getByRole('textbox', { name: '正文' }).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\n又补了一句。');
    await page.getByRole('tab', { name: '版本' }).click(); // leaving the editor stores one version, not one for every pause
    await expect(page.getByText(/^第 2 版/)).toBeVisible();
    await page.getByText(/^第 1 版/).click();
    await expect(page.getByText('+ 又补了一句。')).toBeVisible();
    await look(page, 'knowledge-6-versions');
    await page.getByRole('button', { name: '恢复这一版' }).click();
    await expect(page.getByText(/^第 3 版/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: '正文' })).not.toContainText('又补了一句');
  });

  await test.step('another engineer has it, and finds it with network and server gone', async () => {
    await signIn(b.page, lutong, lutong.account('f.wu'));
    await goOffline(b.context);
    await lutong.kill();
    await b.page.reload();
    await b.page.getByRole('link', { name: '知识' }).click();
    await b.page.getByRole('combobox', { name: '搜索知识' }).fill('投影一顿一顿');
    await expect(b.page.getByText(/^找到 \d+ 篇$/)).toBeVisible();
    await b.page.getByRole('link', { name: /会议室投屏卡顿：2.4G 太挤/ }).click();
    await expect(b.page.getByRole('heading', { name: '会议室投屏卡顿：2.4G 太挤' })).toBeVisible();
    await expect(b.page.getByText('信道利用率 92%').first()).toBeVisible();
    await look(b.page, 'knowledge-7-found-offline');
  });

  await test.step('the trainer goes on without a network, and it arrives', async () => {
    const page = trainer.page;
    await goOffline(trainer.context);
    await page.reload();
    await page.getByRole('textbox', { name: '正文' }).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\n没有网络时写的。');
    await page.getByRole('tab', { name: '预览' }).click();
    await expect(page.getByText('这台平板按正文排的版')).toBeVisible();
    await look(page, 'knowledge-8-offline');
    await lutong.start();
    await trainer.context.setOffline(false);
    await expect(page.getByText('服务器已按正文排好版。')).toBeVisible({ timeout: 60_000 });
    const article = (await lutong.records('f.wu', 'articles')).find((one) => one['id'] === job)!;
    expect(article['version']).toBe(4);
    expect(article['html']).toContain('没有网络时写的');
  });
});
