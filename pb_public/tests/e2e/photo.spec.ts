// Evidence on the real binary: taken without a network, paired, marked on a copy, delivered whole, and looked at offline afterwards; and
// an upload that is broken by the death of the browser in the middle and goes on where it was.
import { expect, test, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { Tablet } from './browser.ts';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const shown = (page: Page) =>
  page.evaluate(() => [...document.querySelectorAll<HTMLImageElement>('#sheet-part li img')].filter((img) => img.naturalWidth > 0).length);

async function toPhotos(page: Page): Promise<void> {
  await page.locator('a.job').first().click();
  await page.getByRole('tab', { name: /照片/ }).click();
  await expect(page.getByText('拍照留证')).toBeVisible();
}

async function take(page: Page, name: string, buffer: Buffer): Promise<void> {
  const before = await page.locator('#sheet-part li img').count();
  await page.locator('input[type=file]').last().setInputFiles({ name, mimeType: 'image/png', buffer });
  await expect.poll(() => page.locator('#sheet-part li img').count()).toBeGreaterThan(before);
}

async function savedFrom(page: Page): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出原图' }).click()]);
  const saved: Buffer[] = [];
  for await (const part of await file.createReadStream()) saved.push(part as Buffer);
  return Buffer.concat(saved);
}

test('taken offline, paired, marked on a copy, delivered, seen offline', async ({ context, page }) => {
  const [before, after] = [scene(900, 675, 1), scene(900, 675, 2)];
  await signIn(page, lutong, lutong.account('a.chen'));
  await toPhotos(page);
  await goOffline(context);

  await page.getByText('处理前', { exact: true }).click();
  await page.getByLabel('一句说明（可不填）').fill('机柜 3 交换机,端口灯灭');
  await take(page, 'before.png', before);
  await page.getByText('处理后', { exact: true }).first().click();
  await page
    .getByRole('group', { name: '对应哪张处理前的照片' })
    .getByText(/机柜 3/)
    .click();
  await look(page, 'photos-pairing');
  await take(page, 'after.png', after);
  await expect(page.locator('li.pair')).toHaveCount(1);
  await expect(page.getByText(/待传 2 张/)).toBeVisible();

  await page.locator('li.pair button').first().click();
  await look(page, 'photo-view');
  await page.getByRole('button', { name: '在副本上标注' }).click();
  const board = page.locator('canvas');
  await expect(board).toBeVisible();
  const box = (await board.boundingBox())!;
  const drag = async (x0: number, y0: number, x1: number, y1: number) => {
    await page.mouse.move(box.x + x0 * box.width, box.y + y0 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + x1 * box.width, box.y + y1 * box.height, { steps: 4 });
    await page.mouse.up();
  };
  await drag(0.15, 0.2, 0.42, 0.42);
  await page.getByText('圈', { exact: true }).click();
  await drag(0.45, 0.35, 0.7, 0.6);
  await look(page, 'photo-draw');
  await page.getByRole('button', { name: '存为副本' }).click();
  await expect(page.getByRole('button', { name: '在副本上标注' })).toBeVisible();
  await page.locator('dialog').getByRole('button', { name: '关闭' }).click();
  await expect(page.getByText('（标注副本）')).toHaveCount(1);

  for (const [name, width, height] of [
    ['land', 1024, 768],
    ['port', 768, 1024],
    ['phone', 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.locator('li.pair').scrollIntoViewIfNeeded();
    await look(page, `photos-${name}`);
    const small = await page.evaluate(
      () =>
        [...document.querySelectorAll('#sheet-part :is(button, label.key, label.choice, label.source)')].filter(
          (e) => e.getBoundingClientRect().height < 44,
        ).length,
    );
    expect(small, `${name}: less than 44 px`).toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${name}: sideways`).toBeLessThanOrEqual(0);
  }
  await page.locator('li:not(.pair) button').first().click();
  await look(page, 'photo-copy-phone');
  await page.locator('dialog').getByRole('button', { name: '关闭' }).click();
  await page.setViewportSize({ width: 1024, height: 768 });

  await context.setOffline(false);
  await expect(page.getByText('已送达', { exact: true })).toHaveCount(3, { timeout: 60_000 });
  const records = (await lutong.records('a.chen', 'photos')).filter((p) => p['takenAt'] && p['state'] === 'stored');
  const ofKind = (hash: string) => records.find((p) => p['sha256'] === hash)!;
  expect(ofKind(sha(after))['pairOf']).toBe(ofKind(sha(before))['id']);
  const copy = records.find((p) => p['copyOf'])!;
  expect(copy['copyOf']).toBe(ofKind(sha(before))['id']);
  expect(copy['mime']).toBe('image/jpeg');
  expect(ofKind(sha(before))['bytes']).toBe(before.length); // the evidence is what was taken

  await goOffline(context);
  await page.reload();
  await page.locator('#sheet-part li').last().scrollIntoViewIfNeeded(); // pictures are read when they come into sight
  await expect.poll(() => shown(page)).toBe(3);
  await look(page, 'photos-offline-again');
});

test('a photo the server refuses is told, saved and put away', async ({ page }) => {
  await signIn(page, lutong, lutong.account('a.chen'));
  await toPhotos(page);
  const broken = Buffer.concat([scene(60, 40, 3).subarray(0, 500)]);
  await page.locator('input[type=file]').last().setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: broken });
  await expect(page.getByText('服务器没收下')).toBeVisible({ timeout: 60_000 });
  await page.goto(`${lutong.origin}/me/outbox`);
  await expect(page.getByText('图片不完整').first()).toBeVisible();
  await look(page, 'photo-refused');
  expect(sha(await savedFrom(page))).toBe(sha(broken));
  await page.getByRole('button', { name: '看过了，收起' }).click();
  await page.getByRole('button', { name: /确定收起/ }).click();
  await expect(page.getByText('图片不完整')).toHaveCount(0);
});

test('a photo larger than the server takes: a smaller one is delivered, the original is saved from the tablet', async ({ page }) => {
  await signIn(page, lutong, lutong.account('a.chen'));
  await toPhotos(page);
  const large = scene(4000, 3300, 6);
  expect(large.length).toBeGreaterThan(25 << 20);
  await page.getByLabel('一句说明（可不填）').fill('整排机柜全景');
  await page.locator('input[type=file]').last().setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: large });
  await expect(page.getByText(/缩小到 .* 的一张已存好/)).toBeVisible({ timeout: 60_000 });
  await look(page, 'photo-large');
  const card = page.locator('#sheet-part li').filter({ hasText: '整排机柜全景' });
  await expect(card.getByText('已送达', { exact: true })).toBeVisible({ timeout: 60_000 });
  await card.getByRole('button').first().click();
  await expect(page.getByText(/这是缩小后的一张/)).toBeVisible();
  await look(page, 'photo-large-view');
  expect(sha(await savedFrom(page))).toBe(sha(large));
  await page.getByRole('button', { name: '看过了，收起' }).click();
  await page.getByRole('button', { name: /确定收起/ }).click();
  await expect(page.getByText(/这是缩小后的一张/)).toHaveCount(0);
});

test('a photo whose very record the server refuses stays with its author, who can save it', async ({ page }) => {
  await signIn(page, lutong, lutong.account('a.chen'));
  await toPhotos(page);
  const large = Buffer.alloc(27 << 20, 'no picture this tablet can read');
  await page.locator('input[type=file]').last().setInputFiles({ name: 'large.heic', mimeType: 'image/heic', buffer: large });
  await expect(page.getByText('照片太大，服务器不收。', { exact: false })).toBeVisible({ timeout: 60_000 });
  await look(page, 'photo-record-refused');
  await page.goto(`${lutong.origin}/me/outbox`);
  await expect(page.getByText('照片的原图只在这台平板上', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: '再试一次' })).toHaveCount(0);
  await look(page, 'photo-record-refused-outbox');
  expect(sha(await savedFrom(page))).toBe(sha(large));
  await page.getByRole('button', { name: '看过了，收起' }).click();
  await page.getByRole('button', { name: /确定收起/ }).click();
  await expect(page.getByText('服务器没有接受')).toHaveCount(0);
});

test('U2 an upload goes on where it was when the browser was killed', async () => {
  const tablet = new Tablet();
  try {
    const photo = scene(1100, 1000, 4); // 3.3 MB: seven pieces
    let page = await tablet.start();
    await signIn(page, lutong, lutong.account('b.li'));
    await toPhotos(page);
    let pieces = 0;
    const dead = new Promise<void>((resolve) => {
      lutong.killInTheMiddleOf((head) => {
        if (head.startsWith('PATCH /uploads/') && ++pieces === 4) void tablet.kill().then(resolve);
        return false;
      });
    });
    const began = lutong.up;
    await page.locator('input[type=file]').last().setInputFiles({ name: 'after.png', mimeType: 'image/png', buffer: photo });
    await dead;
    const state = async () => (await lutong.records('b.li', 'photos')).find((p) => p['sha256'] === sha(photo))?.['state'];
    expect(await state()).toBe('waiting');

    page = await tablet.start();
    await page.goto(lutong.origin);
    await expect.poll(state, { timeout: 60_000 }).toBe('stored');
    expect(pieces).toBeLessThanOrEqual(9);
    expect((lutong.up - began) / photo.length).toBeLessThan(1.3); // with all else the app sent; one piece is 0.16
  } finally {
    await tablet.stop();
  }
});

/** a PNG of noise, which does not pack: about three bytes a pixel */
function scene(width: number, height: number, seed: number): Buffer {
  const raw = Buffer.alloc(height * (width * 3 + 1));
  let x = seed * 2654435761;
  for (let row = 0; row < height; row++) {
    for (let i = 1; i <= width * 3; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      raw[row * (width * 3 + 1) + i] = (x & 63) + 60 + (i / (width * 3)) * 100;
    }
  }
  const chunk = (kind: string, body: Buffer) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length);
    out.write(kind, 4, 'latin1');
    body.copy(out, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
    return out;
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', ihdr),
    chunk('IDAT', deflateSync(raw, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
