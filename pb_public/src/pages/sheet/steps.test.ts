import { describe, expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import { fold } from '../../domain/fold.ts';
import type { EventKind, Job, JobEvent, JobKind } from '../../domain/records.ts';
import { maySign, nextSteps, roadStops, silentMinutes, thisRound } from './steps.ts';

const minute = (n: number) => new Date(Date.UTC(2026, 10, 21, 8, n)).toISOString();

/** The kinds as events, one a minute. */
function timeline(...kinds: EventKind[]): JobEvent[] {
  return kinds.map((kind, i) => ({ ...blank('events', `e${i}`), kind, correctedAt: minute(i), shared: true }));
}

function jobAfter(events: JobEvent[], kind: JobKind = 'fault', more: Partial<Job> = {}): Job {
  return { ...blank('jobs', 'j'), kind, ...fold(events), ...more };
}

const step = (kind: JobKind, ...kinds: EventKind[]) => {
  const events = timeline(...kinds);
  return nextSteps(jobAfter(events, kind), events).first;
};

describe('the one obvious next step', () => {
  test('of a fault restores before it asks for the cause', () => {
    expect(step('fault', 'reported', 'assigned')).toBe('accepted');
    expect(step('fault', 'reported', 'assigned', 'accepted')).toBe('departed');
    expect(step('fault', 'reported', 'accepted', 'departed')).toBe('arrived');
    expect(step('fault', 'reported', 'accepted', 'departed', 'arrived')).toBe('restored');
    expect(step('fault', 'reported', 'departed', 'arrived', 'restored')).toBe('causeFound');
    expect(step('fault', 'reported', 'arrived', 'causeFound', 'restored')).toBe('fixed');
    expect(step('fault', 'arrived', 'restored', 'causeFound', 'fixed')).toBe('tested');
    expect(step('fault', 'arrived', 'fixed', 'tested')).toBe('explained');
    expect(step('fault', 'arrived', 'fixed', 'tested', 'explained')).toBe('signed');
    expect(step('fault', 'arrived', 'fixed', 'signed')).toBe('left');
    expect(step('fault', 'arrived', 'fixed', 'signed', 'left')).toBeNull();
  });

  test('of other work has nothing to restore', () => {
    expect(step('inspection', 'accepted', 'departed', 'arrived')).toBe('fixed');
    expect(step('inspection', 'arrived', 'fixed', 'tested')).toBe('signed');
  });

  test('of a job that stands still is to go on', () => {
    const events = timeline('arrived', 'waiting');
    events[1]!.data = { for: 'parts' };
    expect(nextSteps(jobAfter(events), events).first).toBe('resumed');
  });

  test('starts anew after a job was reopened, and ends when it is closed or cancelled', () => {
    expect(step('fault', 'arrived', 'fixed', 'tested', 'signed', 'closed', 'reopened', 'accepted', 'departed', 'arrived', 'fixed')).toBe(
      'tested',
    );
    expect(step('fault', 'arrived', 'fixed', 'signed', 'closed')).toBeNull();
    expect(step('fault', 'reported', 'cancelled')).toBeNull();
  });

  test('a signature is asked for once there is work to sign, as the server has it', () => {
    const may = (...kinds: EventKind[]) => maySign(jobAfter(timeline(...kinds)));
    expect(may('reported', 'assigned', 'accepted')).toBe(false);
    expect(may('arrived')).toBe(false);
    expect(may('arrived', 'restored')).toBe(true);
    expect(may('arrived', 'fixed', 'signed')).toBe(true);
    expect(may('arrived', 'fixed', 'closed', 'reopened')).toBe(false);
    expect(may('reported', 'cancelled')).toBe(false);
    const there = timeline('arrived');
    expect(nextSteps(jobAfter(there), there).others).not.toContain('signed');
  });

  test('one that was signed before anybody was there goes on where it stands', () => {
    expect(step('fault', 'assigned', 'signed')).toBe('accepted');
    expect(step('fault', 'assigned', 'signed', 'accepted')).toBe('departed');
    expect(step('fault', 'signed', 'accepted', 'departed')).toBe('arrived');
    expect(step('fault', 'signed', 'accepted', 'departed', 'arrived', 'fixed')).toBe('left');
  });

  test('the others are offered on site only, without what was done', () => {
    const before = timeline('accepted', 'departed');
    expect(nextSteps(jobAfter(before), before).others).toEqual([]);
    const there = timeline('arrived', 'restored');
    expect(nextSteps(jobAfter(there), there).others).toEqual(['fixed', 'tested', 'explained', 'signed', 'left']);
  });

  test('a workaround that stands can be undone', () => {
    const events = timeline('arrived', 'restored');
    expect(nextSteps(jobAfter(events, 'fault', { workaround: 'fat mode' }), events).others).toContain('workaroundUndone');
  });
});

describe('the road', () => {
  const words = { label: (s: string) => s, time: (at: string) => at.slice(14, 16), spoken: (s: string) => s };
  const road = (kind: JobKind, ...kinds: EventKind[]) => {
    const events = timeline(...kinds);
    return roadStops(jobAfter(events, kind), events, words);
  };

  test('is closed before "restored" while service is down', () => {
    const stops = road('fault', 'reported', 'accepted', 'departed');
    expect(stops.map((s) => s.state)).toEqual(['done', 'now', 'next', 'ahead', 'ahead', 'ahead', 'ahead']);
    expect(stops.find((s) => s.key === 'restored')!.way).toBe('closed');
  });

  test('is under repair between "restored" and "fixed"', () => {
    const stops = road('fault', 'accepted', 'departed', 'arrived', 'restored');
    expect(stops.filter((s) => s.way === 'repair').map((s) => s.key)).toEqual(['causeFound', 'fixed']);
  });

  test('takes steps out of order: the cause found before service is back', () => {
    const stops = road('fault', 'accepted', 'arrived', 'causeFound');
    expect(stops.find((s) => s.key === 'causeFound')!.state).toBe('now');
    expect(stops.find((s) => s.key === 'restored')!.way).toBe('closed');
  });

  test('somebody who left has accepted', () => {
    expect(road('fault', 'departed')[0]).toMatchObject({ key: 'accepted', state: 'done', time: '00' });
  });

  test('work that is no repair is done when it was tested', () => {
    const stops = road('upgrade', 'accepted', 'departed', 'arrived', 'tested');
    expect(stops.find((s) => s.key === 'fixed')!.state).toBe('now');
    expect(stops.map((s) => s.key)).not.toContain('restored');
  });
});

test('silence counts from the last shared word while somebody waits, and not while the job stands still', () => {
  const events = timeline('reported', 'accepted');
  const job = jobAfter(events);
  const now = Date.parse(minute(21));
  expect(silentMinutes(job, now)).toBe(20);
  expect(silentMinutes({ ...job, waiting: 'customer' }, now)).toBe(0);
  expect(silentMinutes({ ...job, status: 'restored' }, now)).toBe(0);
  expect(silentMinutes({ ...job, kind: 'inspection' }, now)).toBe(0);
});

test('a round begins after the last reopening', () => {
  expect(thisRound(timeline('closed', 'reopened', 'note', 'reopened', 'accepted')).map((e) => e.kind)).toEqual(['accepted']);
});
