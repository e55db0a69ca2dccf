// Two trainers, two browsers (F4): one writes, also without a network; the other reads line by line, asks for changes, publishes; both change
// the same lines at once and nothing is lost; the article is replaced, and a bookmark leads on.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

const body = (page: Page) => page.getByRole('textbox', { name: '正文' });
const sent = (page: Page) => expect(page.getByText('已全部送达').first()).toBeVisible({ timeout: 60_000 });

/** the cursor at the beginning of the n-th line */
async function toLine(page: Page, n: number): Promise<void> {
  await body(page).focus();
  await page.keyboard.press('Control+Home');
  for (let i = 1; i < n; i++) await page.keyboard.press('ArrowDown');
}

test('written, reviewed line by line, mended, published, replaced', async ({ browser }) => {
  const own = async () => {
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
    return { context, page: await context.newPage() };
  };
  const [author, reviewer, reader] = [await own(), await own(), await own()];
  const a = author.page;
  const r = reviewer.page;
  let path = '';

  await test.step('begun from the headings of its kind; what is there already is shown while the title is typed', async () => {
    await signIn(a, lutong, lutong.account('t.tang'));
    await signIn(r, lutong, lutong.account('q.yan'));
    await a.getByRole('button', { name: '新建文章' }).click();
    await a.getByLabel('标题').fill('AP 掉线 防火墙');
    await expect(a.getByRole('list', { name: '已有的相近文章' }).getByRole('link').first()).toBeVisible();
    await look(a, 'review-1-new');
    await a.getByLabel('标题').fill('会议室出口网关反复重启');
    await a.getByRole('button', { name: '开始写' }).click();
    await expect(body(a)).toContainText('先恢复');
    path = new URL(a.url()).pathname;
  });

  await test.step('without a network: the preview is laid out here, a misspelt model and a dead link are told and mended', async () => {
    await sent(a);
    await goOffline(author.context);
    await toLine(a, 2);
    await a.keyboard.insertText(
      '网关 RG-EG325O 每小时重启，见 [[ap-ac-capwap-blokced]]。\n\n> [!WARNING]\n> 先别升级。\n\n```road\n会议室 -- 网关 --x 外网 : 反复重启\n```\n',
    );
    await expect(a.getByText('型号像是写错了')).toBeVisible();
    await a.getByRole('button', { name: '改成 RG-EG3250' }).click();
    await a.getByRole('button', { name: '改成 ap-ac-capwap-blocked' }).click();
    await expect(body(a)).toContainText('网关 RG-EG3250 每小时重启，见 [[ap-ac-capwap-blocked]]');
    await a.getByRole('tab', { name: '预览' }).click();
    await expect(a.getByText('这台平板按正文排的版')).toBeVisible();
    await expect(a.locator('.article svg.road-picture')).toBeVisible();
    await expect(a.locator('.article .admonition.warning')).toContainText('先别升级');
    await expect(a.locator('.article a.article-link')).toContainText('CAPWAP');
    await look(a, 'review-2-offline-preview');
    await author.context.setOffline(false);
  });

  await test.step('what is half written is not sent, and what is missing is told', async () => {
    await a.getByRole('button', { name: '送审' }).click();
    await expect(a.getByText('还没送出：这篇缺读者要用的内容')).toBeVisible();
    await expect(a.getByText('这几节还空着：原因、修复')).toBeVisible();
    await expect(a.getByText('卡片里“客户会怎么说”还空着')).toBeVisible();
    await expect(a.getByText('已送审')).toHaveCount(0);
    await expect(body(a)).toContainText('每小时重启');
    await look(a, 'review-2-unfinished');
    for (const [heading, text] of [
      ['修复', '升级到 V11.9。'],
      ['原因', '软件有错。'],
    ]) {
      await body(a).locator('.cm-line', { hasText: heading! }).click();
      await a.keyboard.press('End');
      await a.keyboard.insertText(`\n\n${text}`);
    }
    await a.getByRole('button', { name: '去填卡片' }).click();
    await a.getByLabel('客户会怎么说').fill('会议室老断网');
    await a.getByLabel('客户会怎么说').blur();
    await expect(a.getByText('还没送出')).toHaveCount(0);
  });

  await test.step('the author may not publish; the reviewer finds it', async () => {
    await expect(a.getByRole('button', { name: '审过，发布' })).toHaveCount(0);
    await a.getByRole('button', { name: '送审' }).click();
    await expect(a.getByText('已送审')).toBeVisible();
    await sent(a);
    await r.goto(`${lutong.origin}/write?list=inReview`);
    await r.getByRole('link', { name: /会议室出口网关反复重启/ }).click();
    await expect(body(r)).toContainText('RG-EG3250');
    await expect(r.getByRole('button', { name: '请作者修改' })).toBeDisabled();
  });

  await test.step('a comment on a line, by keyboard; one on the whole; back to the author', async () => {
    await toLine(r, 2);
    await r.keyboard.press('Control+Alt+m');
    await expect(r.getByText('批注第 2 行')).toBeVisible();
    await r.keyboard.insertText('哪个软件版本？');
    await r.keyboard.press('Control+Enter');
    await expect(r.getByRole('article', { name: '严青 的批注' })).toContainText('哪个软件版本？');
    await r.getByRole('button', { name: '批注整篇' }).click();
    await r.getByRole('textbox', { name: '新批注' }).fill('缺预防。');
    await r.getByRole('button', { name: '写下批注' }).click();
    await expect(r.getByRole('article', { name: '严青 的批注' })).toHaveCount(2);
    await look(r, 'review-3-comments');
    await r.getByRole('button', { name: '请作者修改' }).click();
    await expect(r.getByText('2 条批注等作者处理')).toBeVisible();
    await sent(r);
  });

  await test.step('the line moves and changes, the comment follows; answered and settled', async () => {
    await expect(a.getByRole('button', { name: '2 条批注没了结' })).toBeVisible({ timeout: 60_000 });
    await a.getByRole('button', { name: '2 条批注没了结' }).click();
    const thread = a.getByRole('article', { name: '严青 的批注' }).filter({ hasText: '哪个软件版本' });
    await toLine(a, 1);
    await a.keyboard.insertText('多了一行\n\n');
    await toLine(a, 4);
    await a.keyboard.insertText('V11.9 的');
    await expect(thread).toContainText('第 4 行');
    await expect(thread).toContainText('这一行改过了');
    await thread.getByRole('button', { name: '回复' }).click();
    await thread.getByRole('textbox', { name: '回复' }).fill('写上了 V11.9');
    await thread.getByRole('button', { name: '回复' }).click();
    await expect(thread).toContainText('写上了 V11.9');
    await look(a, 'review-4-answered');
    await thread.getByRole('button', { name: '了结' }).click();
    await expect(a.getByRole('button', { name: '1 条批注没了结' })).toBeVisible();
    // the line disappears: what was said about it does not
    await a.getByRole('button', { name: /全部/ }).last().click();
    await toLine(a, 4);
    await a.keyboard.press('Home');
    await a.keyboard.press('Shift+End');
    await a.keyboard.press('Shift+End');
    await a.keyboard.press('Delete');
    await expect(thread).toContainText('这一行已经不在了');
    await a.keyboard.press('Control+z');
    await expect(thread).not.toContainText('这一行已经不在了');
    await a.getByRole('button', { name: '送审' }).click();
    await sent(a);
  });

  await test.step('published by the other; its version stays', async () => {
    await expect(r.getByText('待审', { exact: true })).toBeVisible({ timeout: 60_000 });
    await r.getByRole('button', { name: '审过，发布' }).click();
    await expect(r.getByText('这篇已发布')).toBeVisible();
    await r.getByRole('tab', { name: '版本' }).click();
    await expect(r.getByText(/^第 1 版 · .* · 严青$/)).toBeVisible();
    await sent(r);
    await expect(a.getByText('这篇已发布')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('both write without a network: what can be put together is, what cannot is shown with both texts', async () => {
    await goOffline(author.context);
    await goOffline(reviewer.context);
    for (const [page, words] of [
      [a, '甲'],
      [r, '乙'],
    ] as const) {
      await toLine(page, 1);
      await page.keyboard.insertText(`${words}改的`);
      await page.keyboard.press('Control+End');
      if (page === a) await page.keyboard.insertText('\n只有甲写的一行。');
      await page.getByRole('tab', { name: '版本' }).click();
    }
    await author.context.setOffline(false);
    await sent(a);
    await reviewer.context.setOffline(false);
    await expect(r.getByText('正文：两个人改了同几行')).toBeVisible({ timeout: 60_000 });
    await expect(body(r)).toContainText('甲改的');
    await expect(body(r)).toContainText('只有甲写的一行');
    const clash = r.getByRole('region', { name: '正文：两个人改了同几行' });
    await expect(clash).toContainText('乙改的');
    await look(r, 'review-5-clash');
    await clash.getByRole('button', { name: '保留现在的' }).click();
    await expect(clash).toHaveCount(0);
    await sent(r);
  });

  await test.step('several at once: a tag on, and off again', async () => {
    await r.goto(`${lutong.origin}/write?list=validated`);
    await r.getByRole('button', { name: '批量修改' }).click();
    for (const title of [/会议室出口网关反复重启/, /CAPWAP/]) await r.getByRole('checkbox', { name: title }).first().check();
    await r.getByLabel('标签', { exact: true }).fill('出口，网关');
    await look(r, 'review-6-bulk');
    await r.getByRole('button', { name: '改这 2 篇' }).click();
    await expect(r.getByText('改了 2 篇')).toBeVisible();
    await sent(r);
    const tagged = async () =>
      (await lutong.records('q.yan', 'articles')).filter((one) => (one['tags'] as string[]).includes('网关')).length;
    await expect.poll(tagged).toBeGreaterThanOrEqual(2);
    const before = await tagged();
    await r.getByRole('button', { name: '撤销' }).click();
    await expect(r.getByText('已撤销 2 篇')).toBeVisible();
    await sent(r);
    await expect.poll(tagged).toBe(before - 2);
  });

  await test.step('archived with a successor: a bookmark leads on, the search does not find it', async () => {
    await signIn(reader.page, lutong, lutong.account('f.wu'));
    const id = path.split('/').at(-1)!;
    await r.goto(lutong.origin + path);
    await r.getByRole('button', { name: '归档' }).click();
    await r.getByLabel('接替它的文章').fill('CAPWAP');
    await r
      .getByRole('radio', { name: /CAPWAP/ })
      .first()
      .check({ force: true });
    await look(r, 'review-7-retire');
    await r.getByRole('dialog').getByRole('button', { name: '归档' }).click();
    await expect(r.getByText('已归档，旧链接领到')).toBeVisible();
    await sent(r);
    await reader.page.goto(`${lutong.origin}/knowledge/${id}`);
    await expect(reader.page.getByText('这篇文章已归档，请看接替它的')).toBeVisible({ timeout: 60_000 });
    await look(reader.page, 'review-8-leads-on');
    await reader.page
      .getByRole('link', { name: /CAPWAP/ })
      .first()
      .click();
    await expect(reader.page.getByRole('heading', { level: 1, name: /CAPWAP/ })).toBeVisible();
  });
});
