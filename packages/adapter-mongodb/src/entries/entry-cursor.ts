/** One entry in the order of an account's history. Time grows with the position, so either of them alone has that order. */
export interface EntryKey {
  readonly time: number;
  readonly position: number;
  readonly index: number;
}

/** Entries of one transaction have indexes below this. */
export const entriesPerTransaction = 128;

/** `<time>.<position * 128 + index>`, both to the base 36. */
export function formatCursor({ time, position, index }: EntryKey): string {
  return `${time.toString(36)}.${(position * entriesPerTransaction + index).toString(36)}`;
}

/** @throws RangeError when it is not a cursor that {@link formatCursor} made. */
export function parseCursor(cursor: string): EntryKey {
  const [time, id] = cursor.split('.').map(part => Number.parseInt(part, 36));
  if (time === undefined || id === undefined) throw new RangeError('cursor');
  const position = Math.floor(id / entriesPerTransaction);
  const key = { time, position, index: id % entriesPerTransaction };
  if (!(time >= 0 && id >= 0) || formatCursor(key) !== cursor) throw new RangeError('cursor');
  return key;
}
