import type zh from './knowledge.zh.ts';

/** The knowledge base, in English. */
export default {} satisfies Record<keyof typeof zh, string>;
