import type { Command } from './command.ts';
import { decodeCommand, splitRecord } from './decode.ts';
import { toCommand } from './to-command.ts';

/**
 * The commands of a record, one for each position that it takes in the ledger; undefined stands for bytes that are none. What
 * becomes of them only a ledger knows that has applied everything before.
 *
 * @throws LedgerHalt `logic_unsupported` for a record of another version of the format
 */
export function decodeRecord(bytes: Uint8Array): readonly (Command | undefined)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames = splitRecord(view);
  if (frames === undefined) return [undefined];
  return frames.map(frame => {
    const decoded = decodeCommand(view, frame);
    return decoded && toCommand(decoded);
  });
}
