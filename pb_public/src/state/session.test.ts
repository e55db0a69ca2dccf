import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deviceId } from '../db/meta.ts';
import { session } from './session.svelte.ts';
import { clearSession, readSession } from './sessionStore.ts';

const record = { id: 'anna00000000000', name: '安娜', role: 'engineer', teams: ['t'], lang: 'zh-CN' };
let answer: () => Response;
beforeEach(() => vi.stubGlobal('fetch', async () => answer()));
afterEach(async () => {
  await session.signOut();
  vi.unstubAllGlobals();
});

const good = () => new Response(JSON.stringify({ token: 'tok', record }));

test('signing in opens the database of that user and is remembered without the server', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  expect(session.status).toBe('signedIn');
  expect(session.db?.name).toBe('lutong-anna00000000000');
  answer = () => {
    throw new TypeError('the line is down');
  };
  await session.load();
  expect(session).toMatchObject({ status: 'signedIn', user: { id: record.id, role: 'engineer', phone: '' } });
  expect(session.token()).toBe('tok');
});

test('a wrong password is told apart from a dead line', async () => {
  answer = () => new Response('{}', { status: 400 });
  await expect(session.signIn('a@x', 'no')).rejects.toMatchObject({ code: 'bad_credentials' });
  answer = () => {
    throw new TypeError('the line is down');
  };
  await expect(session.signIn('a@x', 'no')).rejects.toMatchObject({ code: 'offline' });
});

test('an expired token only pauses: the database stays open, and it lasts over a restart', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  answer = () => new Response('{}', { status: 401 });
  await session.refresh();
  expect(session.status).toBe('paused');
  expect(session.db?.isOpen()).toBe(true);
  await session.load();
  expect(session.status).toBe('paused');
  answer = good;
  await session.signInAgain('secret');
  expect(session.status).toBe('signedIn');
});

test('refreshing over a dead line changes nothing', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  answer = () => {
    throw new TypeError('the line is down');
  };
  await session.refresh();
  expect(session.status).toBe('signedIn');
});

test('signing in again as somebody else is refused', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  answer = () => new Response(JSON.stringify({ token: 't2', record: { ...record, id: 'bert00000000000' } }));
  await expect(session.signInAgain('x')).rejects.toMatchObject({ code: 'bad_credentials' });
  expect(session.user?.id).toBe(record.id);
});

test('signing out keeps the unsent work; the token is gone', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  await session.db!.meta.put({ key: 'kept', value: 1 });
  await session.signOut();
  expect(session).toMatchObject({ status: 'signedOut', db: null });
  expect(await readSession()).toBeUndefined();
  await session.signIn('a@x', 'secret');
  expect(await session.db!.meta.get('kept')).toBeDefined();
});

test('a withdrawn device is wiped, and the person is told', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  await session.db!.meta.put({ key: 'kept', value: 1 });
  await session.wipe();
  expect(session).toMatchObject({ status: 'signedOut', notice: 'device_revoked' });
  await clearSession();
  await session.signIn('a@x', 'secret');
  expect(await session.db!.meta.get('kept')).toBeUndefined();
  expect(session.notice).toBe('');
});

test('a database that cannot be opened: said so, nothing is deleted until the person begins afresh, as another device', async () => {
  answer = good;
  await session.signIn('a@x', 'secret');
  const device = await deviceId(session.db!);
  const open = vi.spyOn(Object.getPrototypeOf(Object.getPrototypeOf(session.db!)) as { open(): unknown }, 'open');
  await session.startAfresh(); // nothing is broken: nothing happens
  expect(await deviceId(session.db!)).toBe(device);
  session.db!.close();
  open.mockImplementation(() => Promise.reject(new Error('UnknownError')));
  session.probe();
  await expect.poll(() => session.broken).toBe(true);
  open.mockRestore();
  await session.startAfresh();
  expect(session.broken).toBe(false);
  expect(session.status).toBe('signedIn');
  expect(await deviceId(session.db!)).not.toBe(device);
});
