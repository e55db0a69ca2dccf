import { beforeEach, expect, test, vi } from 'vitest';
import { draftOf, keepDraft } from './draft.ts';
import { BEAT_MS, isOpen, Saved, saveAll, type SavedOptions } from './saved.svelte.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

function field(options: Partial<SavedOptions> = {}) {
  const saves: [string, string][] = [];
  const saved = new Saved({
    user: 'me',
    what: 'a/b',
    value: 'one',
    save: (text, was) => Promise.resolve(void saves.push([text, was])),
    failed: () => saves.push(['failed', '']),
    pause: () => null,
    ...options,
  });
  return { saved, saves };
}

test('words are kept at each key, stored when all is to be stored, and then no draft is left', async () => {
  const { saved, saves } = field();
  const end = saved.begin();
  saved.typed('one t', 'one');
  saved.typed('one two', 'one');
  expect(draftOf('me', 'a/b')).toMatchObject({ text: 'one two', base: 'one' });
  expect(saves).toEqual([]);
  await saveAll();
  expect(saves).toEqual([['one two', 'one']]);
  expect(draftOf('me', 'a/b')).toBeNull();
  expect(saved.dirty).toBe(false);
  end();
});

test('news from elsewhere shows at rest, and never over what is being typed', async () => {
  const { saved, saves } = field();
  expect(saved.hear('two')).toBe(true);
  saved.typed('two and mine', 'two');
  expect(saved.hear('three')).toBe(false);
  expect(saved.text).toBe('two and mine');
  await saved.flush();
  expect(saves).toEqual([['two and mine', 'two']]); // with what was seen: the server merges it with "three"
  expect(saved.hear('two and mine')).toBe(false); // its own echo
  expect(saved.hear('three and mine')).toBe(true);
});

test('what a killed page left is found again and stored', async () => {
  const first = field();
  first.saved.typed('one and more', 'one');
  const { saved, saves } = field();
  expect(saved.text).toBe('one and more');
  saved.begin()();
  await saved.flush();
  expect(saves).toEqual([['one and more', 'one']]);
});

test('what could not be stored stays a draft, and is tried again', async () => {
  let full = true;
  const stored: string[] = [];
  const { saved, saves } = field({ save: (text) => (full ? Promise.reject(new Error('full')) : Promise.resolve(void stored.push(text))) });
  saved.typed('x', 'one');
  await saved.flush();
  expect([saved.status, saves.length, draftOf('me', 'a/b')?.text]).toEqual(['unsaved', 1, 'x']);
  full = false;
  await saved.flush();
  expect([saved.status, stored]).toEqual(['saved', ['x']]);
});

test('who types on while the first words are being stored stands on them', async () => {
  const { saved, saves } = field();
  saved.typed('one t', 'one');
  const first = saved.flush();
  saved.typed('one two', 'one');
  await Promise.all([first, saved.flush()]);
  expect(saves).toEqual([
    ['one t', 'one'],
    ['one two', 'one t'],
  ]);
});

test("a tab that has stored its words does not drop another tab's draft of the same field", async () => {
  const [one, two] = [field().saved, field().saved];
  one.typed('one two', 'one');
  two.typed('one three', 'one'); // stored only when the field is left
  await one.flush();
  expect(draftOf('me', 'a/b')?.text).toBe('one three'); // were tab two killed now, nothing else would have these words
});

test('a field on the screen says that it holds what is not stored, and leaves the words of another tab alone', () => {
  vi.useFakeTimers();
  const { saved } = field();
  const end = saved.begin();
  expect(isOpen('me', 'a/b')).toBe(true);
  saved.typed('one two', 'one');
  const before = draftOf('me', 'a/b')!.at!;
  vi.advanceTimersByTime(BEAT_MS);
  expect(draftOf('me', 'a/b')!.at).toBe(before + BEAT_MS);
  keepDraft('me', 'a/b', 'theirs', 'one', before);
  vi.advanceTimersByTime(BEAT_MS);
  expect(draftOf('me', 'a/b')).toEqual({ text: 'theirs', base: 'one', at: before });
  end();
  expect(isOpen('me', 'a/b')).toBe(false);
  vi.useRealTimers();
});

test('words typed and typed back leave no echo behind: what the office sets and takes back is shown', async () => {
  const { saved } = field();
  saved.typed('one t', 'one');
  saved.typed('one', 'one');
  await saved.flush();
  saved.hear('two');
  saved.hear('one');
  expect(saved.text).toBe('one'); // what the database says
});
