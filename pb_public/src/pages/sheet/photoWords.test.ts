import { expect, test } from 'vitest';
import { t, useAreas } from '../../i18n';
import { whyNotStored, whyUnshown } from './photoWords.ts';

await useAreas('core', 'tablet');

test('what is stored whole and cannot be shown says so with its format; anything else does not', () => {
  expect(whyUnshown({ state: 'stored', problem: 'no_preview', mime: 'image/heic' })).toBe(t('photos.unshown', { format: 'HEIC' }));
  expect(whyUnshown({ state: 'stored', problem: '', mime: 'image/jpeg' })).toBe('');
  expect(whyUnshown({ state: 'waiting', problem: '', mime: 'image/heic' })).toBe('');
});

test('what the server has not kept says why to those who did not take it', () => {
  expect(whyNotStored({ state: 'refused', problem: 'bomb' })).toBe(t('fault.bomb'));
  expect(whyNotStored({ state: 'refused', problem: 'of the future' })).toBe(t('fault.refused'));
  expect(whyNotStored({ state: 'waiting', problem: 'job_full' })).toBe(t('fault.job_full'));
  expect(whyNotStored({ state: 'waiting', problem: '' })).toBe('');
  expect(whyNotStored({ state: 'stored', problem: 'no_preview' })).toBe('');
});
