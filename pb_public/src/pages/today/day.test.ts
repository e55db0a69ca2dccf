import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { Job } from '../../domain/records.ts';
import type { JobLine } from '../jobs/jobWords.ts';
import { dayFor } from './day.ts';

// local times: a day is the engineer's day
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
const now = Date.parse(at(21, 12));
const line = (id: string, more: Partial<Job>): JobLine => ({
  job: { ...blank('jobs', id), assignees: ['me'], status: 'assigned', ...more },
  customer: '',
  site: '',
  unsent: false,
});
const ids = (lines: JobLine[]) => lines.map((l) => l.job.id);

test('sorts the day: under way, today, from before, coming, done', () => {
  const day = dayFor(
    [
      line('afternoon', { plannedStart: at(21, 16) }),
      line('morning', { plannedStart: at(21, 9) }),
      line('there', { status: 'onSite', plannedStart: at(20, 9) }),
      line('late', { plannedStart: at(19, 9) }),
      line('monday', { plannedStart: at(23, 9) }),
      line('signed', { status: 'signed', stamps: { signed: at(21, 11) } }),
      line('closedBefore', { status: 'closed', stamps: { closed: at(20, 11) } }),
      line('signedBefore', { status: 'signed', stamps: { signed: at(18, 11) }, plannedStart: at(18, 9) }),
      line('others', { assignees: ['somebody'], plannedStart: at(21, 9) }),
    ],
    'me',
    now,
  );
  expect(ids(day.underway)).toEqual(['there']);
  expect(ids(day.today)).toEqual(['morning', 'afternoon']);
  expect(ids(day.earlier)).toEqual(['signedBefore', 'late']);
  expect(ids(day.next)).toEqual(['monday']);
  expect(ids(day.done)).toEqual(['signed']);
});

test('a desk sees everybody; a job without a plan stands where it was reported', () => {
  const day = dayFor([line('a', { assignees: [], status: 'new', stamps: { reported: at(21, 8) } })], null, now);
  expect(ids(day.today)).toEqual(['a']);
});
