// Pictures away from the page: decoding and scaling twelve megapixels takes a tablet up to a second.
import { render, type Picture, type Rendered } from './render.ts';

export type Request = Picture & { n: number };
export type Reply = { n: number; made?: Rendered; error?: string };

const post = (reply: Reply) => postMessage(reply, { transfer: reply.made ? [reply.made.bytes] : [] });

// One after the other: two decoded photos at a time are more than some tablets have.
let last: Promise<void> = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  last = last.then(async () => {
    try {
      const made = await render(data, (width, height) => {
        const canvas = new OffscreenCanvas(width, height);
        const ctx = canvas.getContext('2d');
        if (!ctx) throw new Error('no canvas in the worker');
        return {
          ctx,
          jpeg: (quality) => canvas.convertToBlob({ type: 'image/jpeg', quality }),
          png: () => canvas.convertToBlob({ type: 'image/png' }),
        };
      });
      post({ n: data.n, made });
    } catch (e) {
      post({ n: data.n, error: String(e) });
    }
  });
});
