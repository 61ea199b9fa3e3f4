import type { Id } from './command.ts';

/** Bytes of an {@link Id}. Inside the ledger an id is four 32-bit words that stand somewhere in a buffer. */
export const idBytes = 16;

const hexDigits = '0123456789abcdef';
const codeOfDigit = Uint8Array.from(hexDigits, digit => digit.charCodeAt(0));

/** Value of a lowercase hex digit by its character code; every other character has {@link noDigit}. */
const valueOfDigit = new Uint8Array(128);
const noDigit = 128;
valueOfDigit.fill(noDigit);
for (const [value, code] of codeOfDigit.entries()) valueOfDigit[code] = value;

export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** `length` bytes from `at`, a multiple of 16, as lowercase hex digits. */
export function readHex(view: DataView, at: number, length: number): string {
  let hex = '';
  for (let i = 0; i < length; i += idBytes) hex += readId(view, at + i);
  return hex;
}

/** Writes hex digits as bytes. False when there are others than lowercase hex digits; what was written means nothing then. */
export function writeHex(view: DataView, at: number, hex: string): boolean {
  let seen = 0;
  for (let i = 0; i < hex.length; i += 2) {
    const high = valueOfDigit[hex.charCodeAt(i)] ?? noDigit;
    const low = valueOfDigit[hex.charCodeAt(i + 1)] ?? noDigit;
    seen |= high | low;
    view.setUint8(at + i / 2, (high << 4) | low);
  }
  return seen < noDigit;
}

/** All digits in one call: a string that is put together from pieces costs three times as much. */
export function readId(view: DataView, at: number): Id {
  const digits: number[] = codesOfId;
  for (let byte = 0; byte < idBytes; byte++) {
    const value = view.getUint8(at + byte);
    digits[2 * byte] = codeOfDigit[value >> 4] ?? 0;
    digits[2 * byte + 1] = codeOfDigit[value & 15] ?? 0;
  }
  return String.fromCharCode(...digits);
}

const codesOfId = new Array<number>(2 * idBytes).fill(0);

/** A buffer that holds nothing but `id`. */
export function viewOfId(id: Id): DataView {
  const view = new DataView(new ArrayBuffer(idBytes));
  writeHex(view, 0, id);
  return view;
}

export function sameId(a: DataView, atA: number, b: DataView, atB: number): boolean {
  return (
    a.getUint32(atA) === b.getUint32(atB) &&
    a.getUint32(atA + 4) === b.getUint32(atB + 4) &&
    a.getUint32(atA + 8) === b.getUint32(atB + 8) &&
    a.getUint32(atA + 12) === b.getUint32(atB + 12)
  );
}

export function copyId(from: DataView, atFrom: number, to: DataView, atTo: number): void {
  for (let i = 0; i < idBytes; i += 4) to.setUint32(atTo + i, from.getUint32(atFrom + i));
}

/** Whether the id at `at` is `systemId`. */
export function isSystemId(view: DataView, at: number): boolean {
  return (
    (view.getUint32(at) | view.getUint32(at + 4) | view.getUint32(at + 8) | view.getUint32(at + 12)) === 0
  );
}

/** A 32-bit hash of the id at `at`. Every word counts, so that ids which differ only at one end spread as well. */
export function hashId(view: DataView, at: number): number {
  let hash = view.getUint32(at);
  for (let i = 4; i < idBytes; i += 4)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + view.getUint32(at + i);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}
