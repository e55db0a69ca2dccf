import { describe, expect, test } from 'vitest';
import { blank, collectionNames, fieldKinds } from './fields.ts';

// The server's table of synced collections, read as text.
const source = Object.values(
  import.meta.glob('../../../hooks/rules/collections.go', { eager: true, query: '?raw', import: 'default' }),
)[0] as string;

const KINDS: Record<string, string> = { Number: 'n', Bool: 'b', Refs: 's', Words: 's', Map: 'm', JSON: 'j' };

function serverTable(): Map<string, Map<string, string>> {
  const table = new Map<string, Map<string, string>>();
  let fields = new Map<string, string>();
  const lines = source.slice(source.indexOf('var Collections')).split('\n');
  for (const line of lines) {
    const head = /\{Name: "(\w+)", Rank: \d+/.exec(line);
    if (head) table.set(head[1]!, (fields = new Map()));
    const code = (head ? line.slice(line.indexOf('Fields:')) : line).replace(/\/\/.*$/, '');
    for (const [, name, rest] of code.matchAll(/\{Name: "(\w+)"([^{}]*(?:\{[^{}]*\}[^{}]*)?)\}/g)) {
      if (rest!.includes('Rank:')) continue;
      fields.set(name!, KINDS[/Kind: fs\.(\w+)/.exec(rest!)?.[1] ?? ''] ?? 't');
    }
  }
  return table;
}

describe('the tablet has the collections and fields of the server', () => {
  const server = serverTable();
  test('the same collections, parents before children (L7)', () => expect(collectionNames).toEqual([...server.keys()]));
  for (const name of collectionNames) {
    test(name, () => {
      const sorted = (m: Map<string, string>) => Object.fromEntries([...m].sort());
      expect(sorted(fieldKinds(name))).toEqual(sorted(server.get(name)!));
    });
  }
});

test('a blank record has every field, empty', () => {
  expect(blank('events', 'a'.repeat(15))).toEqual({
    id: 'aaaaaaaaaaaaaaa',
    job: '',
    visit: '',
    kind: '',
    text: '',
    eta: '',
    place: '',
    shared: false,
    data: null,
    by: '',
    at: '',
    correctedAt: '',
    receivedAt: '',
  });
});
