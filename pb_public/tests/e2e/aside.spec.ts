// Two people write the same field, one of them offline: nothing is overwritten, both values are shown, a person decides (M3, P1). And a job
// that is taken away while its engineer is offline: the work is kept, and the tablet drops the job once it is sent (P5).
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, signIn } from './page.ts';

const title = '总部 18 层会议中心无线中断，领导正在开会';
let lutong: Lutong;
test.beforeEach(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterEach(() => lutong.stop());

async function openSheet(tablet: Page, tab: string): Promise<void> {
  await tablet.getByText(title).first().click();
  await tablet.getByRole('tab', { name: new RegExp(tab) }).click();
}

test('two people write the notes of one job', async ({ browser, context, page: tablet }) => {
  const desk = await (await browser.newContext({ viewport: { width: 1024, height: 768 } })).newPage();
  await signIn(tablet, lutong, lutong.account('a.chen'));
  await signIn(desk, lutong, lutong.account('j.liu'));
  await openSheet(tablet, '处理记录');
  await goOffline(context);
  await tablet.getByRole('textbox', { name: '备注' }).fill('工程师在现场写的');
  await tablet.getByRole('textbox', { name: '备注' }).blur();
  await expect(tablet.getByText(/待同步 \d+/).first()).toBeVisible();
  const job = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === title)!;
  await lutong.write('j.liu', {
    in: 'jobs',
    id: job['id'],
    op: 'update',
    was: { notes: job['notes'] },
    set: { notes: '调度在电话里记的' },
  });
  await context.setOffline(false);
  await expect(tablet.getByText(/需要你看 1/).first()).toBeVisible({ timeout: 60_000 });
  await look(tablet, 'tablet-set-aside');

  await desk.goto(`${lutong.origin}/desk/aside`);
  await expect(desk.getByText('工程师在现场写的')).toBeVisible();
  await expect(desk.getByText('调度在电话里记的')).toBeVisible();
  await look(desk, 'desk-set-aside');
  await desk.getByRole('button', { name: '用 小A 的' }).click();
  await expect
    .poll(async () => (await lutong.records('j.liu', 'jobs')).find((j) => j['id'] === job['id'])!['notes'], { timeout: 30_000 })
    .toBe('工程师在现场写的');
  await expect(tablet.getByText('已全部送达').first()).toBeVisible({ timeout: 60_000 });

  // what was done on site is the engineer's to say: it stands, and what the office had written there is shown beside it
  const now = (await lutong.records('j.liu', 'jobs')).find((j) => j['id'] === job['id'])!;
  const office = { was: { workaround: now['workaround'] }, set: { workaround: '电话里让客户重启' } };
  await goOffline(context);
  await tablet.getByLabel('怎么先恢复的').fill('AP 已改胖模式');
  await tablet.getByLabel('怎么先恢复的').blur();
  await expect(tablet.getByText(/待同步 \d+/).first()).toBeVisible();
  await lutong.write('j.liu', { in: 'jobs', id: job['id'], op: 'update', ...office });
  await context.setOffline(false);
  await expect(tablet.getByText(/需要你看 1/).first()).toBeVisible({ timeout: 60_000 });
  await expect(desk.getByText('现在生效的（小A 写的）')).toBeVisible();
  await expect(desk.getByText('AP 已改胖模式')).toBeVisible();
  await expect(desk.getByText('电话里让客户重启')).toBeVisible();
  await look(desk, 'desk-set-aside-others');
  await tablet.goto(`${lutong.origin}/me/aside`);
  await expect(tablet.getByText('电话里让客户重启')).toBeVisible();
  await look(tablet, 'tablet-set-aside-others');
  await desk.getByRole('button', { name: '用之前别人写的' }).click();
  await expect
    .poll(async () => (await lutong.records('j.liu', 'jobs')).find((j) => j['id'] === job['id'])!['workaround'], { timeout: 30_000 })
    .toBe('电话里让客户重启');
});

test('a job is taken away while its engineer works on it offline', async ({ context, page: tablet }) => {
  await signIn(tablet, lutong, lutong.account('a.chen'));
  await openSheet(tablet, '处理记录');
  await goOffline(context);
  await tablet.getByLabel('怎么先恢复的').fill('AP 已改胖模式');
  await tablet.getByLabel('怎么先恢复的').blur();
  await expect(tablet.getByText(/待同步 \d+/).first()).toBeVisible();
  const job = (await lutong.records('j.liu', 'jobs')).find((j) => j['title'] === title)!;
  const other = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '李博')!;
  await lutong.write('j.liu', {
    in: 'jobs',
    id: job['id'],
    op: 'update',
    was: { assignees: job['assignees'] },
    set: { assignees: [other['id']] },
  });
  await context.setOffline(false);
  await expect(tablet.getByText(/需要你看 1/).first()).toBeVisible({ timeout: 60_000 });
  await tablet.goto(`${lutong.origin}/jobs`);
  await expect(tablet.getByText('政务大厅机房环境整治').first()).toBeVisible();
  await expect(tablet.getByText(title)).toHaveCount(0); // dropped, after its work was sent
  const kept = (await lutong.records('j.liu', 'conflicts')).filter((c) => JSON.stringify(c['mine']).includes('AP 已改胖模式'));
  expect(kept).toHaveLength(1);
});
