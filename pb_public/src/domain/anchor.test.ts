import { expect, test } from 'vitest';
import { finder } from './anchor.ts';

const text = ['## 原因', '', '防火墙策略拦住 UDP 5246', '重启 AP', '', '## 修复', '重启 AP', '放行端口'].join('\n');
const find = finder(text);

test('the line stays where it was', () => {
  expect(find({ quote: '防火墙策略拦住 UDP 5246', line: 3 })).toEqual({ line: 3, how: 'same' });
});

test('the line moved; of two equal ones the nearer', () => {
  expect(find({ quote: '放行端口', line: 2 })).toEqual({ line: 8, how: 'moved' });
  expect(find({ quote: '重启 AP', line: 8 })).toEqual({ line: 7, how: 'moved' });
  expect(find({ quote: ' 重启 AP ', line: 3 })).toEqual({ line: 4, how: 'moved' });
});

test('the line was mended', () => {
  expect(find({ quote: '防火墙策略拦住了 UDP 5246 端口', line: 9 })).toEqual({ line: 3, how: 'changed' });
});

test('the line is gone: nothing else is taken for it', () => {
  expect(find({ quote: '更换光模块以后恢复正常', line: 3 })).toEqual({ line: 0, how: 'gone' });
  expect(finder('')({ quote: '重启 AP', line: 1 })).toEqual({ line: 0, how: 'gone' });
});

test('a comment on the whole article has no line', () => {
  expect(find({ quote: '', line: 0 })).toEqual({ line: 0, how: 'whole' });
});
