import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import { Fault } from '../domain/fault.ts';
import type { ArticleKind, Figure } from '../domain/records.ts';
import { keepFigures, keptFigures, type KeeperOptions } from './figureKeeper.ts';

let db: LutongDB;
let asked: string[];
beforeEach(() => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  asked = [];
});
afterEach(() => db.close());

const sha = (name: string) => name.padEnd(64, '0');

async function figure(name: string, kind: ArticleKind, state: Figure['state'] = 'stored') {
  await db.articles.put({ ...blank('articles', 'of ' + name), kind });
  await db.figures.put({ ...blank('figures', name), article: 'of ' + name, sha256: sha(name), state });
}

const put = (key: string, length: number, usedAt = Date.now()) =>
  db.figureFiles.put({ key, mime: 'image/jpeg', bytes: new ArrayBuffer(length), length, usedAt });

function options(o: Partial<KeeperOptions> = {}): KeeperOptions {
  return {
    db,
    room: () => Promise.resolve({ usage: 0, quota: 1e9 }),
    large: () => true,
    fetch: async (f, size) => {
      asked.push(`${f.id} ${size}`);
      await put(`${f.sha256}/${size}`, 100);
    },
    ...o,
  };
}

test('what is most needed comes first, and once', async () => {
  await figure('a', 'training');
  await figure('b', 'emergency');
  await figure('c', 'fault');
  await figure('d', 'fault', 'waiting');
  expect(await keptFigures(db)).toEqual({ all: 3, here: 0 });
  await keepFigures(options());
  await keepFigures(options());
  expect(asked).toEqual(['b view', 'c view', 'a view']);
  expect(await keptFigures(db)).toEqual({ all: 3, here: 3 });
});

test('evidence goes first: nothing is fetched while a photo waits', async () => {
  await figure('a', 'fault');
  const upload = {
    id: 'p',
    job: 'j',
    sha256: '',
    mime: '',
    size: 1,
    addedAt: '',
    sent: false,
    tries: 0,
    notBefore: 0,
    uploadUrl: '',
    problem: '',
  };
  await db.uploads.put(upload);
  await keepFigures(options());
  expect(asked).toEqual([]);
});

test('room is bounded: small ones beyond the limit, then none; nothing when the browser is nearly full', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await figure(name, 'fault');
  await keepFigures(options({ limit: 190 }));
  expect(asked).toEqual(['a view', 'b view', 'c thumb']);
  asked = [];
  await keepFigures(options({ room: () => Promise.resolve({ usage: 8e8, quota: 1e9 }) }));
  expect(asked).toEqual([]);
});

test('who pays for each megabyte gets small ones', async () => {
  await figure('a', 'fault');
  await keepFigures(options({ large: () => false }));
  expect(asked).toEqual(['a thumb']);
});

test('what no article shows any more goes; when there is too much, what was not looked at for longest', async () => {
  await figure('a', 'fault');
  await figure('b', 'fault');
  await put(`${sha('gone')}/view`, 10);
  await put(`${sha('a')}/view`, 100, 1);
  await put(`${sha('b')}/view`, 100, 2);
  await keepFigures(options({ limit: 100, fetch: () => Promise.reject(new Fault('offline')) }));
  expect(await db.figureFiles.toCollection().primaryKeys()).toEqual([`${sha('b')}/view`]);
});

test('a dead line ends the round; one image that is gone does not', async () => {
  for (const name of ['a', 'b']) await figure(name, 'fault');
  const fail = (code: 'offline' | 'missing') =>
    options({ fetch: (f, size) => (asked.push(`${f.id} ${size}`), Promise.reject(new Fault(code))) });
  await keepFigures(fail('offline'));
  expect(asked).toEqual(['a view']);
  asked = [];
  await keepFigures(fail('missing'));
  expect(asked).toEqual(['a view', 'b view']);
});
