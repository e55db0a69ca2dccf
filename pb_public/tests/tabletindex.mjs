// The tablet's index with 5,000 articles in Chromium, against the targets of the design; `make bench-search` runs it after the server's own
// figures. The search worker's code runs in the page, because a browser slows down (4x) nothing else.
//   node tests/tabletindex.mjs [FOLDER OF COLLECTIONS]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { build } from 'vite';

const root = new URL('../../', import.meta.url).pathname;
const web = new URL('../', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'lutong-tabletindex-'));
const MB = 1e6;
let missed = 0;

/** one figure; with a target it says whether it is met */
function row(name, value, unit, target) {
  const verdict = target === undefined ? '' : value <= target ? `   target ${target}: met` : `   target ${target}: MISSED`;
  if (verdict.endsWith('MISSED')) missed++;
  process.stdout.write(`${name.padEnd(58)}${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}${verdict}\n`);
}

const sorted = (times) => [...times].sort((a, b) => a - b);
const median = (times) => sorted(times)[times.length >> 1];
const p95 = (times) => sorted(times)[Math.floor(times.length * 0.95)];

const server = createServer((request, response) => {
  const name = request.url.slice(1) || 'index.html';
  if (name === 'index.html') {
    response.setHeader('content-type', 'text/html');
    return response.end('<!doctype html><script type="module" src="/page.js"></script>');
  }
  response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'application/octet-stream');
  try {
    response.end(readFileSync(join(dir, name)));
  } catch {
    response.writeHead(404).end();
  }
});

let context;
try {
  const collections = process.argv[2] ? ['-dir', resolve(process.argv[2])] : [];
  const told = execFileSync('go', ['run', './kb/bench', ...collections, '-tablet', dir], { cwd: root, encoding: 'utf8' });
  if (told) process.stdout.write(told);
  else await measure();
} finally {
  await context?.close();
  server.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = missed > 0 ? 1 : 0;

async function measure() {
  await build({
    root: web,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { dexie: join(web, 'node_modules/dexie/dist/modern/dexie.min.mjs') } },
    build: {
      outDir: dir,
      emptyOutDir: false,
      copyPublicDir: false,
      modulePreload: false,
      rolldownOptions: { input: join(web, 'tests/tabletindex/page.ts'), output: { entryFileNames: 'page.js' } },
    },
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
    ],
  });

  const base = readFileSync(join(dir, 'base.seg'));
  row('5,000 articles: their text', statSync(join(dir, 'articles.json')).size / MB, 'MB');
  row('file of the index', base.length / MB, 'MB');
  row('  as it travels to Safari (gzip)', gzipSync(base, { level: 9 }).length / MB, 'MB');
  row('  brotli', brotliCompressSync(base).length / MB, 'MB', 2.5);
  row('after 20 edits: the delta, gzip', gzipSync(readFileSync(join(dir, 'delta.seg')), { level: 9 }).length / 1e3, 'kB');

  for (const [name, files] of [
    ['with', true],
    ['without', false],
  ]) {
    const page = await fresh();
    await page.step('prepare', { name, files });
    await page.close();
  }
  for (const rate of [1, 4]) {
    const opened = [];
    const firsts = [];
    let page;
    for (let i = 0; i < 3; i++) {
      await page?.close();
      page = await fresh();
      const before = await page.memory();
      await page.slow(rate);
      const { ms, result } = await page.step('open', 'with');
      if (result.size !== 5000 || result.ahead !== 0) throw new Error(`not opened: ${JSON.stringify(result)}`);
      opened.push(ms);
      if (i === 2 && rate === 1) row('memory it takes', ((await page.memory()) - before) / MB, 'MB', 30);
    }
    row(`opened from the local database, ${rate}x, median of 3`, median(opened), 'ms', rate === 4 ? 500 : undefined);
    const { times, found } = await page.step('queries');
    row(`${times.length} queries (${found} find something), ${rate}x: median`, median(times), 'ms', rate === 4 ? 20 : undefined);
    row(`  95 of 100 within`, p95(times), 'ms');
    firsts.push(times[0]);
    for (let i = 0; i < 2; i++) firsts.push(await firstQuery(rate));
    row(`the first one, asked as soon as it is opened, ${rate}x, median of 3`, median(firsts), 'ms');
    if (rate === 1) row('memory after all these queries', (await page.memory()) / MB, 'MB');
    await page.close();
  }
  const page = await fresh();
  const { ms } = await page.step('open', 'without');
  row('without a file: all articles analysed on the tablet, 1x', ms, 'ms');
  row('  memory', (await page.memory()) / MB, 'MB');
  await page.step('open', 'with');
  const { analysed, merged } = await page.step('edit', 'with');
  row('20 edited articles came by sync: searchable after, 1x', analysed.ms, 'ms');
  row('their file came: merged after, 1x', merged.ms, 'ms');
  if (analysed.result.ahead !== 20 || merged.result.ahead !== 0) throw new Error(JSON.stringify({ analysed, merged }));
  await page.close();
}

/** how long somebody waits who asks before anything else is read */
async function firstQuery(rate) {
  const page = await fresh();
  await page.slow(rate);
  await page.step('open', 'with');
  const { times } = await page.step('queries', 1);
  await page.close();
  return times[0];
}

/** a new page, with nothing in memory */
async function fresh() {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.steps);
  const cdp = await context.newCDPSession(page);
  return {
    step: (name, arg) => page.evaluate(([n, a]) => window.steps[n](a), [name, arg]),
    slow: (rate) => cdp.send('Emulation.setCPUThrottlingRate', { rate }),
    /** bytes of JavaScript and of buffers, after what nobody needs went */
    async memory() {
      await cdp.send('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize = 0 } = await cdp.send('Runtime.getHeapUsage');
      return usedSize + backingStorageSize;
    },
    close: () => page.close(),
  };
}
