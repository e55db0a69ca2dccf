// Applying a mutation's `set` to a record, and reading the `was` for one: a dotted name (answers.c3) addresses one key of
// a map, everything else a whole field (M3). Pure; neither function changes what it is given.
import type { Doc } from './records.ts';

export type Values = { [field: string]: unknown };

function split(name: string): [field: string, key: string | null] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)];
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value a field, or one key of a map, has in a record; a key that is not there is null. */
export function valueAt(doc: Doc, name: string): unknown {
  const [field, key] = split(name);
  if (key === null) return doc[field] ?? null;
  const map = doc[field];
  return isMap(map) ? (map[key] ?? null) : null;
}

/** The record with the values set. A map's key set to null is removed. */
export function applySet<D extends Doc>(doc: D, set: Values): D {
  const out: Doc = { ...doc };
  for (const [name, value] of Object.entries(set)) {
    const [field, key] = split(name);
    if (key === null) {
      out[field] = value;
      continue;
    }
    const map = out[field];
    const copy = isMap(map) ? { ...map } : {};
    if (value === null) delete copy[key];
    else copy[key] = value;
    out[field] = copy;
  }
  return out as D;
}

/** What the person saw when editing: the value of each field of `set` (M3). */
export function wasOf(doc: Doc, set: Values): Values {
  return Object.fromEntries(Object.keys(set).map((name) => [name, valueAt(doc, name)]));
}
