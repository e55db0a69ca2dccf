// The reference visit (product.md), on the real binary: filed at the desk, done on a tablet whose network and server are gone, delivered
// through a server that is killed in the middle of the push, and seen by the dispatcher and the customer: everything, once.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, picture, signIn } from './page.ts';

const title = '三楼会议室无线中断,视频会开不成';
const module = '光模块 SFP-10G-SR';
let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

test('a visit without a network arrives once', async ({ browser, context, page: tablet }) => {
  const office = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const desk = await office.newPage();
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  let customerLink = '';

  await test.step('the dispatcher files the fault and sends engineer A', async () => {
    await signIn(desk, lutong, lutong.account('j.liu'));
    await desk.goto(`${lutong.origin}/desk`);
    await look(desk, 'desk-board');
    await desk
      .getByRole('link', { name: '接报修' })
      .or(desk.getByRole('button', { name: '接报修' }))
      .first()
      .click();
    await desk.getByRole('combobox', { name: '客户和地点' }).fill('H 集团总部');
    await desk.getByRole('option').first().click();
    await desk.getByLabel('什么坏了，一句话').fill(title);
    await desk.getByLabel('报修内容').fill('AP 灯闪,会议室连不上 Wi-Fi,领导都在场。');
    await desk.getByText('紧急', { exact: true }).click();
    await desk.getByLabel('谁最着急').fill('张经理');
    await desk.getByLabel('当着谁的面').fill('部门领导');
    await desk.getByLabel('影响什么业务').fill('视频会议');
    await desk.getByLabel('必须先恢复').fill('会议室的无线');
    await desk.getByText('小A', { exact: true }).first().click();
    await expect(
      desk
        .getByRole('complementary')
        .getByText(/CAPWAP/)
        .first(),
    ).toBeVisible();
    await look(desk, 'desk-filing');
    await desk.getByRole('button', { name: '建单并派给 小A' }).click();
    await expect(desk.getByRole('heading', { name: title }).first()).toBeVisible();
    await desk.getByRole('button', { name: '生成并复制进展链接' }).click();
    await expect(desk.getByText('链接已复制').first()).toBeVisible();
    customerLink = (await desk.evaluate(() => navigator.clipboard.readText())).match(/\/t\/[A-Za-z0-9_-]{43}$/)![0];
  });

  await test.step('engineer A takes everything along', async () => {
    await signIn(tablet, lutong, lutong.account('a.chen'));
    await expect(tablet.getByText(title).first()).toBeVisible();
    await tablet.evaluate(() => navigator.serviceWorker.ready);
    await expect(tablet.getByText('离线包齐全').first()).toBeVisible();
    await look(tablet, 'tablet-today');
  });

  await test.step('the customer sees that somebody is on it', async () => {
    await expect.poll(async () => (await fetch(`${lutong.origin}/api${customerLink.replace('/t/', '/track/')}`)).status).toBe(200);
    await phone.goto(lutong.origin + customerLink);
    await expect(phone.getByText('小A').first()).toBeVisible();
    await look(phone, 'customer-journey');
  });

  await test.step('the server dies and the network goes; the tablet is opened again', async () => {
    await goOffline(context);
    await lutong.kill();
    await tablet.reload();
    await tablet.getByText(title).first().click();
    await expect(tablet.getByRole('button', { name: '接单', exact: true })).toBeVisible();
  });

  await test.step('the whole visit, offline', async () => {
    await visit(tablet);
    await tablet.reload();
    await expect(tablet.getByText(/待同步 \d+/).first()).toBeVisible();
    await look(tablet, 'tablet-offline-after-reload');
  });

  await test.step('back on line, the server is killed in the middle of the first push', async () => {
    await lutong.start();
    const before = lutong.killed;
    lutong.killInTheMiddleOf((head) => head.includes('POST /api/sync/v1/push'));
    await context.setOffline(false);
    await expect.poll(() => lutong.killed, { timeout: 60_000 }).toBe(before + 1);
    await lutong.start();
    await expect(tablet.getByText('已全部送达').first()).toBeVisible({ timeout: 120_000 });
    await look(tablet, 'tablet-all-sent');
  });

  await test.step('everything is there, once', async () => {
    const jobs = (await lutong.records('j.liu', 'jobs')).filter((j) => j['title'] === title);
    expect(jobs).toHaveLength(1);
    const job = jobs[0]!;
    expect(job['status']).toBe('signed');
    expect(job['workaround']).toBe('会议室 AP 改胖模式,十分钟恢复');
    expect(job['cause']).toBe('防火墙新策略拦住 UDP 5246/5247');
    const events = (await lutong.records('j.liu', 'events')).filter((e) => e['job'] === job['id']);
    const kinds = events.map((e) => e['kind']).sort();
    expect(kinds).toEqual(
      [
        'accepted',
        'arrived',
        'assigned',
        'causeFound',
        'departed',
        'explained',
        'fixed',
        'left',
        'progress',
        'reported',
        'restored',
        'signed',
      ].sort(),
    );
    const photos = (await lutong.records('j.liu', 'photos')).filter((p) => p['job'] === job['id']);
    expect(photos.filter((p) => p['kind'] === 'before')).toHaveLength(1);
    for (const p of photos) expect(p['state'], `photo ${String(p['kind'])}`).toBe('stored');
    const signatures = (await lutong.records('j.liu', 'signatures')).filter((s) => s['job'] === job['id']);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]!['signer']).toBe('张经理');
    expect(signatures[0]!['signed']).toContain(`使用备件：${module} × 2 只，换上 A2102353456，换下 `);
    const parts = (await lutong.records('j.liu', 'parts')).filter((p) => p['job'] === job['id']);
    expect(parts).toMatchObject([{ name: module, quantity: 2, state: 'used', serialIn: 'A2102353456' }]);
    expect((await lutong.records('j.liu', 'conflicts')).length).toBe(0);
    const runs = (await lutong.records('j.liu', 'runs')).filter((r) => r['job'] === job['id']);
    expect(runs.length).toBeGreaterThan(0);
  });

  await test.step('the dispatcher sees it', async () => {
    await desk.reload();
    await expect(desk.getByText('已经挤上地铁了').first()).toBeVisible();
    await expect(desk.getByText('已经挤上地铁了')).toHaveCount(1);
    await expect(desk.getByText('防火墙新策略拦住 UDP 5246/5247').first()).toBeVisible();
    await expect(desk.getByRole('button', { name: new RegExp(module) })).toContainText('× 2 只');
    await look(desk, 'desk-job-done');
  });

  await test.step('the customer reads what happened and rates it', async () => {
    await phone.reload();
    await expect(phone.getByText('防火墙新策略拦住 UDP 5246/5247').first()).toBeVisible();
    await expect(phone.locator('svg[role=img]').first()).toBeVisible(); // the road picture of the story
    await expect(phone.getByRole('row', { name: new RegExp(module) })).toContainText('换上 A2102353456');
    await look(phone, 'customer-report');
    await rate(phone);
    await expect.poll(async () => (await lutong.records('j.liu', 'ratings')).filter((r) => r['comment'] === '讲得很明白').length).toBe(1);
  });
});

async function visit(tablet: Page): Promise<void> {
  const step = (name: string) => tablet.getByRole('button', { name, exact: true }).first().click();
  const close = async () => {
    const done = tablet.getByRole('dialog').getByRole('button', { name: /^(关闭|好了)$/ });
    if (await done.count()) await done.first().click();
  };
  await step('接单');
  await step('我出发了');
  await step('说一句…');
  await tablet.getByRole('button', { name: '已经挤上地铁了' }).click();
  await step('发给客户');
  await step('我到了');
  await tablet.getByRole('tab', { name: /清单/ }).click();
  await tablet.getByRole('checkbox').first().check();
  await tablet.getByRole('tab', { name: /照片/ }).click();
  await tablet.locator('input[type=file]').last().setInputFiles({ name: 'before.png', mimeType: 'image/png', buffer: picture() });
  await expect(tablet.getByText('只在这台平板上').first()).toBeVisible();
  await look(tablet, 'tablet-photos-offline');
  await step('业务恢复了');
  await tablet.getByLabel('怎么先恢复的').fill('会议室 AP 改胖模式,十分钟恢复');
  await close();
  await search(tablet);
  await step('原因查明');
  await tablet.getByLabel('原因', { exact: true }).fill('防火墙新策略拦住 UDP 5246/5247');
  await tablet.getByText('客户方', { exact: true }).first().click();
  await close();
  await step('修好了');
  await tablet.getByLabel('怎么修好的').fill('放行 CAPWAP 端口,AP 回到瘦模式');
  await tablet.getByLabel('怎么修好的').blur();
  await tablet.getByRole('group', { name: '报告里配哪幅路况图' }).getByText('道理：AP 和 AC 之间有一条公路').click();
  await close();
  await look(tablet, 'tablet-findings');
  await part(tablet);
  await explain(tablet);
  await sign(tablet);
  await tablet
    .getByRole('button', { name: '更多' })
    .click()
    .catch(() => {});
  await step('我离开了');
  await expect(tablet.getByText('已记下：离场').first()).toBeVisible();
}

/** A module was swapped; the page dies while it is being noted. */
async function part(tablet: Page): Promise<void> {
  const dialog = tablet.getByRole('dialog');
  await tablet.getByRole('button', { name: '记一件备件' }).click();
  await dialog.getByLabel('名称').fill(module);
  await dialog.getByRole('button', { name: '多一个' }).click();
  await tablet.reload();
  await expect(tablet.getByText(`有一件没记完：${module} × 2`)).toBeVisible();
  await tablet.getByRole('button', { name: '接着记' }).click();
  await dialog.getByLabel('单位').fill('只');
  await dialog.getByLabel('换在哪台设备上').selectOption({ index: 1 });
  await expect(dialog.getByLabel('换下的序列号')).not.toHaveValue('');
  await dialog.getByLabel('换上的序列号').fill('A2102353456');
  await look(tablet, 'tablet-part-form');
  await dialog.getByRole('button', { name: '记下', exact: true }).click();
  await expect(dialog).toBeHidden();
  await tablet.getByRole('button', { name: '记一件备件' }).click();
  await dialog.getByLabel('名称').fill('记错的一件');
  await dialog.getByRole('button', { name: '记下', exact: true }).click();
  await tablet.getByRole('button', { name: /^记错的一件/ }).click();
  await dialog.getByRole('button', { name: '移除' }).click();
  await expect(tablet.getByText('已移除：记错的一件')).toBeVisible();
  await expect(tablet.getByRole('button', { name: /^记错的一件/ })).toHaveCount(0);
  await expect(tablet.getByRole('button', { name: new RegExp(module) })).toContainText('未送达');
  await look(tablet, 'tablet-parts-offline');
}

async function search(tablet: Page): Promise<void> {
  const sheet = tablet.url();
  await tablet.getByRole('link', { name: '知识' }).click();
  await tablet.getByRole('combobox', { name: '搜索知识' }).fill('AP 掉线 capwap');
  await expect(tablet.getByText(/^找到 \d+ 篇$/)).toBeVisible(); // the list of all articles has made way for what was found
  const hit = tablet.getByText('AP 与 AC 失联').first();
  await expect(hit).toBeVisible();
  await hit.click();
  await expect(tablet.locator('.article svg, article svg').first()).toBeVisible();
  await look(tablet, 'tablet-article-offline');
  await tablet.goto(sheet);
  await expect(tablet.getByRole('button', { name: '原因查明' }).first()).toBeVisible();
}

async function explain(tablet: Page): Promise<void> {
  const first = tablet.getByRole('button', { name: '给客户讲清楚了', exact: true });
  if (!(await first.count())) await tablet.getByRole('button', { name: '更多' }).click();
  await first.first().click();
  await tablet.getByRole('dialog').getByText('听懂了', { exact: true }).click();
  await tablet.getByRole('dialog').getByRole('button', { name: '记下来' }).click();
}

async function sign(tablet: Page): Promise<void> {
  const first = tablet.getByRole('button', { name: '请客户签字', exact: true });
  if (!(await first.count())) await tablet.getByRole('button', { name: '更多' }).click();
  await first.first().click();
  const dialog = tablet.getByRole('dialog');
  await dialog.getByLabel('签字人姓名').fill('张经理');
  const pad = (await dialog.locator('canvas').boundingBox())!;
  await tablet.mouse.move(pad.x + 30, pad.y + pad.height / 2);
  await tablet.mouse.down();
  for (let i = 1; i <= 12; i++) await tablet.mouse.move(pad.x + 30 + i * 18, pad.y + pad.height / 2 + (i % 2 ? -20 : 20));
  await tablet.mouse.up();
  await look(tablet, 'tablet-signature');
  await dialog.getByRole('button', { name: '确认签字' }).click();
  await expect(dialog).toBeHidden();
}

async function rate(phone: Page): Promise<void> {
  const choose = (question: string, answer: string) =>
    phone.getByRole('group', { name: question }).getByRole('radio', { name: answer, exact: true }).check();
  await choose('问题解决了吗？', '解决了');
  await choose('工程师的态度', '5 分，很好');
  await choose('讲得清楚吗', '5 分，很好');
  await choose('您原来以为要等多久？', '30 分钟');
  await choose('感觉实际等了多久？', '10 分钟');
  await phone.getByLabel('还想说的话').fill('讲得很明白');
  await phone.getByRole('button', { name: '提交评价' }).click();
  await expect(phone.getByText('谢谢，已收到您的评价')).toBeVisible();
}
