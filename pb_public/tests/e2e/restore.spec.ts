// P7 on the real binary: the server comes back from an older copy of its folder while a tablet is in use. What the server had acknowledged
// after the copy was made is there again, once, and the person at the tablet sees nothing of it.
import { expect, test, type Page } from '@playwright/test';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lutong } from './lutong.ts';
import { look, signIn } from './page.ts';

const title = '总部 18 层会议中心无线中断，领导正在开会';
const copy = join(mkdtempSync(join(tmpdir(), 'lutong-copy-')), 'data');
let lutong: Lutong;
test.beforeEach(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterEach(async () => {
  await lutong.stop();
  rmSync(join(copy, '..'), { recursive: true, force: true });
});

const sent = (tablet: Page) => expect(tablet.getByText('已全部送达').first()).toBeVisible({ timeout: 60_000 });

test('P7 the server comes back from an older copy while a tablet works', async ({ page: tablet }) => {
  const { id } = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === title)!;
  const job = async () => (await lutong.records('j.liu', 'jobs')).find((j) => j['id'] === id)!;
  const said = async (text: string) => (await lutong.records('j.liu', 'events')).filter((e) => e['job'] === id && e['text'] === text);
  const say = async (text: string) => {
    await tablet.getByRole('button', { name: '说一句…' }).first().click();
    await tablet.getByLabel('想说的话').fill(text);
    await tablet.getByRole('button', { name: '发给客户' }).click();
    await expect.poll(async () => (await said(text)).length, { timeout: 60_000 }).toBe(1);
  };
  await signIn(tablet, lutong, lutong.account('a.chen'));
  await tablet.getByText(title).first().click();
  await say('拷贝之前说的');
  await sent(tablet);
  await lutong.stopped((dir) => cpSync(dir, copy, { recursive: true }));

  await say('拷贝之后说的');
  await tablet.getByRole('tab', { name: /处理记录/ }).click();
  await tablet.getByLabel('怎么先恢复的').fill('AP 已改胖模式');
  await tablet.getByLabel('怎么先恢复的').blur();
  await expect.poll(async () => (await job())['workaround'], { timeout: 60_000 }).toBe('AP 已改胖模式');
  await sent(tablet);

  await watch(tablet);
  await lutong.stopped((dir) => {
    rmSync(dir, { recursive: true });
    cpSync(copy, dir, { recursive: true });
  });
  expect(await said('拷贝之后说的')).toEqual([]); // it really has forgotten
  await tablet.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect.poll(async () => (await job())['workaround'], { timeout: 90_000 }).toBe('AP 已改胖模式');
  await sent(tablet);

  expect(await said('拷贝之前说的')).toHaveLength(1);
  expect(await said('拷贝之后说的')).toHaveLength(1);
  expect(await lutong.records('j.liu', 'conflicts')).toEqual([]);
  await expect(tablet.getByLabel('怎么先恢复的')).toHaveValue('AP 已改胖模式');
  expect(await unrest(tablet)).toEqual([]);
  await look(tablet, 'tablet-after-restore');
});

/** notes whatever a person would notice: a warning, something that needs them, work that vanishes */
async function watch(tablet: Page): Promise<void> {
  await tablet.evaluate(() => {
    const noticed = new Set<string>();
    Object.assign(window, { noticed });
    new MutationObserver(() => {
      if (document.body.textContent?.includes('需要你看')) noticed.add('needs a person');
      for (const alert of document.querySelectorAll('[role=alert]')) noticed.add(`alert: ${alert.textContent}`);
      if (![...document.querySelectorAll('textarea')].some((area) => area.value === 'AP 已改胖模式')) noticed.add('the text was gone');
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

const unrest = (tablet: Page) => tablet.evaluate(() => [...(window as unknown as { noticed: Set<string> }).noticed]);
