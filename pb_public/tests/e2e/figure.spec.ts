// Images in articles, end to end on the real binary: a trainer without a network drags a picture into a text, comes back, publishes; an
// engineer's tablet has the picture when the line is gone. And text from Word keeps its shape.
import { expect, test, type Page } from '@playwright/test';
import { Lutong } from './lutong.ts';
import { goOffline, look, picture, signIn } from './page.ts';

const article = 'e2earticle00001';
let lutong: Lutong;
test.beforeAll(async () => {
  lutong = new Lutong();
  await lutong.start();
});
test.afterAll(() => lutong.stop());

const editor = (page: Page) => page.getByRole('textbox', { name: '正文' });

/** Drops a picture of 1200 x 800 with letters on it, as from a folder of the desktop. */
async function drop(page: Page): Promise<void> {
  await editor(page).evaluate(async (at) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 });
    const ctx = canvas.getContext('2d')!;
    ctx.fillStyle = '#20435f';
    ctx.fillRect(0, 0, 1200, 800);
    ctx.fillStyle = '#f0c040';
    for (let i = 0; i < 8; i++) ctx.fillRect(90 + i * 130, 320, 90, 70);
    ctx.font = '64px sans-serif';
    ctx.fillText('S5750 · 8 × GE', 90, 240);
    const blob = await new Promise<Blob>((r) => canvas.toBlob((b) => r(b!), 'image/png'));
    const data = new DataTransfer();
    data.items.add(new File([blob], 'switch.png', { type: 'image/png' }));
    const { left, bottom } = at.getBoundingClientRect();
    const where = {
      dataTransfer: data,
      clientX: left + 20,
      clientY: Math.min(bottom - 4, innerHeight - 4),
      bubbles: true,
      cancelable: true,
      composed: true,
    };
    at.dispatchEvent(new DragEvent('dragover', where));
    at.dispatchEvent(new DragEvent('drop', where));
  });
}

/** Looks into the tablet's own store: how many images it keeps; or takes them away. */
const files = (page: Page, what: 'count' | 'clear') =>
  page.evaluate(async (what) => {
    const name = (await indexedDB.databases()).map((db) => db.name!).find((db) => /^lutong-[a-z0-9]{15}$/.test(db))!;
    return new Promise<number>((done, fail) => {
      const open = indexedDB.open(name);
      open.onerror = () => fail(new Error('not opened'));
      open.onsuccess = () => {
        const asked = open.result.transaction('figureFiles', 'readwrite').objectStore('figureFiles')[what]();
        asked.onsuccess = () => {
          open.result.close();
          done(asked.result ?? 0);
        };
      };
    });
  }, what);

async function paste(page: Page, html: string, plain: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+End');
  await editor(page).evaluate(
    (at, [html, plain]) => {
      const data = new DataTransfer();
      if (html) data.setData('text/html', html);
      data.setData('text/plain', plain!);
      at.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true }));
    },
    [html, plain],
  );
}

test('a picture dragged in without a network is read on another tablet without one', async ({ browser }) => {
  const own = async (width = 1024, height = 768) => {
    const context = await browser.newContext({ viewport: { width, height } });
    return { context, page: await context.newPage() };
  };
  const [trainer, reader] = [await own(), await own()];
  const page = trainer.page;

  await test.step('the trainer opens a draft, and the line goes', async () => {
    const set = { slug: 'e2e-figure', lang: 'zh-CN', kind: 'howto', title: '看灯认交换机', body: '## 先恢复\n\n看面板。\n' };
    await lutong.write('t.tang', { in: 'articles', id: article, op: 'create', set });
    await signIn(page, lutong, lutong.account('t.tang'));
    await page.goto(`${lutong.origin}/write/${article}`);
    await expect(editor(page)).toContainText('看面板');
    await goOffline(trainer.context);
    await lutong.kill();
  });

  await test.step('a picture is dropped, described, and shown where it stands', async () => {
    await drop(page);
    const sheet = page.getByRole('dialog', { name: '放进一张图片' });
    await expect(sheet.getByRole('img')).toBeVisible();
    await expect(sheet.getByRole('button', { name: '放进正文' })).toBeDisabled();
    await sheet.getByLabel('图上是什么').fill('交换机面板，八个口都亮黄灯');
    await sheet.getByLabel('图下的话').fill('图 1：S5750 正面');
    await look(page, 'figure-1-describe');
    await sheet.getByRole('button', { name: '放进正文' }).click();
    await expect(editor(page)).toContainText('![交换机面板，八个口都亮黄灯](figure:');
    await expect(page.locator('.cm-figure img')).toBeVisible();
    await look(page, 'figure-2-editor');
  });

  await test.step('killed and opened again without a network, it is still there', async () => {
    await editor(page).blur();
    await page.reload();
    await expect(page.locator('.cm-figure img')).toBeVisible();
    await page.goto(`${lutong.origin}/me/outbox`);
    await expect(page.getByText('文章图片').first()).toBeVisible();
    await look(page, 'figure-3-outbox');
  });

  await test.step('the line is back: it goes up, is laid out, and is published', async () => {
    await lutong.start();
    await trainer.context.setOffline(false);
    await page.goto(`${lutong.origin}/write/${article}`);
    await expect(page.getByText('已全部送达').first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole('tab', { name: '预览' }).click();
    await expect(page.locator('.article-figure img')).toBeVisible();
    await look(page, 'figure-4-preview');
    await lutong.write('t.tang', {
      in: 'articles',
      id: article,
      op: 'update',
      was: { confidence: 'draft' },
      set: { confidence: 'inReview' },
    });
  });

  await test.step('an engineer’s tablet has it when network and server are gone', async () => {
    await signIn(reader.page, lutong, lutong.account('f.wu'));
    await reader.page.evaluate(() => navigator.serviceWorker.ready);
    expect((await lutong.records('f.wu', 'figures')).length).toBe(0); // a draft's image is the trainers'
    const publish = { was: { confidence: 'inReview' }, set: { confidence: 'validated' } };
    await lutong.write('q.yan', { in: 'articles', id: article, op: 'update', ...publish }); // who wrote it does not publish it
    await expect.poll(async () => (await lutong.records('f.wu', 'figures')).map((f) => f['state'])).toEqual(['stored']);
    await expect.poll(() => files(reader.page, 'count'), { timeout: 60_000 }).toBe(1);
    await goOffline(reader.context);
    await lutong.kill();
    await reader.page.goto(`${lutong.origin}/knowledge/${article}`);
    const img = reader.page.locator('.article-figure img');
    await expect(img).toBeVisible();
    expect(await img.evaluate((el: HTMLImageElement) => el.naturalWidth)).toBe(1200);
    await expect(reader.page.getByText('图 1：S5750 正面')).toBeVisible();
    await look(reader.page, 'figure-5-offline');
    await reader.page.setViewportSize({ width: 390, height: 844 });
    await look(reader.page, 'figure-5-phone');
    await reader.page.getByRole('button', { name: '放大图片：交换机面板，八个口都亮黄灯' }).click();
    await look(reader.page, 'figure-6-large');
    await reader.page.getByRole('button', { name: '关闭' }).click();
  });

  await test.step('a tablet that has not got it says so, with its words', async () => {
    await files(reader.page, 'clear');
    await reader.page.reload();
    await expect(reader.page.getByText('这张图片还没有存到这台平板')).toBeVisible();
    await expect(reader.page.getByText('交换机面板，八个口都亮黄灯')).toBeVisible();
    await look(reader.page, 'figure-7-away');
  });
  await Promise.all([trainer.context.close(), reader.context.close()]);
});

test('what is pasted from Word keeps its shape; as plain text it comes as it is', async ({ browser }) => {
  await lutong.start();
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const page = await context.newPage();
  await signIn(page, lutong, lutong.account('t.tang'));
  await lutong.write('t.tang', {
    in: 'articles',
    id: 'e2earticle00002',
    op: 'create',
    set: { slug: 'e2e-word', lang: 'zh-CN', kind: 'howto', title: '从 Word 来', body: '' },
  });
  await page.goto(`${lutong.origin}/write/e2earticle00002`);
  await expect(editor(page)).toBeVisible();
  const item = (text: string) =>
    `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span></span><![endif]>${text}</p>`;
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{}</style></head><body><!--StartFragment-->
<h1>更换电源<o:p></o:p></h1>${item('断电')}${item('<b>等 30 秒</b>')}<table class=MsoTableGrid><tr><td><p class=MsoNormal>口</p></td><td><p class=MsoNormal>灯</p></td></tr><tr><td>1</td><td>绿</td></tr></table>
<p class=MsoNormal><img src="file:///C:/clip_image001.png" onerror="document.title='ran'"><script>document.title='ran'</script></p><!--EndFragment--></body></html>`;
  await paste(page, html, '更换电源\n1. 断电');
  await expect(page.getByText('没带过来的：1 张图片')).toBeVisible();
  const text = async () => (await editor(page).locator('.cm-line').allTextContents()).join('\n');
  expect(await text()).toBe('## 更换电源\n\n1. 断电\n2. **等 30 秒**\n\n| 口 | 灯 |\n| --- | --- |\n| 1 | 绿 |');
  await look(page, 'figure-8-word');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await paste(page, '', '<b>原样</b> # 文字');
  expect(await text()).toContain('<b>原样</b> # 文字');
  expect(await page.title()).not.toBe('ran');
  await context.close();
});

test('of a job’s photos only the chosen one goes along with a proposal; a text copied from it brings its image', async ({ browser }) => {
  const job = 'e2ejob000000009';
  const own = async () => {
    const context = await browser.newContext({ viewport: { width: 768, height: 1024 } });
    return { context, page: await context.newPage() };
  };
  const [engineer, trainer] = [await own(), await own()];
  await test.step('two photos on a job whose cause is known', async () => {
    const site = (await lutong.records('j.liu', 'sites'))[0]!;
    const user = (await lutong.records('j.liu', 'users')).find((u) => u['name'] === '小A')!;
    const set = {
      team: site['team'],
      site: site['id'],
      customer: site['customer'],
      kind: 'fault',
      assignees: [user['id']],
      title: '投屏卡顿',
    };
    await lutong.write('j.liu', { in: 'jobs', id: job, op: 'create', set });
    for (const kind of ['accepted', 'arrived', 'restored'])
      await lutong.write('a.chen', {
        in: 'events',
        id: `e2f${kind}`.padEnd(15, '0').slice(0, 15),
        op: 'create',
        set: { job, kind, shared: true },
      });
    await signIn(engineer.page, lutong, lutong.account('a.chen'));
    await engineer.page.goto(`${lutong.origin}/jobs/${job}?tab=findings`);
    await engineer.page.getByLabel('怎么修好的').fill('换了电源模块');
    await engineer.page.getByLabel('怎么修好的').blur();
    await engineer.page.getByRole('tab', { name: /照片/ }).click();
    for (const name of ['前门全景', '电源模块']) {
      await engineer.page.getByLabel('一句说明（可不填）').fill(name);
      await engineer.page
        .locator('input[type=file]')
        .last()
        .setInputFiles({ name: `${name}.png`, mimeType: 'image/png', buffer: picture() });
      await expect(engineer.page.getByText(name).first()).toBeVisible();
    }
  });

  await test.step('none is chosen until somebody chooses', async () => {
    await engineer.page.goto(`${lutong.origin}/jobs/${job}?tab=findings`);
    await engineer.page.getByRole('button', { name: '提交给培训师' }).click();
    const sheet = engineer.page.getByRole('dialog', { name: '带哪几张照片过去？' });
    await expect(sheet.getByRole('button', { name: '不带照片，提交' })).toBeVisible();
    await sheet.getByLabel('电源模块').check();
    await look(engineer.page, 'figure-9-choose');
    await sheet.getByRole('button', { name: '带 1 张，提交' }).click();
    await expect(engineer.page.getByText('培训师在写')).toBeVisible();
    await expect
      .poll(async () => (await lutong.records('t.tang', 'figures')).filter((f) => f['article'] === job).map((f) => f['state']))
      .toEqual(['stored']);
    expect((await lutong.records('t.tang', 'photos')).length).toBe(0); // the evidence stays with the job
  });

  await test.step('the trainer sees it in the draft; copied into another article, the image comes with the words', async () => {
    const body = String((await lutong.records('t.tang', 'articles')).find((a) => a['id'] === job)!['body']);
    expect(body).toMatch(/!\[电源模块\]\(figure:[0-9a-f]{16}\)/);
    expect(body).not.toContain('前门全景');
    const set = { slug: 'e2e-copy', lang: 'en', kind: 'fault', title: 'The same in English', body };
    await lutong.write('t.tang', { in: 'articles', id: 'e2earticle00003', op: 'create', set });
    await signIn(trainer.page, lutong, lutong.account('t.tang'));
    await trainer.page.goto(`${lutong.origin}/write/e2earticle00003`);
    await expect(trainer.page.locator('.cm-figure img')).toBeVisible();
    const states = async () =>
      (await lutong.records('t.tang', 'figures')).filter((f) => f['article'] === 'e2earticle00003').map((f) => f['state']);
    await expect.poll(states).toEqual(['stored']);
  });
  await Promise.all([engineer.context.close(), trainer.context.close()]);
});
