import { describe, expect, it } from 'vitest';
import { deadlineOf, emptyFiling, jobOf, touched } from './filing.ts';
import { matcher } from './match.ts';
import { actsFor } from './jobNow.ts';

const unlisted = (what: string, text: string) => `${what}：${text}`;
const now = Date.parse('2026-11-21T09:00:00.000Z');

describe('a filed job', () => {
  it('carries what was said, trimmed, and only the answers about pressure that were given', () => {
    const job = jobOf(
      { ...emptyFiling('t1'), title: ' 无线中断 ', who: ' 张经理', deadline: '30 分钟', assignees: ['u1'] },
      undefined,
      now,
      unlisted,
    );
    expect(job).toMatchObject({ team: 't1', title: '无线中断', kind: 'fault', assignees: ['u1'], respondBy: '', plannedStart: '' });
    expect(job.pressure).toEqual({ who: '张经理', deadline: '2026-11-21T09:30:00.000Z' });
  });
  it('tells the place and the person that are not on file, and only where none was chosen', () => {
    const filing = { ...emptyFiling('t1'), title: 'x', description: '灯是红的', siteText: ' 城南菜市场 ', contactText: '老王' };
    expect(jobOf(filing, undefined, now, unlisted).description).toBe('灯是红的\nsite：城南菜市场\ncontact：老王');
    expect(jobOf({ ...filing, description: '', site: 's1' }, undefined, now, unlisted).description).toBe('contact：老王');
    expect(touched({ ...emptyFiling('t1'), siteText: '城南' })).toBe(true);
  });
  it('is promised by the team’s table only when something is broken', () => {
    const team = { id: 't1', name: '', region: '', silenceMinutes: 15, sla: { high: { respondMinutes: 20, restoreMinutes: 0 } } };
    expect(jobOf({ ...emptyFiling('t1'), title: 'x' }, team, now, unlisted).respondBy).toBe('2026-11-21T09:20:00.000Z');
    expect(jobOf({ ...emptyFiling('t1'), title: 'x', kind: 'inspection' }, team, now, unlisted).respondBy).toBe('');
  });
  it('knows whether a draft is worth keeping', () => {
    expect(touched(emptyFiling('t1'))).toBe(false);
    expect(touched({ ...emptyFiling('t1'), description: '灯是红的' })).toBe(true);
  });
});

describe('a deadline', () => {
  it('in minutes or hours counts from now', () => {
    expect(deadlineOf('30分钟内', now)).toBe('2026-11-21T09:30:00.000Z');
    expect(deadlineOf('2 h', now)).toBe('2026-11-21T11:00:00.000Z');
  });
  it('as a time of day is today’s, or tomorrow’s when it has passed; full-width colons count', () => {
    for (const text of ['14:30', '14：30']) {
      const at = new Date(deadlineOf(text, now));
      expect([at.getHours(), at.getMinutes()]).toEqual([14, 30]);
      expect(at.getTime()).toBeGreaterThan(now);
      expect(at.getTime() - now).toBeLessThanOrEqual(86_400_000);
    }
  });
  it('in other words stays words', () => {
    expect(deadlineOf('领导开完会之前', now)).toBe('领导开完会之前');
    expect(deadlineOf('25:99', now)).toBe('25:99');
  });
});

describe('finding', () => {
  it('wants every word, whatever their width and case', () => {
    expect(matcher('h集团 ap')('H 集团总部 ＡＰ720')).toBe(false);
    expect(matcher('集团 ap')('H 集团总部 ＡＰ720')).toBe(true);
    expect(matcher('  ')('anything')).toBe(true);
  });
});

describe('the acts of the desk', () => {
  it('never cancel what somebody stands on, never close what is not restored', () => {
    expect(actsFor('new')).toEqual(['cancel']);
    expect(actsFor('onSite')).toEqual([]);
    expect(actsFor('signed')).toEqual(['close', 'reopen']);
    expect(actsFor('closed')).toEqual(['reopen']);
  });
});
