// How large a picture is, by its head and without decoding it: one with too many pixels for the server may have few bytes.
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

/** Cameras write a preview and their notes before the size; what stands further behind is not looked for. */
const HEAD = 1 << 18;

/** Width times height; 0 where the picture does not say, or in a format that is delivered as it is. */
export function pixelsOf(bytes: ArrayBuffer): number {
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, HEAD));
  for (const format of [JPG, PNG, WEBP]) {
    try {
      if (!format.validate(head)) continue;
      const { width, height } = format.calculate(head);
      return width * height || 0;
    } catch {
      return 0; // cut short or damaged: that is for the server to say
    }
  }
  return 0;
}
