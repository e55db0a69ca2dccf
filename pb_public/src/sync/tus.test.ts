import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UploadRow } from '../db/db.ts';
import { Later } from './photoQueue.ts';
import { uploadByTus, type TusOptions } from './tus.ts';

// The real tus-js-client over a request object of ours: what it asks, and what it makes of each answer.

interface Asked {
  method: string;
  url: string;
  offset: string | undefined;
}
let asked: Asked[] = [];
/** null: never. */
let answer: (asked: Asked) => { status: number; headers?: Record<string, string | undefined>; body?: unknown } | null;
let aborted: string[] = [];

class Request {
  status = 0;
  responseText = '';
  withCredentials = false;
  upload: { onprogress?: (e: unknown) => void } = {};
  onload = () => {};
  onerror = (_: unknown) => {};
  private asked: Asked = { method: '', url: '', offset: undefined };
  private headers: Record<string, string | undefined> = {};
  open(method: string, url: string) {
    this.asked = { method, url, offset: undefined };
  }
  setRequestHeader(name: string, value: string) {
    if (name === 'Upload-Offset') this.asked.offset = value;
  }
  getResponseHeader(name: string) {
    return this.headers[name] ?? null;
  }
  abort() {
    aborted.push(this.asked.method);
  }
  send() {
    asked.push(this.asked);
    const answered = answer(this.asked);
    if (!answered) return void (this.asked.method === 'PATCH' && trickle(this));
    const { status, headers = {}, body } = answered;
    this.status = status;
    this.headers = headers;
    this.responseText = body ? JSON.stringify(body) : '';
    setTimeout(() => (status ? this.onload() : this.onerror(new Event('error'))));
  }
}

/** What a request that is not answered does meanwhile. */
let trickle: (request: Request) => void = () => {};

const was = globalThis.XMLHttpRequest;
beforeEach(() => {
  asked = [];
  aborted = [];
  trickle = () => {};
  globalThis.XMLHttpRequest = Request as unknown as typeof XMLHttpRequest;
});
afterEach(() => {
  globalThis.XMLHttpRequest = was;
});

const SIZE = 1_000_000;
const photo = (uploadUrl: string): UploadRow => ({
  id: 'photo0000000001',
  job: 'job000000000001',
  sha256: 'a'.repeat(64),
  mime: 'image/jpeg',
  size: SIZE,
  addedAt: '2026-11-21T08:00:00.000Z',
  sent: false,
  tries: 0,
  notBefore: 0,
  uploadUrl,
  problem: '',
});
const send = (uploadUrl = '', more: Partial<TusOptions> = {}) =>
  uploadByTus(photo(uploadUrl), new ArrayBuffer(SIZE), () => {}, { endpoint: 'http://x/uploads', device: 'd', token: () => 't', ...more });
const fault = (code: string) => ({ status: 0, message: '', data: { code } });

describe('U2 an upload goes on at the byte where it broke', () => {
  for (const [status, meaning] of [
    [401, { code: 'unauthorized' }],
    [403, { constructor: Later }],
    [423, { constructor: Later }],
    [429, { code: 'slow_down', retryAfter: 7_000 }],
    [500, { code: 'unavailable', retryAfter: 7_000 }],
    [502, { code: 'unavailable', retryAfter: 7_000 }],
    [503, { code: 'unavailable', retryAfter: 7_000 }],
  ] as const) {
    test(`a ${status} to the question how far it is does not begin it again`, async () => {
      answer = () => ({ status, headers: { 'Retry-After': '7' } });
      await expect(send('http://x/uploads/1')).rejects.toMatchObject(meaning);
      expect(asked.map((a) => a.method)).toEqual(['HEAD']);
    });
  }

  test('it asks, and sends the rest only', async () => {
    answer = ({ method }) =>
      method === 'HEAD'
        ? { status: 200, headers: { 'Upload-Offset': '900000', 'Upload-Length': `${SIZE}` } }
        : { status: 204, headers: { 'Upload-Offset': `${SIZE}` } };
    await send('http://x/uploads/1');
    expect(asked.map((a) => [a.method, a.offset])).toEqual([
      ['HEAD', undefined],
      ['PATCH', '900000'],
    ]);
  });

  test('one that is gone begins again', async () => {
    answer = ({ method }) => {
      if (method === 'HEAD') return { status: 404 };
      if (method === 'POST') return { status: 201, headers: { Location: '/uploads/2' } };
      return { status: 503 };
    };
    await expect(send('http://x/uploads/1')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked.map((a) => a.method)).toEqual(['HEAD', 'POST', 'PATCH']);
  });
});

describe('what the answers mean', () => {
  test('a photo the server has already is sent', async () => {
    answer = () => ({ status: 409, body: fault('photo_known') });
    await send();
    expect(asked.map((a) => a.method)).toEqual(['POST']);
  });

  for (const [status, code, means] of [
    [503, 'storage_full', 'unavailable'],
    [503, 'storage_down', 'unavailable'],
    [429, 'day_full', 'slow_down'],
  ] as const)
    test(`${code} is for later, for every photo, and for as long as the server asks`, async () => {
      answer = () => ({ status, body: fault(code), headers: { 'Retry-After': '90' } });
      await expect(send()).rejects.toMatchObject({ code: means, retryAfter: 90_000 });
      answer = () => ({ status, body: fault(code) });
      await expect(send()).rejects.toMatchObject({ code: means, retryAfter: 0 });
      const [date, then] = ['Sat, 21 Nov 2026 08:00:00 GMT', 'Sat, 21 Nov 2026 08:02:00 GMT'];
      answer = () => ({ status, body: fault(code), headers: { 'Retry-After': then, Date: date } });
      await expect(send()).rejects.toMatchObject({ code: means, retryAfter: 120_000 });
    });

  for (const [status, code] of [
    [404, 'photo_unknown'],
    [409, 'wrong_offset'],
    [460, 'wrong_checksum'],
  ] as const)
    test(`${code} is for later, for this photo alone`, async () => {
      answer = () => ({ status, body: fault(code) });
      await expect(send()).rejects.toBeInstanceOf(Later);
    });

  for (const [status, code] of [
    [400, 'bomb'],
    [413, 'job_full'],
  ] as const)
    test(`${code} is for a person`, async () => {
      answer = () => ({ status, body: fault(code) });
      await expect(send()).rejects.toMatchObject({ name: 'Error', message: code });
    });

  test('no answer is no network', async () => {
    answer = () => ({ status: 0 });
    await expect(send()).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('a line that falls silent does not hold the queue', () => {
  const created = { status: 201, headers: { Location: '/uploads/2' } };

  for (const [silent, answers] of [
    ['POST', {}],
    ['PATCH', { POST: created }],
  ] as const)
    test(`in ${silent}: the request is let go, and it is no network`, async () => {
      answer = ({ method }) => (answers as Record<string, typeof created>)[method] ?? null;
      await expect(send('', { idleMs: 30 })).rejects.toMatchObject({ code: 'offline' });
      expect([asked.at(-1)!.method, aborted]).toEqual([silent, [silent]]);
    });

  test('one that is slow goes on', async () => {
    answer = ({ method }) => (method === 'POST' ? created : null);
    let told = 0;
    trickle = (request) => {
      const more = () => {
        request.upload.onprogress?.({ lengthComputable: true, loaded: ++told });
        if (told < 10) setTimeout(more, 30);
      };
      more();
    };
    await expect(send('', { idleMs: 100 })).rejects.toMatchObject({ code: 'offline' });
    expect(told).toBe(10);
  });

  test('the end of the queue ends it', async () => {
    answer = () => null;
    const over = new AbortController();
    const sending = send('', { signal: over.signal });
    over.abort();
    await expect(sending).rejects.toMatchObject({ code: 'offline' });
    await expect(send('', { signal: over.signal })).rejects.toMatchObject({ code: 'offline' });
    expect(asked.length).toBeLessThan(2);
  });
});
