// A tablet that will never reach the server again: its engineer exports what is unsent, its database is gone, and the dispatcher imports the
// file. Everything is there, under the engineer's name, once (P1, P2).
import { expect, test, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lutong } from './lutong.ts';
import { goOffline, look, picture, signIn } from './page.ts';

const title = '总部 18 层会议中心无线中断，领导正在开会';
let lutong: Lutong;
test.beforeEach(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterEach(() => lutong.stop());

/** works offline on the job, and exports it */
async function exported(tablet: Page): Promise<string> {
  await signIn(tablet, lutong, lutong.account('a.chen'));
  await tablet.getByText(title).first().click();
  await goOffline(tablet.context());
  await tablet.getByRole('button', { name: '说一句…' }).first().click();
  await tablet.getByLabel('想说的话').fill('平板快不行了，已改胖模式');
  await tablet.getByRole('button', { name: '发给客户' }).click();
  await tablet.getByRole('tab', { name: /照片/ }).click();
  await tablet.locator('input[type=file]').last().setInputFiles({ name: 'before.png', mimeType: 'image/png', buffer: picture() });
  await expect(tablet.getByText('只在这台平板上').first()).toBeVisible();
  await tablet.getByRole('tab', { name: /处理记录/ }).click();
  await tablet.getByLabel('怎么先恢复的').fill('AP 改胖模式');
  await tablet.getByLabel('怎么先恢复的').blur();
  await expect(tablet.getByText(/待同步 [3-9]/).first()).toBeVisible();
  await tablet.goto(`${lutong.origin}/me/outbox`);
  const download = tablet.waitForEvent('download');
  await tablet.getByRole('button', { name: '导出救援文件' }).click();
  const path = join(lutong.dir, 'exported.json');
  await (await download).saveAs(path);
  return path;
}

test('the work of a dead tablet comes in through the desk', async ({ browser }) => {
  const dead = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const path = await exported(await dead.newPage());
  await dead.close(); // and its database with it

  const desk = await (await browser.newContext({ viewport: { width: 1024, height: 768 } })).newPage();
  await signIn(desk, lutong, lutong.account('j.liu'));
  await desk.goto(`${lutong.origin}/desk/aside`);
  await desk.getByRole('link', { name: '导入救援文件' }).focus();
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('heading', { name: '导入救援文件' })).toBeVisible();
  await look(desk, 'desk-rescue-empty');

  const choose = async (file: string) => {
    const chooser = desk.waitForEvent('filechooser');
    await desk.getByRole('button', { name: /选择救援文件|换一个文件|再导入一个/ }).focus();
    await desk.keyboard.press('Enter');
    await (await chooser).setFiles(file);
  };
  const cut = join(lutong.dir, 'cut.json');
  writeFileSync(cut, readFileSync(path).subarray(0, -40));
  await choose(cut);
  await desk.getByRole('button', { name: '导入', exact: true }).click();
  await expect(desk.getByText('文件不完整，什么都没有导入')).toBeVisible();
  await look(desk, 'desk-rescue-cut');
  const before = (await lutong.records('j.liu', 'events')).length;

  await choose(path);
  await expect(desk.getByRole('heading', { name: '小A 的平板' })).toBeVisible();
  await expect(desk.getByText(/[3-9] 项改动，1 张照片/)).toBeVisible();
  await look(desk, 'desk-rescue-chosen');
  await desk.getByRole('button', { name: '导入', exact: true }).click();
  await expect(desk.getByText('小A 的内容已导入。')).toBeVisible();
  await expect(desk.getByText('1 张照片已存好')).toBeVisible();
  await look(desk, 'desk-rescue-done');

  await choose(path);
  await desk.getByRole('button', { name: '导入', exact: true }).click();
  await expect(desk.getByText('小A 的内容以前都已送达，没有重复。')).toBeVisible();
  await desk.setViewportSize({ width: 390, height: 844 });
  await look(desk, 'desk-rescue-again-phone');

  const job = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === title)!;
  expect(job['workaround']).toBe('AP 改胖模式');
  const events = await lutong.records('j.liu', 'events');
  const said = events.filter((e) => e['text'] === '平板快不行了，已改胖模式');
  expect(said).toHaveLength(1);
  expect(events).toHaveLength(before + 1);
  const engineer = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '小A')!;
  expect(said[0]!['by']).toBe(engineer['id']);
  const photos = (await lutong.records('j.liu', 'photos')).filter((p) => p['job'] === job['id'] && p['by'] === engineer['id']);
  expect(photos.map((p) => p['state'])).toEqual(['stored']);
});
