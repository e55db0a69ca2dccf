// Reads the numbers and texts of a file (kb/segment/segment.go) one after the other.
const utf8 = new TextDecoder();

export class Bytes {
  constructor(
    readonly all: Uint8Array,
    public at = 0,
    readonly end = all.length,
  ) {}

  number(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      if (this.at >= this.end) throw new RangeError('the file ends too soon');
      const byte = this.all[this.at++]!;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  }

  /** What stands behind its length; this reader goes on after it. */
  section(): Bytes {
    const length = this.number();
    if (length > this.end - this.at) throw new RangeError('the file ends too soon');
    this.at += length;
    return new Bytes(this.all, this.at - length, this.at);
  }

  text(): string {
    const { at, end } = this.section();
    return textOf(this.all, at, end);
  }

  texts(): string[] {
    return Array.from({ length: this.number() }, () => this.text());
  }
}

/** Most texts are short and plain: making them by hand is many times faster than the decoder. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 32) return utf8.decode(bytes.subarray(from, to));
  let out = '';
  for (let i = from; i < to;) {
    const b = bytes[i]!;
    if (b < 0x80) {
      out += String.fromCharCode(b);
      i++;
    } else if (b >= 0xe0 && b < 0xf0) {
      out += String.fromCharCode(((b & 15) << 12) | ((bytes[i + 1]! & 63) << 6) | (bytes[i + 2]! & 63));
      i += 3;
    } else {
      return utf8.decode(bytes.subarray(from, to));
    }
  }
  return out;
}
