// Smaller pictures and copies with drawings, made off the main thread; in the page only where the browser has no canvas in workers
// (Safari before 16.4).
import { scriptUrl } from '../state/trusted.ts';
import type { Mark } from './draw.ts';
import type { Reply, Request } from './pictures.worker.ts';
import { render, type Picture, type Rendered } from './render.ts';
import { strippedJpeg, strippedPng } from './strip.ts';
import workerUrl from './pictures.worker.ts?worker&url';

/** As the server makes them (hooks/media/variants.go). */
const THUMB = { side: 320, quality: 0.78 };
const COPY = { side: 2048, quality: 0.85 };
const FIGURE = { side: 2048, quality: 0.85, lossless: 1 << 20 };

/** Throws when this tablet cannot read the picture. */
export const thumbOf = (bytes: ArrayBuffer, mime: string): Promise<ArrayBuffer> =>
  make({ bytes, mime, ...THUMB }).then((made) => made.bytes);

/** The photo with marks and a line of text on it; the photo itself stays what it is. */
export const copyWith = (bytes: ArrayBuffer, mime: string, marks: Mark[], lines: string[]): Promise<ArrayBuffer> =>
  make({ bytes, mime, marks, lines, ...COPY }).then((made) => made.bytes);

/** The longer side of what is made of a photo with too many bytes: as fine as fits. */
const SIDES = [4096, 2896, 2048];

/** The photo as a JPEG of at most so many bytes. Throws when this tablet cannot read it, or it does not become small enough. */
export async function within(bytes: ArrayBuffer, mime: string, most: number): Promise<ArrayBuffer> {
  for (const side of SIDES) {
    const made = await make({ bytes, mime, side, quality: COPY.quality });
    if (made.bytes.byteLength <= most) return made.bytes;
  }
  throw new Error('too large in every size');
}

/** The image an article gets: small enough to travel, upright, nothing in it but the picture. Throws when this tablet cannot read it. */
export async function figureOf(bytes: ArrayBuffer, mime: string): Promise<Rendered> {
  const made = await make({ bytes, mime, ...FIGURE });
  const strip = made.mime === 'image/png' ? strippedPng : strippedJpeg;
  return { ...made, bytes: strip(new Uint8Array(made.bytes)).buffer };
}

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { resolve(made: Rendered): void; reject(e: Error): void }>();

async function make(wanted: Picture): Promise<Rendered> {
  if (typeof OffscreenCanvas === 'undefined' || typeof Worker === 'undefined') return render(wanted, onPage);
  try {
    return await ask(wanted);
  } catch {
    return render(wanted, onPage); // a worker without a canvas, or one that was ended for want of memory
  }
}

function ask(wanted: Picture): Promise<Rendered> {
  worker ??= start();
  const n = ++last;
  const request: Request = { ...wanted, n };
  return new Promise((resolve, reject) => {
    waiting.set(n, { resolve, reject });
    worker!.postMessage(request); // copied, not moved: the bytes belong to the caller
  });
}

function start(): Worker {
  const w = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'pictures' });
  w.onmessage = ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.n);
    waiting.delete(data.n);
    if (data.made) asked?.resolve(data.made);
    else asked?.reject(new Error(data.error));
  };
  w.onerror = () => {
    worker = null; // the next one starts another
    for (const asked of waiting.values()) asked.reject(new Error('the worker stopped'));
    waiting.clear();
  };
  return w;
}

function onPage(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  const file = (type: string, quality?: number) =>
    new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), type, quality),
    );
  return { ctx, jpeg: (quality: number) => file('image/jpeg', quality), png: () => file('image/png') };
}
