// The sum of a record: CRC-32 (IEEE) over the UTF-8 bytes of "<collection>/" and the record's canonical JSON. Cheap enough to take of
// every record as it arrives; it finds copies that differ by mistake, not by malice.
import { encode } from './encode.ts';

const TABLE = new Uint32Array(256).map((_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/** The CRC-32 of the bytes, going on from that of what came before them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = (c >>> 8) ^ TABLE[(c ^ bytes[i]!) & 0xff]!;
  return ~c >>> 0;
}

const utf8 = new TextEncoder();
const heads = new Map<string, number>();

/** Of a record whose canonical JSON is at hand as bytes. */
export function sumOfBytes(collection: string, json: Uint8Array): number {
  let head = heads.get(collection);
  if (head === undefined) heads.set(collection, (head = crc32(utf8.encode(collection + '/'))));
  return crc32(json, head);
}

/** Of a record at hand as a value. */
export const sumOf = (collection: string, doc: object): number => sumOfBytes(collection, utf8.encode(encode(doc)));
