import { describe, expect, test } from 'vitest';
import { fmt, locale, t, tMaybe, useAreas } from './index.ts';

const files = import.meta.glob<Record<string, string>>('./{core,tablet,desk,knowledge,search,write}.*.ts', {
  eager: true,
  import: 'default',
});

describe('the dictionaries', () => {
  for (const area of ['core', 'tablet', 'desk', 'knowledge', 'search', 'write']) {
    const zh = files[`./${area}.zh.ts`]!;
    const en = files[`./${area}.en.ts`]!;
    test(`${area}: the same keys in both languages`, () => expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort()));
    test(`${area}: the same parameters in both languages`, () => {
      const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort();
      for (const key of Object.keys(zh)) expect(names(en[key]!), key).toEqual(names(zh[key]!));
    });
  }
});

describe('Chinese texts', () => {
  for (const area of ['core', 'tablet', 'knowledge', 'search', 'write']) {
    test(`${area}: full-width punctuation, but for times`, () => {
      const half = Object.entries(files[`./${area}.zh.ts`]!).filter(([, text]) =>
        /[\u4e00-\u9fff}][,:;()?!]|[,;()?!][\u4e00-\u9fff{]/.test(text),
      );
      expect(half).toEqual([]);
    });
  }
});

describe('t', () => {
  test('fills parameters and chooses by number', async () => {
    await useAreas('core');
    await locale.set('en');
    expect(t('sync.pendingPhotos', { n: 1 })).toBe('1 photo to send');
    expect(t('sync.pendingPhotos', { n: 3 })).toBe('3 photos to send');
    await locale.set('zh-CN');
    expect(t('sync.pending', { n: 3 })).toBe('待同步 3');
    expect(tMaybe('refused.no_such_thing', '原因')).toBe('原因');
  });

  test('spans of time', async () => {
    await useAreas('core');
    expect(fmt.minutes(45)).toBe('45 分钟');
    expect(fmt.minutes(125)).toBe('2 小时 5 分');
    expect(fmt.minutes(3 * 1440)).toBe('3 天');
    expect(fmt.ago(Date.now())).toBe('刚刚');
    expect(fmt.time('')).toBe('');
    expect(fmt.bytes(1_400_000)).toBe('1.4 MB');
    expect(fmt.bytes(999_999)).toBe('1.0 MB');
    expect(fmt.bytes(2_100_000_000)).toBe('2.1 GB');
  });
});
