// A customer's hand-over pack: made by the real binary, opened from the disk as from a USB stick, without a server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { binary } from './lutong.ts';
import { look } from './page.ts';

let dir: string;
const open = (name: string): string => pathToFileURL(join(dir, 'site', name)).href;

test.beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lutong-site-'));
  execFileSync(binary, ['demo', '--dir', join(dir, 'data')]);
  execFileSync(binary, ['kb', 'site', join(dir, 'site'), '--dir', join(dir, 'data'), '--title', '华联集团 · 网络交接资料']);
});
test.afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What a page asks for, and what the browser complains about. */
function watch(page: Page) {
  const seen = {
    requests: [] as string[],
    complaints: [] as string[],
    /** axe tries to fetch the style sheet, which the page's policy refuses */
    look: async (name: string) => {
      const before = [...seen.complaints];
      await look(page, name);
      seen.complaints = before;
    },
  };
  page.on('request', (r) => seen.requests.push(r.url()));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && seen.complaints.push(m.text()));
  page.on('pageerror', (e) => seen.complaints.push(String(e)));
  return seen;
}

test('a pack is searched, read and printed without a server', async ({ page }) => {
  const seen = watch(page);
  await page.goto(open('index.html'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('华联集团 · 网络交接资料');
  expect((await page.getByRole('heading', { level: 2 }).allTextContents())[0]).toBe('应急预案');
  await seen.look('site-contents');

  const box = page.getByRole('searchbox');
  const results = page.getByRole('list', { name: '搜索结果' }).getByRole('link');
  for (const [typed, found] of [
    ['开会 无线断了', '应急：开会时无线断了'],
    ['guangbofengbao', '应急：全楼突然没网'],
    ['capwap', '道理：AP 和 AC 之间有一条公路'],
    ['UDP5246', '做法：无线网络要在防火墙上放行哪些端口'],
    ['無線', '应急：开会时无线断了'],
  ] as const) {
    await box.fill(typed);
    await expect(results.filter({ hasText: found })).toHaveCount(1);
  }
  await box.fill('开会 无线断了');
  await expect(results.first()).toContainText('应急：开会时无线断了');
  await expect(page.locator('#results mark').first()).toBeVisible();
  await seen.look('site-found');
  await box.fill('qqqqzzzz');
  await expect(page.getByRole('status')).toContainText('没有找到');
  await box.fill('开会 无线断了');

  await results.first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('应急：开会时无线断了');
  await seen.look('site-article');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Emergency');
  await page.getByRole('link', { name: 'Back to the contents' }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('Emergency plans');
  await page.getByRole('searchbox').fill('fibre dust');
  await expect(page.getByRole('list', { name: 'Found' }).getByRole('link').first()).toContainText('dust');

  await page.goto(open('print.zh-CN.html'));
  await seen.look('site-print');
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(pdf.length).toBeGreaterThan(100_000);

  expect(seen.requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
  expect(seen.complaints).toEqual([]);
});

test('a pack on a phone', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
  const page = await context.newPage();
  for (const [name, file] of [
    ['site-phone-contents', 'index.html'],
    ['site-phone-article', 'pages/story-ap-ac-road.zh-CN.html'],
  ] as const) {
    await page.goto(open(file));
    await look(page, name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  }
  await context.close();
});

test('every link of a pack leads somewhere', async ({ page }) => {
  const todo = ['index.html'];
  const known = new Set(todo);
  const root = open('x').slice(0, -1);
  while (todo.length > 0) {
    const name = todo.pop()!;
    await page.goto(root + name);
    const links = await page.evaluate(() =>
      [...document.querySelectorAll('a[href]')].map((a) => {
        const { href, hash } = a as HTMLAnchorElement;
        const here = hash !== '' && href.split('#')[0] === location.href.split('#')[0];
        return { href: href.split('#')[0]!, dead: here && !document.getElementById(decodeURIComponent(hash.slice(1))) ? hash : '' };
      }),
    );
    expect(links.filter((l) => l.dead).map((l) => name + l.dead)).toEqual([]);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id));
    expect(new Set(ids).size, name).toBe(ids.length);
    for (const { href } of links) {
      if (!href.startsWith(root)) continue;
      const next = decodeURIComponent(href.slice(root.length));
      readFileSync(join(dir, 'site', next));
      if (!known.has(next)) {
        known.add(next);
        todo.push(next);
      }
    }
  }
  expect(known.size).toBeGreaterThan(45);
});
