import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { base64, Signing } from './signing.svelte';

let answers: [status: number, body?: unknown][] = [];
let sent: { url: string; body: Record<string, unknown> | null }[] = [];

beforeEach(() => {
  answers = [];
  sent = [];
  vi.stubGlobal('fetch', async (url: string, init: { body?: string } = {}) => {
    sent.push({ url, body: init.body ? (JSON.parse(init.body) as Record<string, unknown>) : null });
    const [status, body] = answers.shift() ?? [0];
    if (status === 0) throw new TypeError('offline');
    return { status, ok: status < 300, json: async () => body };
  });
});
afterEach(() => vi.unstubAllGlobals());

const ink = { strokes: [{ points: [] }], png: new Uint8Array([1, 2, 255]).buffer };
const who = { signer: '张经理', role: '' };

async function opened(text = 'A'): Promise<Signing> {
  const signing = new Signing('token');
  answers.push([200, { text, hash: 'h' + text }]);
  await signing.open();
  expect(signing.step).toBe('ready');
  return signing;
}

test('what was shown is what is signed', async () => {
  const signing = await opened();
  answers.push([204]);
  await signing.send(who, ink);
  expect(signing.step).toBe('done');
  expect(sent[1]!.body).toEqual({ ...who, strokes: ink.strokes, png: 'AQL/', signed: 'A', signedHash: 'hA' });
});

test('a text that was changed meanwhile is shown again before it can be signed', async () => {
  const signing = await opened();
  answers.push([409, { data: { code: 'sheet_changed' } }], [200, { text: 'B', hash: 'hB' }]);
  await signing.send(who, ink);
  expect(signing.step).toBe('changed');
  expect(signing.sheet?.text).toBe('B');
  answers.push([204]);
  await signing.send(who, ink);
  expect(sent.at(-1)!.body).toMatchObject({ signed: 'B', signedHash: 'hB' });
});

test.each([
  ['no network', [0], 'unsent'],
  ['a server in trouble', [503], 'unsent'],
  ['not accepted', [400, {}], 'refused'],
] as [string, [number, unknown?], string][])('%s', async (_, answer, step) => {
  const signing = await opened();
  answers.push(answer);
  await signing.send(who, ink);
  expect(signing.step).toBe(step);
  expect(signing.sheet?.text).toBe('A');
});

test('refusing needs no ink', async () => {
  const signing = await opened();
  answers.push([204]);
  await signing.send(who, { reason: '等领导' });
  expect(sent[1]!.body).toEqual({ ...who, refused: true, reason: '等领导', signed: 'A', signedHash: 'hA' });
});

const signed = { code: 'already_signed', signer: '李主任', at: '2026-11-22T02:30:00Z' };

test('somebody else signed while the page was open: said so, and nothing was sent yet', async () => {
  const signing = new Signing('token');
  answers.push([409, { data: signed }]);
  await signing.open();
  expect(signing.step).toBe('already');
  expect(signing.standing).toEqual({ signer: '李主任', at: '2026-11-22T02:30:00Z', notKept: false });
});

test('a second signature is not kept, and is not called done', async () => {
  const signing = await opened();
  answers.push([409, { data: signed }]);
  await signing.send(who, ink);
  expect(signing.step).toBe('already');
  expect(signing.standing).toEqual({ signer: '李主任', at: '2026-11-22T02:30:00Z', notKept: true });
});

test('somebody else signed a text that had changed under the pen: what was sent from here was not kept', async () => {
  const signing = await opened();
  answers.push([409, { data: { code: 'sheet_changed' } }], [409, { data: signed }]);
  await signing.send(who, ink);
  expect(signing.standing?.notKept).toBe(true);
});

test('a job that cannot be signed yet is not signed', async () => {
  const signing = new Signing('token');
  answers.push([409, { data: { code: 'sign_too_early' } }]);
  await signing.open();
  expect(signing.step).toBe('refused');
});

test('base64', () => expect(base64(new Uint8Array(100_000).fill(7).buffer)).toHaveLength(133_336));
