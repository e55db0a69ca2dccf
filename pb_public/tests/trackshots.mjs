// Pictures of the customer's page in every state, and axe on each: build, then node tests/trackshots.mjs (starts tests/trackmock.mjs itself).
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';

const shots = new URL('../screenshots/track/', import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const only = process.argv[2];
mkdirSync(shots, { recursive: true });
const mock = spawn(process.execPath, [new URL('trackmock.mjs', import.meta.url).pathname], { stdio: ['ignore', 'inherit', 'pipe'] });
const said = await new Promise((resolve) => mock.stderr.once('data', resolve));
const origin = new URL(String(said).trim()).origin;

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ],
});
let bad = 0;
const problem = (...words) => {
  bad++;
  console.warn(...words);
};
process.on('exit', () => mock.kill());

async function shot(name, token, { lang = 'zh-CN', dark = false, width = 390, height = 844, act } = {}) {
  if (only && !name.includes(only)) return;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: lang,
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type()) && !/404|410|ERR_|Failed to load/.test(m.text())) problem(name, m.text());
  });
  page.on('pageerror', (e) => problem(name, e.message));
  await page.goto(`${origin}/t/${token}`);
  await page.waitForSelector('h1');
  if (act) await act(page, context);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const v of violations) problem(name, v.id, v.help, ...v.nodes.map((n) => n.html.slice(0, 120)));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) problem(name, 'scrolls sideways by', wide);
  await context.close();
}

async function fill(page) {
  await page.getByLabel('解决了').first().check({ force: true });
  await page.getByRole('radio', { name: '5 分' }).first().check({ force: true });
  await page.getByRole('radio', { name: '4 分' }).last().check({ force: true });
  await page.getByRole('radio', { name: '30 分钟' }).first().check({ force: true });
  await page.locator('textarea').fill('小陈跑着过来的,会议没有耽误。');
  await page.locator('button.primary').click();
  await page.waitForTimeout(400);
}

for (const token of [
  'fresh',
  'assigned',
  'journey',
  'late',
  'onsite',
  'restored',
  'report',
  'sign',
  'rated',
  'cancelled',
  'expired',
  'unknown',
])
  await shot(token, `${token}-link`);
await shot('journey-dark', 'journey-link', { dark: true });
await shot('report-dark', 'report-link', { dark: true });
await shot('journey-small', 'journey-link', { width: 320, height: 568 });
await shot('booked-en', 'booked-link', { lang: 'en' });
await shot('report-en', 'report-link', { act: (page) => page.getByRole('button', { name: 'English' }).click() });
await shot('journey-wide', 'journey-link', { width: 1024, height: 768 });
await shot('rating-missing', 'rating-link', { act: (page) => page.locator('button.primary').click() });
await shot('rating-unsent', 'rating-link', {
  act: async (page, context) => {
    await page.locator('form').waitFor();
    await context.setOffline(true);
    await fill(page);
  },
});
await shot('rating-sent', 'rating-link', { act: fill });
await shot('offline', 'journey-link', {
  act: async (page, context) => {
    await context.setOffline(true);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.waitForSelector('.stale');
  },
});
const openSign = async (page) => {
  await page.getByRole('button', { name: '看要签的内容' }).click();
  await page.getByLabel('您的姓名').fill('张经理');
  await page.locator('canvas').scrollIntoViewIfNeeded();
  const box = await page.locator('canvas').boundingBox();
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i < 20; i++) await page.mouse.move(box.x + 40 + i * 10, box.y + 60 + (i % 4) * 12);
  await page.mouse.up();
};
await shot('sign-open', 'sign-link', { act: openSign });
await shot('sign-missing', 'sign-link', {
  act: async (page) => {
    await page.getByRole('button', { name: '看要签的内容' }).click();
    await page.getByRole('button', { name: '确认签字' }).click();
  },
});
await shot('sign-done', 'sign-link', {
  act: async (page) => {
    await openSign(page);
    await page.getByRole('button', { name: '确认签字' }).click();
    await page.getByText('已收到您的签字').waitFor();
  },
});
await shot('report-print', 'report-link', { act: (page) => page.emulateMedia({ media: 'print' }) });

await browser.close();
console.warn(bad ? `${bad} problems` : 'clean');
process.exit(bad ? 1 : 0);
