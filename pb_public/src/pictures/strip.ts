// Takes out of a picture's file what is not the picture: where, when, with what and by whom it was taken (U5). What a canvas writes should
// carry none of it, but Safari's does: EXIF blocks of its own. The pixels are not touched.

/** Of a JPEG: EXIF and XMP (APP1), IPTC (APP13), comments. The colour profile (APP2) stays: without it colours change. */
export function strippedJpeg(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const keep: Uint8Array[] = [file.subarray(0, 2)];
  for (let at = 2; at + 4 <= file.length;) {
    const marker = file[at + 1]!;
    const end = at + 2 + ((file[at + 2]! << 8) | file[at + 3]!);
    if (file[at] !== 0xff || marker === 0xda || end > file.length) {
      keep.push(file.subarray(at)); // the pixels, or something we do not know
      break;
    }
    if (marker !== 0xe1 && marker !== 0xed && marker !== 0xfe) keep.push(file.subarray(at, end));
    at = end;
  }
  return joined(keep);
}

const TEXTS = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

/** Of a PNG: EXIF, texts, the time. */
export function strippedPng(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const keep: Uint8Array[] = [file.subarray(0, 8)];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 12 + view.getUint32(at);
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (end > file.length) {
      keep.push(file.subarray(at));
      break;
    }
    if (!TEXTS.has(name)) keep.push(file.subarray(at, end));
    at = end;
  }
  return joined(keep);
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pieces.reduce((n, piece) => n + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
