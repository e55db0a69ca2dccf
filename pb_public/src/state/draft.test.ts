import { expect, test } from 'vitest';
import { resume } from './draft.ts';

test('a draft goes on where it was', () => {
  expect(resume({ text: 'AP 改胖模式，十分', base: 'AP' }, 'AP')).toBe('AP 改胖模式，十分');
  expect(resume({ text: '新写的', base: '旧' }, '')).toBe('新写的');
});

test('if somebody wrote meanwhile both stand; what is already there is not doubled', () => {
  expect(resume({ text: '我的', base: '旧' }, '他的')).toBe('他的\n我的');
  expect(resume({ text: '我的', base: '旧' }, '他的，还有我的')).toBe('他的，还有我的');
  expect(resume({ text: '他的，再加我的', base: '旧' }, '他的')).toBe('他的，再加我的');
});
