// U6 on the real binary: the customer signs what they read. What a colleague changes while they write is said on the glass and is not signed;
// read again and signed, the signature holds the new text.
import { createHash } from 'node:crypto';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

const later = '策略已放通，AP 全部上线';

async function write(page: Page, glass: Locator = page.getByRole('dialog').locator('canvas')): Promise<void> {
  await glass.scrollIntoViewIfNeeded();
  const box = (await glass.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i < 12; i++) await page.mouse.move(box.x + 40 + i * 20, box.y + 60 + (i % 3) * 20);
  await page.mouse.up();
}

let events = 0;
/** said by another device of the same engineer */
async function did(job: string, ...kinds: string[]): Promise<void> {
  for (const kind of kinds) {
    const id = `e2e${kind}${++events}`.padEnd(15, '0');
    await lutong.write('a.chen', { in: 'events', id, op: 'create', set: { job, kind, shared: true } });
  }
}

test('U6 a text that changes under the pen is read again before it is signed', async ({ page }) => {
  await signIn(page, lutong, lutong.account('a.chen'));
  const early = (await lutong.records('a.chen', 'jobs')).find((j) => ['assigned', 'accepted', 'onSite'].includes(String(j['status'])))!;
  const job = String(early['id']);
  await page.locator(`a.job[href*="${job}"]`).first().click();
  await page.getByRole('tab', { name: /签字/ }).click();
  await expect(page.getByText('业务恢复或修好以后，才能请客户签字。')).toBeVisible();
  await expect(page.getByRole('button', { name: '请客户签字' })).toHaveCount(0);
  await did(job, 'fixed');
  await expect(page.getByRole('button', { name: '请客户签字', exact: true }).first()).toBeVisible({ timeout: 60_000 }); // once it was pulled
  await page.getByRole('button', { name: '请客户签字', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  const sign = dialog.getByRole('button', { name: '确认签字' });
  await dialog.getByLabel('签字人姓名').fill('张经理');
  await write(page);
  await expect(sign).toBeEnabled();

  const before = (await lutong.records('a.chen', 'jobs')).find((j) => j['id'] === job)!;
  await lutong.write('a.chen', { in: 'jobs', id: job, op: 'update', was: { fix: before['fix'] }, set: { fix: later } });
  await expect(dialog.getByText('内容刚刚有改动')).toBeVisible();
  await expect(sign).toBeDisabled();
  await look(page, 'sign-changed');

  await dialog.getByRole('button', { name: '重写' }).click();
  await expect(dialog.getByText('内容刚刚有改动')).toHaveCount(0);
  await expect(dialog.getByText(later)).toBeVisible();
  await write(page);
  await sign.click();
  const signed = async () => (await lutong.records('a.chen', 'signatures')).filter((s) => s['job'] === job).map((s) => String(s['signed']));
  await expect.poll(signed).toEqual([expect.stringContaining(later)]);
  await expect(page.getByRole('heading', { name: '客户签字确认的内容' })).toBeVisible();
  await expect(page.getByText(/^张经理签于/)).toBeVisible();
  await look(page, 'signed');
});

test('U6 on the customer’s own phone, ink written under one text is not sent with another', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const jobs = await lutong.records('a.chen', 'jobs');
  const signatures = await lutong.records('a.chen', 'signatures');
  const job = jobs.find(
    (j) => ['assigned', 'accepted', 'onSite'].includes(String(j['status'])) && !signatures.some((s) => s['job'] === j['id']),
  )!;
  const id = String(job['id']);
  await did(id, 'arrived', 'restored', 'fixed');
  const token = 'e2eSignsOnTheirOwnPhone';
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const expires = new Date(Date.now() + 86_400_000).toISOString();
  await lutong.write('a.chen', {
    in: 'shareLinks',
    id: 'e2elink00000000',
    op: 'create',
    set: { job: id, what: 'report', tokenHash, expires },
  });

  await page.goto(`${lutong.origin}/t/${token}`);
  await page.getByRole('button', { name: '看要签的内容' }).click();
  const form = page.locator('form.sign');
  const sign = form.getByRole('button', { name: '确认签字' });
  await form.getByLabel('您的姓名').fill('张经理');
  await write(page, form.locator('canvas'));
  await sign.scrollIntoViewIfNeeded();

  const fix = `${later}，端口已改`;
  await lutong.write('a.chen', { in: 'jobs', id, op: 'update', was: { fix: job['fix'] }, set: { fix } });
  await sign.click();
  const said = form.getByText('内容刚刚有改动');
  await expect(said).toBeInViewport();
  await expect(said).toBeFocused();
  await expect(form.getByText(fix)).toBeInViewport();
  await expect(sign).toBeDisabled();
  await expect(form.getByRole('button', { name: '重写' })).toBeDisabled(); // there is no ink left
  await look(page, 'phone-sign-changed');
  const kept = async () => (await lutong.records('a.chen', 'signatures')).filter((s) => s['job'] === id).map((s) => String(s['signed']));
  expect(await kept()).toEqual([]);

  await write(page, form.locator('canvas'));
  await sign.click();
  const thanks = page.getByText('谢谢，已收到您的签字。');
  await expect(thanks).toBeInViewport();
  await expect(page.locator('.thanks').first()).toBeFocused();
  await expect.poll(kept).toEqual([expect.stringContaining(fix)]);
  await page.waitForTimeout(1000); // the report above has learned of it
  await expect(thanks).toBeInViewport();
  await look(page, 'phone-signed');
  await page.close();
});
