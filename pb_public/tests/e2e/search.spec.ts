// Tablet and server find the same, in Chromium and in WebKit, on the real binary: the worker of the app as it was built, in the tablet's own
// database, with the server's files of the index, ahead of them, after new ones, and with the server gone.
import { expect, test } from '@playwright/test';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Lutong } from './lutong.ts';
import { miniBrowser, WebKit } from './webkit.ts';

interface Golden {
  text: string;
  [filter: string]: unknown;
}
interface Result {
  total: number;
  facets: unknown;
  hits: unknown[];
  absent?: unknown[];
}
interface State {
  size: number;
  ahead: number;
  files: string[];
}

const golden = (JSON.parse(readFileSync(new URL('../../../kb/search/testdata/golden.json', import.meta.url), 'utf8')) as Golden[]).map(
  ({ total: _total, facets: _facets, hits: _hits, absent: _absent, ...query }) => query as Golden,
);

/** What the test needs of a browser. Functions run in the page and may not refer to anything outside themselves. */
interface Page {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  evaluate<A, R>(fn: (arg: A) => R | Promise<R>, arg: A): Promise<R>;
  look(name: string): Promise<unknown>;
}

/** Keeps hold of the app's search worker, also of one that was started a moment ago: coming back online tells it to follow once more. */
const holdWorker = () => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, body: { op?: string }, ...rest: []) {
    if (body.op === 'follow') (window as unknown as { search: Worker }).search = this;
    post.call(this, body, ...rest);
  };
  window.dispatchEvent(new Event('online'));
};

/** Asks the app's own search worker, beside the app. */
const askWorker = async (body: object) => {
  const held = window as unknown as { search?: Worker };
  while (!held.search) await new Promise((r) => setTimeout(r, 50));
  const worker = held.search;
  const n = 1e9 + Math.random();
  const answer = await new Promise<{ error?: string; result?: unknown; state?: unknown }>((resolve) => {
    const listen = ({ data }: MessageEvent<{ n: number }>) => {
      if (data.n !== n) return;
      worker.removeEventListener('message', listen);
      resolve(data);
    };
    worker.addEventListener('message', listen);
    worker.postMessage({ ...body, n });
  });
  if (answer.error) throw new Error(answer.error);
  return (answer.result ?? answer.state) as unknown;
};

const press = async (words: string) => {
  for (;;) {
    const found = [...document.querySelectorAll<HTMLElement>('a, button')].find((e) => e.textContent?.trim() === words);
    if (found) return found.click();
    await new Promise((r) => setTimeout(r, 50));
  }
};

const fill = ({ type, value }: { type: string; value: string }) => {
  const input = document.querySelector<HTMLInputElement>(`input[type=${type}]`)!;
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};

const shows = async (words: string) => {
  while (!document.body.textContent?.includes(words)) await new Promise((r) => setTimeout(r, 50));
};

class Tablet {
  constructor(
    private page: Page,
    private lutong: Lutong,
    private email: string,
  ) {}

  async signIn(): Promise<void> {
    await this.page.goto(this.lutong.origin);
    await this.page.evaluate(holdWorker, undefined);
    await this.page.evaluate(shows, '登录');
    const { email, password } = this.lutong.account(this.email);
    await this.page.evaluate(fill, { type: 'email', value: email });
    await this.page.evaluate(fill, { type: 'password', value: password });
    await this.page.evaluate(press, '登录');
    await this.page.evaluate(shows, '已全部送达');
    await this.page.evaluate(press, '知识');
  }

  /** Waits until the index is as wanted; tells how it is. */
  async until(want: (s: State) => boolean, why: string): Promise<State> {
    const state = () => this.page.evaluate(askWorker, { op: 'state' }) as Promise<State>;
    await expect.poll(async () => want(await state()), { timeout: 60_000, message: why }).toBe(true);
    return state();
  }

  async finds(query: Golden): Promise<Result> {
    return (await this.page.evaluate(askWorker, { op: 'search', query })) as Result;
  }

  /** asker: of the server, somebody else each time, because nobody may ask as much at once as this test does. */
  async likeServer(when: string, asker: string): Promise<Result[]> {
    const all: Result[] = [];
    for (const query of golden) {
      const params = new URLSearchParams(Object.entries(query).map(([k, v]) => [k === 'text' ? 'q' : k, String(v)]));
      const told = await this.lutong.get<Result>(asker, '/api/kb/search?' + params.toString());
      const wanted: Result = { absent: [], ...told }; // the server leaves out what is empty
      expect(await this.finds(query), `${when}: ${JSON.stringify(query)}`).toEqual(wanted);
      all.push(wanted);
    }
    expect(all.filter((r) => r.hits.length === 10).length, 'queries with ten hits').toBeGreaterThan(20);
    return all;
  }
}

async function life(page: Page): Promise<void> {
  const lutong = new Lutong();
  await lutong.start();
  try {
    const tablet = new Tablet(page, lutong, 'a.chen');
    await tablet.signIn();
    const first = await tablet.until((s) => s.files.length > 0 && s.ahead === 0, 'the base comes');
    expect(first.files).toHaveLength(1);
    await tablet.likeServer('a base', 'a.chen');

    const articles = (await lutong.records('t.tang', 'articles')).filter((a) => a['confidence'] === 'validated');
    expect(first.size).toBe(articles.length);
    const rewrite = async (list: typeof articles) => {
      for (const { id, summary } of list) {
        const set = { summary: `修订：投影一顿一顿 xyzzyplugh` };
        await lutong.write('t.tang', { in: 'articles', id, op: 'update', was: { summary }, set });
      }
    };
    const server = async () => (await lutong.get<Result>('a.chen', '/api/kb/search?q=xyzzyplugh')).total;
    const here = async () => (await tablet.finds({ text: 'xyzzyplugh' })).total;
    await rewrite(articles.slice(0, 3));
    await expect.poll(server, { message: 'the server has indexed three' }).toBe(3);
    await expect.poll(here, { timeout: 60_000, message: 'three newer articles came by sync' }).toBe(3);
    const few = await tablet.until((s) => s.ahead >= 3, 'and are ahead of the files');
    expect(few.files).toEqual(first.files); // nothing fetched for so few
    await tablet.likeServer('ahead of the files', 'j.liu');

    await rewrite(articles.slice(3, 20));
    await expect.poll(server, { message: 'the server has indexed twenty' }).toBe(20);
    await expect.poll(here, { timeout: 60_000, message: 'twenty newer articles came by sync' }).toBe(20);
    const later = await tablet.until(
      (s) => s.files.length > 0 && s.files[s.files.length - 1] !== first.files[0] && s.ahead < 16,
      'new files',
    );
    const all = await tablet.likeServer('after new files', 't.tang');

    await page.evaluate(async () => void (await navigator.serviceWorker.ready), undefined);
    await lutong.kill();
    await page.reload();
    await page.evaluate(holdWorker, undefined);
    await page.evaluate(press, '知识');
    const offline = await tablet.until((s) => s.size === articles.length, 'the kept files are opened');
    expect(offline.files).toEqual(later.files);
    for (const [i, query] of golden.entries()) expect(await tablet.finds(query), `offline: ${query.text}`).toEqual(all[i]);
    await page.look('search-offline');
  } finally {
    await lutong.stop();
  }
}

const shots = new URL('../../screenshots/e2e/', import.meta.url).pathname;

test('Chromium and the server find the same', async ({ page }) => {
  await life({
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    evaluate: (fn, arg) => page.evaluate(fn as never, arg) as never,
    look: (name) => page.screenshot({ path: `${shots}${name}-chromium.png` }),
  });
});

test('WebKit and the server find the same', async () => {
  test.skip(!miniBrowser(), 'no WebKit here: it needs the Debian packages webkit2gtk-driver and xvfb');
  const webkit = new WebKit();
  try {
    await webkit.start();
    await life({
      goto: (url) => webkit.goto(url),
      reload: () => webkit.reload(),
      evaluate: (fn, arg) => webkit.evaluate(fn, arg),
      look: async (name) => {
        const png = await webkit.screenshot();
        if (!png) return;
        mkdirSync(shots, { recursive: true });
        writeFileSync(`${shots}${name}-webkit.png`, png);
      },
    });
  } finally {
    await webkit.stop();
  }
});
