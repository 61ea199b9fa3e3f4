/** Where a page of an account's entries ended: its last entry by time, then by id. */
export interface EntryKey {
  readonly time: number;
  readonly id: number;
}

/** Before every entry, in the order newest first. */
export const newestKey: EntryKey = { time: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

export function formatCursor({ time, id }: EntryKey): string {
  return `${time.toString(36)}.${id.toString(36)}`;
}

/** @throws RangeError when it is not a cursor that {@link formatCursor} made. */
export function parseCursor(cursor: string): EntryKey {
  const [time, id] = cursor.split('.').map(part => Number.parseInt(part, 36));
  if (time === undefined || id === undefined) throw new RangeError('cursor');
  const key = { time, id };
  if (!(time >= 0 && id >= 0) || formatCursor(key) !== cursor) {
    throw new RangeError('cursor');
  }
  return key;
}
