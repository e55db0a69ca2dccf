import type zh from './tablet.zh.ts';

/** The engineer's screens, in English. */
export default {} satisfies Record<keyof typeof zh, string>;
