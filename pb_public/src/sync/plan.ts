// What to do next, and what an answer means for it: the sync engine's decisions, pure, so that each can be tested as a row.
// The engine (engine.ts) only carries out steps and reports what came of them.
import type { FaultCode } from '../domain/fault.ts';

export interface PlanState {
  /** A pull is wanted. */
  pullDue: boolean;
  /** It was wanted after the last one had begun, which may have missed what was to be fetched. */
  pullAgain: boolean;
  /** At most so many mutations in the next push; 0: as many as the limits allow. */
  scale: number;
  /** The mutation the server could not read, while an empty push shows whether it takes pushes of this device at all; 0: none.
   *  By its number, here and below: what comes first may be another one by then, through another tab or a rewind. */
  probing: number;
  /** A mutation the server cannot read: it is set aside here, so that it does not block the rest (P9). */
  parkNext: { n: number; code: FaultCode } | null;
  /** The server asked for a reset, perhaps because it came back from a backup: before the copies are replaced, an empty push
   *  finds out what it has forgotten (P7), so that this is sent before it would vanish from the screens. */
  greet: boolean;
  /** That was done for the reset that is under way. */
  greeted: boolean;
  /** Failures in a row. */
  tries: number;
  /** Nothing is sent before this instant (ms). */
  notBefore: number;
  /** Stopped until somebody signs in (unauthorized), or for good (device_revoked). */
  stopped: 'unauthorized' | 'device_revoked' | null;
  /** The server asked to be left alone until then (Retry-After): no tap and no return of the network overrides it. */
  asked: number;
  /** The copies here differ from the server's: the parts that do are to be fetched. */
  repairDue: boolean;
  /** The app is too old to pull; it may still push (P8). */
  tooOld: boolean;
  /** What to tell the person. */
  problem: FaultCode | null;
}

export const initialPlan: PlanState = {
  pullDue: true,
  pullAgain: false,
  scale: 0,
  probing: 0,
  parkNext: null,
  greet: false,
  greeted: false,
  tries: 0,
  notBefore: 0,
  asked: 0,
  repairDue: false,
  stopped: null,
  tooOld: false,
  problem: null,
};

export type Step =
  | { do: 'push'; max: number | null }
  | { do: 'park'; n: number; code: FaultCode }
  | { do: 'pull' }
  | { do: 'repair' }
  | { do: 'segment' }
  | { do: 'wait'; until: number }
  | { do: 'rest' };

/** `owed`: how many segments of a first sync are still to be fetched; 0: all are in, and a pull has to say so; null: none were offered. */
export interface Facts {
  pending: number;
  owed: number | null;
  now: number;
}

/** Sending comes before fetching: what is withdrawn leaves only after the work on it was sent (P5). */
export function nextStep(state: PlanState, facts: Facts): Step {
  if (state.stopped) return { do: 'rest' };
  const fetching = fetchStep(state, facts);
  if (facts.pending === 0 && !fetching) return { do: 'rest' };
  // An instant further away than anybody waits was noted by a clock that has been put right since.
  const longest = state.notBefore === state.asked ? LONGEST_ASKED : LONGEST_WAIT;
  if (facts.now < state.notBefore && state.notBefore <= facts.now + longest) return { do: 'wait', until: state.notBefore };
  if (state.greet) return { do: 'push', max: 0 };
  if (facts.pending > 0) {
    if (state.parkNext) return { do: 'park', ...state.parkNext };
    return { do: 'push', max: state.probing ? 0 : state.scale || null };
  }
  return fetching ?? { do: 'rest' };
}

/** One's own work first, then what all share. */
function fetchStep(state: PlanState, { owed }: Facts): Step | null {
  if (state.tooOld) return null;
  if (state.pullDue || owed === 0) return { do: 'pull' };
  if (state.repairDue) return { do: 'repair' };
  return owed ? { do: 'segment' } : null;
}

export type Outcome =
  | { was: 'pushed'; count: number }
  | { was: 'parked' }
  | { was: 'pulled'; more: boolean; differs: boolean }
  | { was: 'repaired'; records: number }
  | { was: 'segment' } // one more is in, or the set is gone
  | { was: 'cut'; pages: number } // a page without its end (L1), after so many whole ones
  | { was: 'reset' } // a server that may have forgotten something, and was not greeted yet (L4, P7)
  // n: of the first of `count` mutations
  | { was: 'failed'; during: 'push' | 'pull'; count: number; n: number; code: FaultCode; retryAfter: number };

/** What only the engine can do about an answer. */
export type Effect = 'pause' | 'wipe' | 'rewind' | null;

/** A step is about to be carried out; `after` tells what came of it. */
export function begun(state: PlanState, step: Step): PlanState {
  return step.do === 'pull' ? { ...state, pullAgain: false } : state;
}

const well = { tries: 0, notBefore: 0, asked: 0, problem: null } as const;

export function after(state: PlanState, outcome: Outcome, facts: { now: number; random: number }): [PlanState, Effect] {
  const [next, effect] = judge(state, outcome, facts);
  return [next.tooOld && !next.problem ? { ...next, problem: 'update_required' } : next, effect]; // said until it is done
}

function judge(state: PlanState, outcome: Outcome, facts: { now: number; random: number }): [PlanState, Effect] {
  switch (outcome.was) {
    case 'pushed':
      if (state.greet) return [{ ...state, ...well, greet: false, greeted: true }, null];
      if (state.probing) return [{ ...state, ...well, probing: 0, parkNext: { n: state.probing, code: 'invalid' } }, null];
      return [{ ...state, ...well, pullDue: true, scale: state.scale && state.scale * 2 > 500 ? 0 : state.scale * 2 }, null];
    case 'parked':
      return [{ ...state, parkNext: null }, null];
    case 'pulled':
      return [
        { ...state, ...well, pullDue: outcome.more || state.pullAgain, greeted: state.greeted && outcome.more, repairDue: outcome.differs },
        null,
      ];
    case 'repaired':
      return [{ ...state, ...well, repairDue: false, pullDue: state.pullDue || outcome.records > 0 }, null]; // pulled, to see that it helped
    case 'segment':
      return [{ ...state, ...well }, null];
    case 'reset':
      return [{ ...state, ...well, greet: true }, null];
    case 'cut':
      return [backOff(outcome.pages > 0 ? { ...state, tries: 0 } : state, 'offline', 0, facts), null];
    case 'failed':
      return failed(state, outcome, facts);
  }
}

function failed(
  state: PlanState,
  { during, count, n, code, retryAfter }: Extract<Outcome, { was: 'failed' }>,
  facts: { now: number; random: number },
): [PlanState, Effect] {
  switch (code) {
    case 'unauthorized':
      return [{ ...state, stopped: 'unauthorized', problem: code }, 'pause'];
    case 'device_revoked':
      return [{ ...state, stopped: 'device_revoked', problem: code }, 'wipe'];
    case 'update_required':
      return [{ ...state, tooOld: true, problem: code }, null];
    case 'rewound':
      // Sent again at once; only if the server says so again and again, with growing waits.
      return [
        {
          ...backOff(state, code, 0, facts),
          ...(state.tries === 0 ? { notBefore: 0 } : {}),
          probing: 0, // it is found again, behind what is sent again
          greet: false,
          greeted: true,
        },
        'rewind',
      ];
    case 'too_large':
    case 'invalid':
      if (during === 'push' && count > 1) return [{ ...state, scale: Math.ceil(count / 2) }, null];
      if (during === 'push' && count === 1) {
        if (code === 'too_large') return [{ ...state, parkNext: { n, code } }, null];
        return [{ ...state, probing: n }, null];
      }
      return [
        {
          ...backOff(state, code, retryAfter, facts),
          probing: 0,
          repairDue: false,
          greet: false,
          greeted: state.greet || state.greeted,
        },
        null,
      ];
    default:
      return [backOff(state, code, retryAfter, facts), null];
  }
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5 * 60_000;
const LONGEST_ASKED = 24 * 3_600_000;

/** Twice as long each time, at most five minutes, less up to a half by chance so that a fleet does not return in step. */
function backOff(state: PlanState, code: FaultCode, retryAfter: number, facts: { now: number; random: number }): PlanState {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** state.tries) * (1 - facts.random / 2);
  // later by chance, never earlier: those who were told the same do not return in step
  const asked = retryAfter > 0 ? facts.now + Math.min(LONGEST_ASKED, retryAfter * (1 + facts.random / 10)) : state.asked;
  return { ...state, tries: state.tries + 1, notBefore: Math.max(asked, facts.now + wait), asked, problem: code };
}

/** Something suggests that now is a good time: the network is back, the person looks, a poke came. */
export function woken(state: PlanState, hint: { pull: boolean; force: boolean }): PlanState {
  const wanted = hint.pull ? { pullDue: true, pullAgain: true } : {};
  const unhindered = hint.force ? { notBefore: state.asked, tries: 0 } : {};
  return { ...state, ...wanted, ...unhindered };
}

/** Somebody signed in again. */
export function signedIn(state: PlanState): PlanState {
  return state.stopped === 'unauthorized' ? { ...state, ...well, stopped: null, pullDue: true } : state;
}
