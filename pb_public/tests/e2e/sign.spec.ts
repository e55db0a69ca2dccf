// U6 on the real binary: the customer signs what they read. What a colleague changes while they write is said on the glass and is not signed;
// read again and signed, the signature holds the new text.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

const later = '策略已放通，AP 全部上线';

async function write(page: Page): Promise<void> {
  const glass = page.getByRole('dialog').locator('canvas');
  await glass.scrollIntoViewIfNeeded();
  const box = (await glass.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i < 12; i++) await page.mouse.move(box.x + 40 + i * 20, box.y + 60 + (i % 3) * 20);
  await page.mouse.up();
}

test('U6 a text that changes under the pen is read again before it is signed', async ({ page }) => {
  await signIn(page, lutong, lutong.account('a.chen'));
  await page.locator('a.job').first().click();
  await page.getByRole('tab', { name: /签字/ }).click();
  await page.getByRole('button', { name: '请客户签字', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  const sign = dialog.getByRole('button', { name: '确认签字' });
  await dialog.getByLabel('签字人姓名').fill('张经理');
  await write(page);
  await expect(sign).toBeEnabled();

  const job = new URL(page.url()).pathname.split('/').pop()!;
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
