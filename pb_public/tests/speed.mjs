// Speed of the app in a browser, on the real binary with its 60 jobs; `make bench` runs it after the server's own figures.
//   node tests/speed.mjs
// First load: the script a new visitor fetches, gzip as the server sends it. Signed-in start: all script until today's list stands. Warm
// start: a signed-in tablet is opened again, at 4x CPU throttle, until the list of today's jobs is on the screen; median of five.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const binary = new URL('../../bin/lutong', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'lutong-speed-'));
const port = 20000 + (process.pid % 20000);
const origin = `http://127.0.0.1:${port}`;
execFileSync(binary, ['demo', '--dir', join(dir, 'data')]);
const server = spawn(binary, ['serve', '--dir', join(dir, 'data'), '--http', `127.0.0.1:${port}`], { stdio: 'ignore' });
try {
  for (let i = 0; i < 200; i++) {
    if (
      await fetch(origin + '/api/sync/v1/info').then(
        (r) => r.ok,
        () => false,
      )
    )
      break;
    await new Promise((r) => setTimeout(r, 50));
  }
  const context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
    ],
    viewport: { width: 1024, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: 'allow',
  });
  const page = await context.newPage();
  const scripts = [];
  page.on('response', (r) => {
    if (new URL(r.url()).pathname.endsWith('.js')) scripts.push(r.allHeaders().then((h) => Number(h['content-length'] ?? 0)));
  });
  const script = async () => (await Promise.all(scripts)).reduce((a, b) => a + b, 0);
  await page.goto(origin, { waitUntil: 'networkidle' });
  row('script on first load, gzip', `${((await script()) / 1000).toFixed(1)} kB in ${scripts.length} files`);
  await page.getByLabel('邮箱').fill('a.chen@demo.lutong');
  await page.getByLabel('密码').fill('lutong-demo-1');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('离线包齐全').first().waitFor();
  row('script until today stands, gzip', `${((await script()) / 1000).toFixed(1)} kB in ${scripts.length} files`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(3000); // the worker finishes its cache
  await page.close();
  for (const rate of [1, 4]) {
    const times = [];
    for (let i = 0; i < 5; i++) times.push(await warm(context, rate));
    times.sort((a, b) => a - b);
    row(`warm start, ${rate}x throttle, median of 5`, `${times[2].toFixed(0)} ms (${times.map((t) => t.toFixed(0)).join(' ')})`);
  }
  await context.close();
} finally {
  server.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

function row(name, value) {
  process.stdout.write(name.padEnd(42) + value + '\n');
}

/** milliseconds from the beginning of the navigation until the list is painted */
async function warm(context, rate) {
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, me) => {
      if (!document.body?.textContent.includes('会议中心无线中断')) return; // not innerText: that would lay the page out each time
      me.disconnect();
      requestAnimationFrame(() => setTimeout(() => (window.__listed = performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  await page.goto(origin);
  const handle = await page.waitForFunction(() => window.__listed);
  const time = await handle.jsonValue();
  await page.close();
  return time;
}
