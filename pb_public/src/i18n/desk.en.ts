import type zh from './desk.zh.ts';

/** The dispatcher's screens, in English. */
export default {} satisfies Record<keyof typeof zh, string>;
