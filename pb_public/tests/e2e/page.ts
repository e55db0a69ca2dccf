// What every browser test does: sign in, look, check with axe.
import { expect, type Page } from '@playwright/test';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
