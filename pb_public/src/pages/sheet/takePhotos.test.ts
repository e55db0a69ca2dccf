import { beforeEach, expect, test, vi } from 'vitest';
import { takePhotos } from './takePhotos.ts';

const { photoAdd, photoAddLarge, within, pixelsOf, limits, said } = vi.hoisted(() => ({
  photoAdd: vi.fn(),
  photoAddLarge: vi.fn(),
  within: vi.fn(),
  pixelsOf: vi.fn(),
  limits: vi.fn(),
  said: [] as string[],
}));
vi.mock('../../commands/index.ts', () => ({ photoAdd, photoAddLarge }));
vi.mock('../../pictures/index.ts', () => ({ within }));
vi.mock('../../pictures/pixels.ts', () => ({ pixelsOf }));
vi.mock('../../db/meta.ts', () => ({ getMeta: limits }));
vi.mock('../../state/photo.ts', () => ({ keepThumb: () => Promise.resolve(true) }));
vi.mock('../../state/session.svelte.ts', () => ({ session: { db: { photos: { get: (id: string) => Promise.resolve({ id }) } } } }));
vi.mock('../../ui/toast.svelte.ts', () => ({ toasts: { show: ({ text }: { text: string }) => said.push(text) } }));

const take = (...files: File[]) => takePhotos('job', files as unknown as FileList, { kind: 'before' });
const file = (bytes: number) => new File([new Uint8Array(bytes)], 'a.jpg', { type: 'image/jpeg' });

beforeEach(() => {
  said.length = 0;
  limits.mockReset().mockResolvedValue({ photoBytes: 100, photoPixels: 1000 });
  pixelsOf.mockReset().mockReturnValue(0);
  photoAdd.mockReset().mockImplementation((_, { bytes }: { bytes: ArrayBuffer }) => Promise.resolve(`photo${bytes.byteLength}`));
});

test('an empty file is no photo, and the ones beside it are kept', async () => {
  expect(await take(file(0), file(7))).toEqual(['photo7']);
  expect(said).toEqual(['photos.empty', 'photos.kept']);
});

type Shrink = (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
const addLarge = async (_: unknown, { bytes }: { bytes: ArrayBuffer }, shrink: Shrink) => ({
  id: 'large',
  sent: await shrink(bytes).catch(() => null),
});

test('of one that is too large for the server a smaller one travels, and it is said', async () => {
  photoAddLarge.mockImplementation(addLarge);
  within.mockImplementation((_bytes, _mime, most: number) => Promise.resolve(new ArrayBuffer(most)));
  expect(await take(file(101), file(7))).toEqual(['large', 'photo7']);
  expect(within.mock.lastCall?.slice(1)).toEqual(['image/jpeg', 100]);
  expect(said).toEqual(['photos.scaled', 'photos.kept']);
});

test('nor does one travel that has few bytes and too many pixels', async () => {
  photoAddLarge.mockImplementation(addLarge);
  within.mockImplementation(() => Promise.resolve(new ArrayBuffer(40)));
  pixelsOf.mockReturnValueOnce(1001);
  expect(await take(file(90), file(7))).toEqual(['large', 'photo7']);
  expect(said).toEqual(['photos.scaled', 'photos.kept']);
});

test('one that cannot be made smaller is kept, and said before anybody leaves not to be taken', async () => {
  photoAddLarge.mockImplementation(addLarge);
  within.mockRejectedValue(new Error('not a picture'));
  expect(await take(file(101))).toEqual(['large']);
  expect(said).toEqual(['photos.tooLarge']);
});

test('a file that cannot be read is said, and the next one is kept', async () => {
  const gone = file(3);
  gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
  expect(await take(gone, file(5))).toEqual(['photo5']);
  expect(said).toHaveLength(2);
});

test('limits that cannot be read, as after WebKit killed the connection behind the camera, keep no photo from being stored', async () => {
  limits.mockRejectedValue(new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError'));
  expect(await take(file(7))).toEqual(['photo7']);
  expect(said).toEqual(['photos.kept']);
});
