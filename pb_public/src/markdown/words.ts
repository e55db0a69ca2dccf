// What the renderer says itself (kb/markdown/words.go, kb/road/words.go).
import type { Lang } from '../domain/records.ts';

export interface Words {
  back: string;
  table: string;
  done: string;
  open: string;
  gone: string;
  never: string;
  figure: string;
  admonition: Record<string, string>;
  road: {
    title: string;
    open: string;
    blocked: string;
    slow: string;
    between: (from: string, to: string) => string;
    colon: string;
    stop: string;
    name: (name: string) => string;
    problem: (line: number, what: string) => string;
    problems: Record<string, (what: string) => string>;
  };
}

const zh: Words = {
  back: '回到正文',
  table: '表格',
  done: '已完成',
  open: '未完成',
  gone: '已下架',
  never: '没有这篇文章',
  figure: '图片',
  admonition: { note: '说明', tip: '窍门', important: '要紧', warning: '注意', caution: '危险' },
  road: {
    title: '道路图',
    open: '畅通',
    blocked: '封路',
    slow: '缓行',
    between: (from, to) => `${from} 到 ${to}`,
    colon: '：',
    stop: '。',
    name: (name) => `（${name}）`,
    problem: (line, what) => `道路图第 ${line} 行看不懂：${what}`,
    problems: {
      empty: () => '里面没有路。写一行，例如：AP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了',
      tooMany: (most) => `最多画 ${most} 条路`,
      tooLong: (what) => `太长了：${what}`,
      joint: (what) => `不认识的连接符 ${what}，只有 --、--x（封路）、--~（缓行），两边都要有空格`,
      node: (what) => `路的一头没有名字：${what}`,
      shape: (what) => `一行只画一条路：起点 -- 路名 --x 终点（${what}）`,
    },
  },
};

const en: Words = {
  back: 'back to the text',
  table: 'table',
  done: 'done',
  open: 'to do',
  gone: 'withdrawn',
  never: 'no such article',
  figure: 'image',
  admonition: { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Danger' },
  road: {
    title: 'Road picture',
    open: 'open',
    blocked: 'closed',
    slow: 'slow',
    between: (from, to) => `${from} to ${to}`,
    colon: ': ',
    stop: '. ',
    name: (name) => ` (${name})`,
    problem: (line, what) => `Line ${line} of this road picture cannot be read: ${what}`,
    problems: {
      empty: () => 'there is no road in it. Write a line such as: AP -- CAPWAP tunnel --x AC : a firewall rule closed the road',
      tooMany: (most) => `at most ${most} roads`,
      tooLong: (what) => `too long: ${what}`,
      joint: (what) => `unknown connector ${what}; there are --, --x (closed) and --~ (slow), with spaces on both sides`,
      node: (what) => `one end of the road has no name: ${what}`,
      shape: (what) => `one line is one road: start -- name --x end (${what})`,
    },
  },
};

export const wordsOf = (lang: Lang | ''): Words => (lang === 'en' ? en : zh);
