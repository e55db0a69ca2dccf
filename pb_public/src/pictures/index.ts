// Smaller pictures and copies with drawings, made off the main thread; in the page only where the browser has no canvas in workers
// (Safari before 16.4).
import { scriptUrl } from '../state/trusted.ts';
import type { Mark } from './draw.ts';
import type { Reply, Request } from './pictures.worker.ts';
import { render, type Picture } from './render.ts';
import workerUrl from './pictures.worker.ts?worker&url';

/** As the server makes them (hooks/media/variants.go). */
const THUMB = { side: 320, quality: 0.78 };
const COPY = { side: 2048, quality: 0.85 };

/** Throws when this tablet cannot read the picture. */
export const thumbOf = (bytes: ArrayBuffer, mime: string): Promise<ArrayBuffer> => make({ bytes, mime, ...THUMB });

/** The photo with marks and a line of text on it; the photo itself stays what it is. */
export const copyWith = (bytes: ArrayBuffer, mime: string, marks: Mark[], lines: string[]): Promise<ArrayBuffer> =>
  make({ bytes, mime, marks, lines, ...COPY });

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { resolve(bytes: ArrayBuffer): void; reject(e: Error): void }>();

async function make(wanted: Picture): Promise<ArrayBuffer> {
  if (typeof OffscreenCanvas === 'undefined' || typeof Worker === 'undefined') return render(wanted, onPage);
  try {
    return await ask(wanted);
  } catch {
    return render(wanted, onPage); // a worker without a canvas, or one that was ended for want of memory
  }
}

function ask(wanted: Picture): Promise<ArrayBuffer> {
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
    if (data.bytes) asked?.resolve(data.bytes);
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
  const jpeg = (quality: number) =>
    new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', quality),
    );
  return { ctx, jpeg };
}
