import { describe, expect, it } from 'vitest';
import { tokenOf, type TrackAnswer } from './answer';
import { roadOf, travelled, workOf } from './stops';

const now = Date.parse('2026-11-21T08:10:00.000Z');

function answer(status: string, over: Partial<TrackAnswer> = {}, kind = 'fault'): TrackAnswer {
  return {
    what: 'journey',
    lang: 'zh-CN',
    job: { number: '', title: '', kind, status, waiting: '', siteName: '' },
    engineers: [],
    eta: '',
    nextUpdateBy: '',
    stamps: {},
    events: [],
    report: null,
    maySign: false,
    rated: false,
    now: '',
    ...over,
  };
}

const states = (a: TrackAnswer) => roadOf(a, now).stops.map((stop) => `${stop.key} ${stop.state}`);

describe('the customer’s road', () => {
  it('starts at the report, with everything ahead', () => {
    expect(states(answer('new'))).toEqual(['reported now', 'departed ahead', 'arrived ahead', 'restored ahead', 'fixed ahead']);
    expect(roadOf(answer('accepted'), now).reach).toBe(0);
  });

  it('has no "restored" on work that is not a fault', () => {
    expect(states(answer('onSite', {}, 'inspection'))).toEqual(['booked done', 'departed done', 'arrived now', 'done ahead']);
  });

  it('ends with every stop done', () => {
    const at = '2026-11-21T07:00:00.000Z';
    const stamps = { reported: at, arrived: at, fixed: at };
    for (const status of ['fixed', 'signed', 'closed']) {
      expect(states(answer(status, { stamps })).every((state) => state.endsWith('done'))).toBe(true);
      expect(workOf(answer(status, { stamps }))).toBe(status);
    }
  });

  it('is not moved by a signature that came before the work', () => {
    const early = answer('signed', { stamps: { reported: '2026-11-21T07:00:00.000Z', signed: '2026-11-21T07:10:00.000Z' } });
    expect(states(early)).toEqual(['reported now', 'departed ahead', 'arrived ahead', 'restored ahead', 'fixed ahead']);
    expect(workOf(early)).toBe('new');
    expect(workOf({ ...early, engineers: ['陈'] })).toBe('assigned');
    expect(workOf(answer('signed', { stamps: { arrived: '2026-11-21T07:20:00.000Z' } }))).toBe('onSite');
    expect(workOf(answer('signed', { stamps: { restored: '2026-11-21T07:20:00.000Z' } }))).toBe('restored');
  });

  it('does not call done what nobody wrote down', () => {
    const at = '2026-11-21T07:00:00.000Z';
    expect(states(answer('restored', { stamps: { restored: at } }))).toEqual([
      'reported done',
      'departed passed',
      'arrived passed',
      'restored now',
      'fixed ahead',
    ]);
    const closed = answer('closed', { stamps: { reported: at, closed: at } });
    expect(states(closed)).toEqual(['reported done', 'departed passed', 'arrived passed', 'restored passed', 'fixed passed']);
    expect(workOf(closed)).toBe('ended');
    expect(states(answer('closed', { stamps: { closed: at } }, 'inspection')).at(-1)).toBe('done passed');
  });

  it('does not show a time for a stop that lies ahead again after a reopening', () => {
    const road = roadOf(answer('assigned', { stamps: { reported: '2026-11-21T07:00:00.000Z', arrived: '2026-11-20T07:00:00.000Z' } }), now);
    expect(road.stops[2]).toEqual({ key: 'arrived', at: '', state: 'ahead' });
  });

  it('moves the traveller by the share of the way that is behind, and never onto a stop', () => {
    const a = answer('enRoute', { stamps: { departed: '2026-11-21T08:00:00.000Z' }, eta: '2026-11-21T08:20:00.000Z' });
    expect(roadOf(a, now).reach).toBe(1.5);
    expect(travelled('2026-11-21T08:00:00.000Z', '2026-11-21T08:05:00.000Z', now)).toBe(0.7);
    expect(travelled('2026-11-21T08:00:00.000Z', '', now)).toBe(0.35);
  });

  it('survives a status of a newer server', () => {
    expect(states(answer('teleported'))[0]).toBe('reported now');
  });
});

describe('the token in the address', () => {
  it('is what stands behind /t/', () => {
    expect(tokenOf('/t/abcDEF_123-456')).toBe('abcDEF_123-456');
    expect(tokenOf('/t/abcDEF_123-456/')).toBe('abcDEF_123-456');
  });
  it('is "" for anything else', () => {
    for (const path of ['/', '/t/', '/t/short', '/t/with.dots.in.it', '/x/abcDEF_123456']) expect(tokenOf(path)).toBe('');
  });
});
