import { describe, expect, it } from 'vitest';
import { promised } from './promise';

const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);
const answer = (nextUpdateBy: string, status = 'onSite') => ({
  nextUpdateBy: nextUpdateBy && `2026-11-21T${nextUpdateBy}Z`,
  job: { number: '', title: '', kind: 'fault', status, waiting: '', siteName: '' },
});

describe('the next message', () => {
  it('is promised while its time is ahead', () => {
    expect(promised(answer('05:50:00'), at('05:42:00'))).toEqual({ at: at('05:50:00'), left: 480_000, late: false });
  });
  it('is late from its minute on: no promise names a time that the phone’s clock shows already', () => {
    expect(promised(answer('05:50:00'), at('05:49:59'))?.late).toBe(false);
    expect(promised(answer('05:50:00'), at('05:50:00'))?.late).toBe(true);
    expect(promised(answer('05:50:00'), at('05:51:10'))?.late).toBe(true);
  });
  it('within a minute is said as the end of that minute', () => {
    expect(promised(answer('05:50:20'), at('05:50:05'))).toEqual({ at: at('05:51:00'), left: 55_000, late: false });
  });
  it('is not promised where nothing is due', () => {
    expect(promised(answer(''), at('05:42:00'))).toBeNull();
    expect(promised(answer('05:50:00', 'closed'), at('05:42:00'))).toBeNull();
  });
});
