// @ts-expect-error it comes without types
import domino from '@mixmark-io/domino';
import { expect, test } from 'vitest';
import { toMarkdown } from './markdown.ts';

// A document without a browser; in the browser inert.ts makes it.
const { createDocument } = domino as { createDocument(html: string): Document };

async function paste(html: string, keep: (src: string) => string | null = () => null) {
  const { markdown, lost } = await toMarkdown(createDocument(html), (src) => Promise.resolve(keep(src)));
  return { markdown, lost: Object.fromEntries(lost) };
}
const said = async (html: string) => (await paste(html)).markdown;

/** As Word 2019 puts it on the clipboard. */
const word = (body: string) => `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/T/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} @list l0 {mso-list-id:1;} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->${body}<!--EndFragment--></body></html>`;

const item = (level: number, mark: string, text: string, place = 'Middle') =>
  `<p class=MsoListParagraphCxSp${place} style='margin-left:${21 * level}.0pt;text-indent:-21.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings;mso-fareast-font-family:Wingdings'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>${text}<span lang=EN-US><o:p></o:p></span></p>`;

test('Word: headings, paragraphs, bold, smart tags, its own leavings', async () => {
  const { markdown, lost } = await paste(
    word(`<h1><span lang=EN-US>AP </span>上线失败<span lang=EN-US><o:p></o:p></span></h1>
<p class=MsoNormal><span style='font-family:宋体'>先看<b style='mso-bidi-font-weight:normal'>指示灯</b>，再看<st1:place w:st="on"><st1:City w:st="on">深圳</st1:City></st1:place>机房。</span><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<h2>原因<span lang=EN-US><o:p></o:p></span></h2>
<p class=MsoNormal><span style='mso-hide:all'>看不见的</span>见<a href="https://example.org/a?b=1&amp;c=(2)"><span lang=EN-US>手册</span></a>与<a href="#_Toc1">目录</a>。</p>`),
  );
  expect(markdown).toBe(
    '## AP 上线失败\n\n先看**指示灯**，再看深圳机房。\n\n### 原因\n\n见[手册](https://example.org/a?b=1&c=%282%29)与目录。',
  );
  expect(lost).toEqual({});
});

test('Word: paragraphs with mso-list are lists, of their kind and level', async () => {
  const steps = word(
    `<p class=MsoNormal>步骤：</p>${item(1, '1.', '断电', 'First')}${item(1, '2.', '等 <b>30</b> 秒')}${item(2, 'a)', '看灯')}${item(2, 'b)', '听声')}${item(1, '3.', '上电', 'Last')}
<p class=MsoNormal>注意：</p>${item(1, '·', '带手套', 'First')}${item(2, 'o', '绝缘的')}${item(1, '·', '带灯', 'Last')}`,
  );
  expect(await said(steps)).toBe(
    '步骤：\n\n1. 断电\n2. 等 **30** 秒\n   1. 看灯\n   2. 听声\n3. 上电\n\n注意：\n\n- 带手套\n  - 绝缘的\n- 带灯',
  );
});

test('Word: two lists with a word between them are two; Chinese numerals count', async () => {
  expect(await said(word(`${item(1, '一、', '先', 'First')}<p class=MsoNormal>中间</p>${item(1, '（二）', '后', 'First')}`))).toBe(
    '1. 先\n\n中间\n\n1. 后',
  );
  expect(
    await said(word(`<h2 style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>带号的标题</h2>`)),
  ).toBe('## 带号的标题');
});

test('Word: a table has a head, cells of several paragraphs stay in their cell, bars are escaped', async () => {
  const cell = (text: string) => `<td width=277 valign=top style='width:207.4pt;border:solid windowtext 1.0pt'>${text}</td>`;
  const p = (text: string) => `<p class=MsoNormal><span lang=EN-US>${text}<o:p></o:p></span></p>`;
  const { markdown, lost } = await paste(
    word(
      `<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'><tr>${cell(p('端口'))}${cell(p('用途'))}</tr><tr>${cell(p('5246|5247'))}${cell(p('控制') + p('数据'))}</tr>
<tr><td colspan=2>${p('合并的')}</td></tr></table>`,
    ),
  );
  expect(markdown).toBe('| 端口 | 用途 |\n| --- | --- |\n| 5246\\|5247 | 控制；数据 |\n| 合并的 |  |');
  expect(lost).toEqual({ merged: 1 });
});

test('Word: paragraphs in Consolas are one block of commands, words in it are code', async () => {
  const mono = (text: string) => `<p class=MsoNormal><span lang=EN-US style='font-family:Consolas'>${text}<o:p></o:p></span></p>`;
  const { markdown } = await paste(
    word(
      `<p class=MsoNormal>输入：</p>${mono('show ap_all | include *')}${mono('&nbsp; vlan 10<br>exit')}<p class=MsoNormal>看 <span style='font-family:"Courier New"'>CAPWAP_STATE</span> 一栏。</p>`,
    ),
  );
  expect(markdown).toBe('输入：\n\n```text\nshow ap_all | include *\n  vlan 10\nexit\n```\n\n看 `CAPWAP_STATE` 一栏。');
});

test('Word: pictures are files of its own that nobody else may read: told, not kept; drawings, formulas, comments too', async () => {
  const { markdown, lost } = await paste(
    word(`<p class=MsoNormal><!--[if gte vml 1]><v:shape id="_x0000_i1025"><v:imagedata src="file:///C:/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img width=553 height=312
src="file:///C:/Users/T/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg" v:shapes="图片_x0020_1"><![endif]></p>
<p class=MsoNormal>公式<m:oMath><m:r>x</m:r></m:oMath>后<span class=MsoCommentReference><a style='mso-comment-reference:T_1' href="#_msocom_1">[T1]</a></span></p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><div class=msocomtxt><p class=MsoCommentText>批注</p></div></div></div>`),
  );
  expect(markdown).toBe('公式后');
  expect(lost).toEqual({ images: 1, formulas: 1, comments: 1 });
});

test('WPS and Google Docs: bold as a style; a bold wrapper that is not bold', async () => {
  expect(
    await said(
      `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-size:11pt;font-weight:700;">重</span><span style="font-weight:400;">轻</span> <span style="font-style:italic">斜</span></p></b>`,
    ),
  ).toBe('**重**轻 *斜*');
});

test('bold that ends in a full stop would not be bold: the stop moves out', async () => {
  expect(await said('<p><b>注意：</b>断电<b>（先）</b>后<i> 再 </i>上</p>')).toBe('**注意**：断电（**先**）后 *再* 上');
});

test('web pages: lists, nested; code; quotes; struck; nothing that runs', async () => {
  const { markdown, lost } =
    await paste(`<h3>标题 <em>斜</em></h3><ul><li>一<ul><li>二</li></ul></li><li><p>三</p></li></ul><ol start="4"><li>四</li></ol>
<pre><code class="language-bash">ping -c 1 a_b
echo \`x\`</code></pre><blockquote><p>引</p></blockquote><p><del>旧</del> <a href="javascript:alert(1)">点</a> <a href="mailto:a@example.org">信</a></p>
<script>alert(1)</script><img src="x" onerror="alert(1)"><iframe src="//evil"></iframe><p style="display:none">藏</p><img src="https://t.example/p.gif" width="1">`);
  expect(markdown).toBe(
    '### 标题 *斜*\n\n- 一\n  - 二\n- 三\n\n4. 四\n\n```text\nping -c 1 a_b\necho `x`\n```\n\n> 引\n\n~~旧~~ 点 [信](mailto:a@example.org)',
  );
  expect(lost).toEqual({ images: 1 });
});

test('pictures that come along become images of the article, where they stood', async () => {
  const { markdown, lost } = await paste(
    '<p>前<img src="data:image/png;base64,AAAA" alt="机柜 [3]">后</p><img src="data:image/png;base64,BAD" alt="图片 1">',
    (src) => (src.endsWith('AAAA') ? '3fa9c1d2e4b5a697' : null),
  );
  expect(markdown).toBe('前\n\n![机柜 \\[3\\]](figure:3fa9c1d2e4b5a697)\n\n后');
  expect(lost).toEqual({ images: 1 });
});

test('text that means something in markdown keeps meaning what it meant', async () => {
  expect(
    await said('<p># 不是标题</p><p>1. 不是列表</p><p>- 也不是</p><p>snake_case_name 与 _前后_ 与 *星* 与 [[x]] 与 &lt;b&gt; 与 a\\b</p>'),
  ).toBe('\\# 不是标题\n\n1\\. 不是列表\n\n\\- 也不是\n\nsnake_case_name 与 \\_前后\\_ 与 \\*星\\* 与 \\[\\[x\\]\\] 与 \\<b> 与 a\\\\b');
});
