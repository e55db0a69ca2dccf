// What every browser test does: sign in, look, check with axe.
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import type { Account, Lutong } from './lutong.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = new URL('../../screenshots/e2e/', import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

export async function signIn(page: Page, lutong: Lutong, account: Account): Promise<void> {
  page.on('pageerror', (e) => {
    throw new Error(`${account.email}: ${e.stack ?? e.message}`);
  });
  await page.goto(lutong.origin);
  await page.getByLabel('邮箱').fill(account.email);
  await page.getByLabel('密码').fill(account.password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByText('已全部送达').first()).toBeVisible({ timeout: 60_000 });
}

/** the network goes, once the app is on the device: what signed in just now may still be fetching itself */
export async function goOffline(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
}

/** a picture to look at, and no violation of the accessibility rules on it */
export async function look(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(250); // transitions of 150 ms would be measured half-way
  await page.screenshot({ path: `${shots}${name}.png` });
  await page.evaluate(axe); // not addScriptTag: the page's policy allows no foreign script
  const violations = await page.evaluate(async () => {
    const run = (
      globalThis as unknown as {
        axe: { run: (...a: unknown[]) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
      }
    ).axe.run;
    const { violations } = await run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  });
  expect(violations, `axe on ${name}`).toEqual([]);
}

/** a small picture: 64 x 48, one colour */
export function picture(): Buffer {
  const [w, h] = [64, 48];
  const raw = Buffer.alloc((w * 3 + 1) * h, 0x66);
  for (let y = 0; y < h; y++) raw[y * (w * 3 + 1)] = 0;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(w, 0);
  head.writeUInt32BE(h, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
