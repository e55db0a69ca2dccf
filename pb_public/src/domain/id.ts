// Ids are made on the device (M5): 15 of [a-z0-9], drawn so that each letter is equally likely.
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function newId(): string {
  let id = '';
  while (id.length < 15) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      if (byte < 252 && id.length < 15) id += ALPHABET[byte % 36]; // 252 = 7 × 36: no letter is favoured
    }
  }
  return id;
}
