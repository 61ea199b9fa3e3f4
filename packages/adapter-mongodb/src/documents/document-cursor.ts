import { Timestamp } from 'mongodb';

/** Where a page of documents ended: its last document. */
export interface DocumentKey {
  readonly seq: Timestamp;
  readonly id: string;
}

/** `<seq as 16 hex digits>.<id as base64url>` */
export function formatCursor({ seq, id }: DocumentKey): string {
  return `${seq.toBigInt().toString(16).padStart(16, '0')}.${Buffer.from(id, 'utf8').toString('base64url')}`;
}

/** @throws RangeError when it is not a cursor that {@link formatCursor} made. */
export function parseCursor(cursor: string): DocumentKey {
  const [, digits, encoded] = /^([0-9a-f]{16})\.([\w-]+)$/.exec(cursor) ?? [];
  if (digits === undefined || encoded === undefined) throw new RangeError('cursor');
  const key = {
    seq: new Timestamp(BigInt(`0x${digits}`)),
    id: Buffer.from(encoded, 'base64url').toString('utf8'),
  };
  if (formatCursor(key) !== cursor) throw new RangeError('cursor');
  return key;
}
