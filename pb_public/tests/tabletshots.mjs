// Pictures of the tablet's screens with axe on each, against a running server with the demo organisation:
//   node tests/tabletshots.mjs http://127.0.0.1:8090 [only]
// Sizes: landscape and portrait tablet, phone; zh-CN and en; light and dark. Written to screenshots/tablet/.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';

const origin = process.argv[2] ?? 'http://127.0.0.1:8090';
const only = process.argv[3] ?? '';
const account = process.env.ACCOUNT ?? 'a.chen@demo.lutong';
const password = process.env.PASSWORD ?? 'lutong-demo-1';
const shots = new URL('../screenshots/tablet/', import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage'],
});

const views = [
  { name: 'land-zh', viewport: { width: 1024, height: 768 }, locale: 'zh-CN', colorScheme: 'light' },
  { name: 'port-en', viewport: { width: 768, height: 1024 }, locale: 'en', colorScheme: 'light' },
  { name: 'phone-zh', viewport: { width: 390, height: 844 }, locale: 'zh-CN', colorScheme: 'light' },
  { name: 'phone-en', viewport: { width: 390, height: 844 }, locale: 'en', colorScheme: 'dark' },
  { name: 'land-dark', viewport: { width: 1024, height: 768 }, locale: 'zh-CN', colorScheme: 'dark' },
].filter((view) => !only || view.name.includes(only.split('/')[0]));
const wanted = only.split('/')[1] ?? '';

let problems = 0;
const say = (...words) => process.stdout.write(words.join(' ') + '\n');
for (const { name, ...options } of views) {
  const context = await browser.newContext({ ...options, timezoneId: 'Asia/Shanghai', hasTouch: true, serviceWorkers: 'allow' });
  const page = await context.newPage();
  page.on('pageerror', (e) => say(name, 'PAGE ERROR', e.message, (e.stack ?? '').split('\n').slice(1, 4).join(' ')));
  page.on('console', (m) => m.type() === 'error' && say(name, 'console', m.text().slice(0, 300)));

  async function shot(what, { full = false } = {}) {
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${shots}${name}-${what}.png`, fullPage: full });
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      return violations.map(
        (v) =>
          `${v.id}: ${v.nodes
            .slice(0, 3)
            .map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? n.failureSummary ?? ''}`)
            .join(' | ')}`,
      );
    });
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('a[href], button, input:not(.visually-hidden), select, textarea, summary, label.key, label.tick')]
        .filter(
          (el) =>
            el.checkVisibility() && !el.closest('.article') && !el.classList.contains('visually-hidden') && !el.matches('.tick input'),
        )
        .map((el) => ({ el, box: el.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
        .map(
          ({ el, box }) =>
            `${el.tagName}.${el.className} "${(el.textContent ?? '').trim().slice(0, 20)}" ${Math.round(box.width)}x${Math.round(box.height)}`,
        ),
    );
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    for (const line of found) say(name, what, 'AXE', line);
    for (const line of small.slice(0, 4)) say(name, what, 'SMALL', line);
    if (wide > 0) say(name, what, 'SIDEWAYS', wide);
    problems += found.length;
  }
  const want = (what) => !wanted || what.startsWith(wanted);

  await page.goto(origin);
  await page.waitForSelector('form');
  if (want('signin')) await shot('signin');
  await page.fill('input[type=email]', account);
  await page.fill('input[type=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('a.job', { timeout: 20_000 });
  await page.waitForTimeout(1500);
  if (want('today')) await shot('today');
  const first = await page.evaluate(() => document.querySelector('a.job').getAttribute('href').split('/')[2]);
  const job = process.env.JOB ?? first;
  await page.goto(`${origin}/today/${job}`);
  await page.waitForSelector('article h1');
  if (want('sheet')) await shot('sheet');
  for (const tab of ['findings', 'checklists', 'photos', 'site', 'history', 'report']) {
    if (!want(tab)) continue;
    await page.goto(`${origin}/today/${job}?tab=${tab}`);
    await page.waitForSelector('#sheet-part');
    await page.waitForTimeout(600);
    await page.evaluate(() => document.querySelector('.tabs')?.scrollIntoView({ block: 'start' }));
    await shot(tab);
  }
  if (want('say')) {
    await page.goto(`${origin}/today/${job}`);
    await page.waitForSelector('.acts button');
    await page.locator('.acts button').nth(1).click();
    await page.waitForTimeout(200);
    await shot('say');
  }
  if (want('jobs')) {
    await page.goto(`${origin}/jobs?show=all`);
    await page.waitForSelector('a.job');
    await shot('jobs');
  }
  if (want('knowledge')) {
    await page.goto(`${origin}/knowledge`);
    await page.waitForSelector('.tools');
    await page.waitForTimeout(500);
    await shot('knowledge');
    await page.fill('input[type=search]', 'AP 掉线 capwap');
    await page.waitForTimeout(1500);
    await shot('knowledge-search');
    const hit = await page.$('.list li a');
    if (hit) {
      await hit.click();
      await page.waitForSelector('article h1');
      await shot('knowledge-article');
    }
  }
  if (want('me')) {
    for (const section of ['', '/outbox', '/aside', '/tablet', '/account']) {
      await page.goto(`${origin}/me${section}`);
      await page.waitForSelector('.split');
      await page.waitForTimeout(400);
      await shot(`me${section.replace('/', '-')}`);
    }
  }
  if (want('unstored')) {
    await page.goto(`${origin}/today/${job}?tab=findings`);
    await page.waitForSelector('#sheet-part textarea');
    await page.evaluate(() => {
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...args) {
        if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
        return add.apply(this, args);
      };
    });
    await page.locator('#sheet-part textarea').first().fill('AP 已改胖模式，会议先开起来');
    await page.locator('#sheet-part textarea').first().blur();
    await page.locator('[role=alert]').first().waitFor();
    await shot('unstored');
  }
  if (want('broken')) {
    await page.addInitScript(() => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (name, ...args) {
        if (/^lutong-[a-z0-9]{15}$/.test(name)) throw new DOMException('broken', 'UnknownError');
        return open.call(this, name, ...args);
      };
    });
    await page.goto(`${origin}/today`);
    const save = page.getByRole('button', { name: /救援文件|rescue file/ });
    await save.waitFor();
    await shot('broken');
    const ways = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab');
      ways.push(await page.evaluate(() => document.activeElement.textContent.trim()));
    }
    say(name, 'broken keys:', ways.join(' | '));
    await save.click();
    await page.getByRole('button', { name: /清空|Clear/ }).click();
    await shot('broken-sure');
    say(name, 'broken focus after asking:', await page.evaluate(() => document.activeElement.textContent.trim().slice(0, 40)));
  }
  await context.close();
}
await browser.close();
say(problems ? `${problems} kinds of problems` : 'axe clean');
