// What people looked for, told once their typing has come to rest: the one place where whoever keeps a log of searches listens. Words that
// a page searches for by itself (similar articles, stories that fit) are not told.
import type { Lang } from '../../domain/records.ts';

export interface Searched {
  query: string;
  lang: Lang;
  /** All that was found, not only what is listed. */
  hits: number;
  /** What it was narrowed by: kind, vendor, model, lang, tag. */
  filters: Readonly<Record<string, string>>;
}

type Listener = (searched: Searched) => void;
const listeners = new Set<Listener>();

/** Calls for every search from now on; returns how to stop. */
export function onSearch(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A person typed on within this time (ms): what was there in between was not what was looked for. */
const REST = 1500;
let timer: ReturnType<typeof setTimeout> | undefined;

/** An answer is on screen. It counts as a search when nothing else is asked for a moment, or when `now` says that the person acted on it. */
export function searched(what: Searched, now = false): void {
  clearTimeout(timer);
  const tell = () => listeners.forEach((listener) => listener(what));
  if (now) tell();
  else timer = setTimeout(tell, REST);
}

/** The box was emptied: what it held is no longer looked for. */
export function abandoned(): void {
  clearTimeout(timer);
}
