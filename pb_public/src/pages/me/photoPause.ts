const WORTH_SAYING = 60_000;
const LONGEST = 24 * 3_600_000; // as the queue believes it; an instant further away was noted by a clock that has been put right since

/** Until when (ms) the server wants no photos; 0: they go, or will within a minute. */
export const pausedUntil = (asked: number, now: number): number => (asked > now + WORTH_SAYING && asked <= now + LONGEST ? asked : 0);
