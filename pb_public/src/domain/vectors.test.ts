// The same files prove the Go side (hooks/job).
import { describe, expect, test } from 'vitest';
import { canonical, type SheetText } from './canonical.ts';
import { changed } from './changed.ts';
import { fold, type FoldEvent, type JobState } from './fold.ts';

const files = import.meta.glob('../../../hooks/job/testdata/*.json', { eager: true, import: 'default' });
function vectors<T>(name: string): T[] {
  const found = files[`../../../hooks/job/testdata/${name}.json`] as T[] | undefined;
  if (!found?.length) throw new Error(`no vectors in ${name}.json`);
  return found;
}

/** Every order of a few, several of many. */
function orders<T>(items: T[]): T[][] {
  const turned = items.map((_, i) => [...items.slice(i), ...items.slice(0, i)]);
  return [...turned, ...turned.map((t) => [...t].reverse())];
}

describe('M7 the fold, in any order of arrival', () => {
  for (const { name, events, want } of vectors<{ name: string; events: FoldEvent[]; want: JobState }>('fold')) {
    test(name, () => {
      for (const order of [events, ...orders(events)]) expect(fold(order)).toEqual(want);
    });
  }
});

describe('U6 the text a customer signs', () => {
  for (const { name, sheet, want } of vectors<{ name: string; sheet: SheetText; want: string }>('canonical')) {
    test(name, () => expect(canonical(sheet)).toBe(want));
  }
});

describe('U6 what changed after signature', () => {
  for (const { name, signed, now, want } of vectors<{ name: string; signed: string; now: string; want: string[] }>('changed')) {
    test(name, () => expect(changed(signed, now)).toEqual(want));
  }
});
