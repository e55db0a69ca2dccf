import { describe, expect, it } from 'vitest';
import type { Team } from '../../domain/records.ts';
import { byNeed, columnOf, dueOf, promised, silenceOf, standingOf, type Card } from './standing.ts';

const now = Date.parse('2026-11-21T09:00:00.000Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

function card(over: Partial<Card> = {}): Card {
  return {
    ...{
      id: 'a',
      number: '',
      provisional: '',
      title: '',
      kind: 'fault',
      priority: 'normal',
      team: 't',
      customer: '',
      site: '',
      assignees: [],
      status: 'assigned',
    },
    ...{
      waiting: '',
      stamps: { reported: at(-60) },
      flags: [],
      lastShared: '',
      eta: '',
      plannedStart: '',
      respondBy: '',
      restoreBy: '',
      createdAt: at(-60),
    },
    ...over,
  } as Card;
}

const team: Team = {
  id: 't',
  name: '',
  region: '',
  silenceMinutes: 15,
  sla: { urgent: { respondMinutes: 10, restoreMinutes: 120 }, normal: { respondMinutes: 60, restoreMinutes: 0 } },
};

describe('columns', () => {
  it('put every open status in one column and ended jobs in none', () => {
    expect(
      (['', 'new', 'assigned', 'accepted', 'enRoute', 'onSite', 'restored', 'fixed', 'signed', 'closed', 'cancelled'] as const).map(
        columnOf,
      ),
    ).toEqual(['new', 'new', 'assigned', 'assigned', 'enRoute', 'onSite', 'restored', 'toClose', 'toClose', null, null]);
  });
});

describe('the clock', () => {
  it('counts to the answer first, then to the restoring', () => {
    const both = { respondBy: at(10), restoreBy: at(100) };
    expect(dueOf(card(both), now)).toEqual({ what: 'respond', at: at(10), left: 10 });
    expect(dueOf(card({ ...both, stamps: { reported: at(-60), responded: at(-50) } }), now)?.what).toBe('restore');
  });
  it('stops when service is back', () => {
    expect(dueOf(card({ respondBy: at(-10), restoreBy: at(-1), status: 'restored' }), now)).toBeNull();
  });
  it('counts to an appointment when nothing was promised', () => {
    expect(dueOf(card({ kind: 'inspection', plannedStart: at(90) }), now)).toEqual({ what: 'planned', at: at(90), left: 90 });
  });
});

// the same cases as hooks/job/sla_test.go
describe('silence', () => {
  const cases: [string, Partial<Card>, number][] = [
    ['nothing said since the report', { status: 'new' }, 60],
    ['a word ten minutes ago', { status: 'enRoute', lastShared: at(-10) }, 10],
    ['half a minute is no minute', { status: 'enRoute', lastShared: at(-0.5) }, 0],
    ['restored: business runs', { status: 'restored', lastShared: at(-50) }, 0],
    ['closed', { status: 'closed', lastShared: at(-50) }, 0],
    ['they keep us waiting', { status: 'onSite', waiting: 'customer', lastShared: at(-50) }, 0],
    ['parts keep us waiting: they wait too', { status: 'onSite', waiting: 'parts', lastShared: at(-50) }, 50],
    ['a fault does not wait for its appointment', { plannedStart: at(30), lastShared: at(-20) }, 20],
    ['an inspection tomorrow', { kind: 'inspection', plannedStart: at(1440), lastShared: at(-50) }, 0],
    ['an inspection without a date', { kind: 'inspection', status: 'new' }, 0],
    ['an inspection that should have begun', { kind: 'inspection', plannedStart: at(-15), lastShared: at(-50) }, 15],
    ['an inspection, on the way early', { kind: 'inspection', plannedStart: at(15), status: 'enRoute', lastShared: at(-5) }, 5],
    ['never reported', { status: 'onSite', stamps: {} }, 0],
    ['a clock from the future', { status: 'enRoute', lastShared: at(5) }, 0],
  ];
  it.each(cases)('%s', (_, over, want) => expect(silenceOf(card(over), now)).toBe(want));
});

describe('what needs a person', () => {
  it('is nothing while all is well', () => {
    expect(standingOf(card({ lastShared: at(-3) }), team, 0, now)?.reasons).toEqual([]);
  });
  it('is a broken promise, a long silence, a contradiction, a decision', () => {
    expect(standingOf(card({ respondBy: at(-1) }), team, 0, now)?.reasons).toEqual(['respondLate']);
    expect(
      standingOf(card({ restoreBy: at(-1), lastShared: at(-40), stamps: { reported: at(-60), responded: at(-40) } }), team, 0, now)
        ?.reasons,
    ).toEqual(['restoreLate', 'silent']);
    expect(standingOf(card({ lastShared: at(-3), flags: ['arrivedAfterCancel'] }), team, 2, now)?.reasons).toEqual(['conflict', 'flag']);
  });
  it('comes first on the board, then whose promise breaks first, then who waits longest', () => {
    const rows = [
      card({ id: 'calm', lastShared: at(-1) }),
      card({ id: 'soon', lastShared: at(-1), respondBy: at(20) }),
      card({ id: 'old', lastShared: at(-1), createdAt: at(-900) }),
      card({ id: 'late', lastShared: at(-1), respondBy: at(-5) }),
    ].map((c) => ({ card: c, standing: standingOf(c, team, 0, now)! }));
    expect(rows.sort(byNeed).map((r) => r.card.id)).toEqual(['late', 'soon', 'old', 'calm']);
  });
});

describe('promises', () => {
  it('come from the team’s table; a priority without a row counts as normal', () => {
    expect(promised(team, 'urgent', now)).toEqual({ respondBy: at(10), restoreBy: at(120) });
    expect(promised(team, 'low', now)).toEqual({ respondBy: at(60), restoreBy: '' });
    expect(promised(undefined, 'urgent', now)).toEqual({ respondBy: '', restoreBy: '' });
  });
});
