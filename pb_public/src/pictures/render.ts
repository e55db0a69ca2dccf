// One picture out of another: upright, smaller, with what is drawn on it. Runs in the worker, and in the page where a worker cannot.
import { drawMarks, drawWatermark, fit, type Mark } from './draw.ts';

export interface Picture {
  bytes: ArrayBuffer;
  mime: string;
  /** the longer side at most, in pixels */
  side: number;
  quality: number;
  /** PNG where that takes no more bytes than this: letters of a screen copied as JPEG have dirt around them */
  lossless?: number;
  marks?: Mark[];
  lines?: string[];
}

/** A canvas of either world. */
export interface Board {
  ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  jpeg(quality: number): Promise<Blob>;
  png(): Promise<Blob>;
}

export interface Rendered {
  bytes: ArrayBuffer;
  mime: string;
  width: number;
  height: number;
}

export async function render(wanted: Picture, board: (width: number, height: number) => Board): Promise<Rendered> {
  const image = await createImageBitmap(new Blob([wanted.bytes], { type: wanted.mime }), { imageOrientation: 'from-image' });
  try {
    const { width, height } = fit(image.width, image.height, wanted.side);
    const { ctx, jpeg, png } = board(width, height);
    ctx.fillStyle = '#ffffff'; // JPEG has no transparency
    ctx.fillRect(0, 0, width, height);
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(image, 0, 0, width, height);
    drawMarks(ctx, width, height, wanted.marks ?? []);
    drawWatermark(ctx, width, height, wanted.lines ?? []);
    const sharp = wanted.lossless && wanted.mime === 'image/png' ? await png() : null;
    const file = sharp && sharp.size <= wanted.lossless! ? sharp : await jpeg(wanted.quality);
    return { bytes: await file.arrayBuffer(), mime: file === sharp ? 'image/png' : 'image/jpeg', width, height };
  } finally {
    image.close(); // tens of megabytes, now and not at the next collection
  }
}
