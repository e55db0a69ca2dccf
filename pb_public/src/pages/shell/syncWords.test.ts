import { beforeAll, expect, test } from 'vitest';
import { locale, useAreas } from '../../i18n';
import { syncWords, type SyncFacts } from './syncWords.ts';

beforeAll(async () => {
  await useAreas('core', 'tablet');
  locale.set('zh-CN');
});

const facts: SyncFacts = {
  ...{ pending: 0, pendingPhotos: 0, refused: 0, lastSuccess: '2026-11-21T02:42:00.000Z', reachable: true, unstored: false },
};
const said = (values: Partial<SyncFacts>) => {
  const { tone, text } = syncWords({ ...facts, ...values });
  return `${tone} ${text}`;
};

test('without a network it says so, and how much waits', () => {
  expect(said({ reachable: false, pending: 2, pendingPhotos: 1 })).toBe('wait 离线 · 待同步 3');
  expect(said({ pending: 2, pendingPhotos: 1 })).toBe('wait 待同步 3');
  expect(said({ reachable: false, refused: 1, pending: 2 })).toBe('stop 需要你看 1'); // what needs a person comes first
  expect(said({ reachable: false })).toContain('未连上');
  expect(said({})).toContain('已全部送达');
});
