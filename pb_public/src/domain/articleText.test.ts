import { expect, test } from 'vitest';
import { emptyHeadings, fromJob, linesOf, skeleton, tagsIn, wordsOf } from './articleText.ts';

const job = {
  title: 'H集团三楼会议室无线中断',
  description: '会议室 WiFi 突然没了。张经理 13812345678 很着急',
  impact: '视频会开不成',
  workaround: 'AP 改胖模式',
  cause: '防火墙拦住 UDP 5246，日志 WLAN/3/AP_NORMAL_TO_FAULT',
  fix: '放行端口',
  prevention: '',
  story: 'AP 和 AC 之间有条公路。\n路被封了。',
};
const names = [
  { name: 'H集团', instead: '客户' },
  { name: '张经理', instead: '联系人' },
];

test('a job becomes a fault history; the customer stays out of it', () => {
  const made = fromJob(job, 'zh-CN', names, 'story-ap-ac-road');
  expect(made.title).toBe('客户三楼会议室无线中断');
  expect(made.symptoms).toEqual(['客户三楼会议室无线中断', '会议室 WiFi 突然没了', '联系人 … 很着急']);
  expect(made.codes).toEqual(['UDP 5246', 'WLAN/3/AP_NORMAL_TO_FAULT']);
  expect(made.body).toContain('## 原因\n\n防火墙拦住 UDP 5246');
  expect(made.body).toContain('> AP 和 AC 之间有条公路。\n> 路被封了。\n\n[[story-ap-ac-road]]');
  expect(made.body).not.toMatch(/H集团|张经理|138/);
});

test('the parts that were used stand below what was done, without serial numbers or customers', () => {
  const used = [
    { name: '光模块 SFP-10G-SR（H集团）', quantity: 2, unit: '只', serialIn: 'A2102353456' },
    { name: 'LC 跳线', quantity: 1, unit: '' },
  ];
  expect(fromJob(job, 'zh-CN', names, '', used).body).toContain(
    '## 修复\n\n放行端口\n\n用到的备件：光模块 SFP-10G-SR（客户） × 2 只；LC 跳线 × 1。\n',
  );
  expect(fromJob({ ...job, fix: '' }, 'en', names, '', used.slice(1)).body).toContain('## Fix\n\nParts used: LC 跳线 × 1.\n');
});

test('a part the job does not know keeps its heading, to be written', () => {
  expect(fromJob(job, 'en', names).body).toContain('## Prevention\n\n## Tell the customer');
});

test('each kind begins with its headings, in each language', () => {
  for (const kind of ['fault', 'howto', 'story', 'emergency', 'training'] as const) {
    expect(skeleton(kind, 'zh-CN').match(/^## /gm)!.length).toBe(skeleton(kind, 'en').match(/^## /gm)!.length);
  }
  expect(skeleton('story', 'zh-CN')).toContain('```road');
});

test('words and lines', () => {
  expect(wordsOf('AP720, AC6508、\nAP720')).toEqual(['AP720', 'AC6508']);
  expect(linesOf('连不上，一直转圈\n\n 没信号 ')).toEqual(['连不上，一直转圈', '没信号']);
});

test('headings with nothing below them; a heading of a lower rank is something', () => {
  expect(emptyHeadings('## A\n\n## B\n\ntext\n\n## C\n\n### D\n\ntext\n\n## E\n')).toEqual(['A', 'E']);
  expect(emptyHeadings('## A\n\n```text\n# not a heading\n```\n')).toEqual([]);
  expect(emptyHeadings(skeleton('howto', 'en')).length).toBe(5);
});

test('a place is called by the end of its name; a Latin name has no such end', () => {
  const made = (title: string, name: string) => fromJob({ ...job, title }, 'zh-CN', [{ name, instead: '现场', tail: 3 }]).title;
  expect(made('城南支行开门前专线中断', '农商银行城南支行')).toBe('现场开门前专线中断');
  expect(made('支行专线中断', '农商银行城南支行')).toBe('支行专线中断');
  expect(made('the hospital is offline', 'Springfield Hospital')).toBe('the hospital is offline');
});

test('serial numbers and addresses of the devices stay behind', () => {
  const made = fromJob({ ...job, fix: '换下 G1K40AA00123，新机用 10.1.2.3' }, 'zh-CN', [
    { name: 'G1K40AA00123', instead: '…' },
    { name: '10.1.2.3', instead: '…' },
  ]);
  expect(made.body).toContain('换下 …，新机用 …');
});

test('tags are those that trainers use already, as words of the text', () => {
  const library = [['AP', '无线'], ['无线', 'CAPWAP'], ['供电']];
  expect(tagsIn('会议室无线断了，capwap 不通', library)).toEqual(['无线', 'CAPWAP']);
  expect(tagsIn('AP掉线', library)).toEqual(['AP']);
});
