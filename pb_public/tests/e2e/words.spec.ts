// A trainer adds what customers call a thing (issue point on the words of the search), tries it out first, and another tablet finds by it
// without a network.
import { expect, test } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

test('a name that trainers add is found on another tablet', async ({ browser }) => {
  const trainer = await browser.newPage();
  await signIn(trainer, lutong, lutong.account('t.tang'));
  await trainer.getByRole('link', { name: '搜索用词' }).click();
  const words = trainer.getByLabel('词', { exact: true });
  await words.fill('吸顶小白盘');
  await trainer.getByRole('button', { name: '保存' }).click();
  await expect(trainer.getByText('同义词一组至少要两个')).toBeVisible();
  await look(trainer, 'words-1-error');
  await words.fill('吸顶小白盘、CAPWAP');
  await trainer.getByLabel('搜一句看看').fill('吸顶小白盘');
  await expect(trainer.getByText('前五篇有变化。')).toBeVisible();
  await look(trainer, 'words-2-try');
  await trainer.getByRole('button', { name: '保存' }).click();
  await expect(trainer.getByText('已有 1 组')).toBeVisible();
  await expect(trainer.getByText('已全部送达').first()).toBeVisible();
  await trainer.setViewportSize({ width: 390, height: 844 });
  await look(trainer, 'words-3-phone');

  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const page = await context.newPage();
  await signIn(page, lutong, lutong.account('a.chen'));
  await goOffline(context);
  await lutong.kill();
  await page.getByRole('link', { name: '知识' }).click();
  await page.getByRole('combobox', { name: '搜索知识' }).fill('吸顶小白盘');
  await expect(page.getByRole('link', { name: /CAPWAP 被防火墙拦住/ })).toBeVisible();
  await expect(page.locator('mark').first()).toBeVisible();
});
