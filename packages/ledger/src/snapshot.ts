import { accountBytes } from './account-table.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Sha256 } from './chain.ts';
import { systemId } from './command.ts';
import { invariant, LedgerHalt } from './halt.ts';
import { idBytes, readId } from './id.ts';
import { keyBytes } from './key-table.ts';
import { replicaBytes } from './replica-table.ts';
import { initialState, type LedgerSettings, type LedgerState } from './state.ts';

/**
 * The format of a snapshot. Integers are big-endian, `u53` is a u64 of at most 2^53−1.
 *
 * ```
 * snapshot = version:u8 key_window_ms:u53 max_accounts:u53 ledger_id:16 next_offset:u53 position:u53 time:u53
 *            logic_version:u32 chain_values accounts:u32 { account } keys:u32 { key } replicas:u32 { replica } checksum:32
 * checksum = sha256 of everything before it
 * ```
 *
 * Without a genesis, `next_offset` is 0 and `ledger_id` means nothing. `chain_values` is the ring of chain.ts;
 * accounts are rows of account-table.ts in the order of opening, keys rows of key-table.ts, oldest first, replicas rows of
 * replica-table.ts, the last heard last. Snapshots of version 1 are without replicas, and can still be read.
 */
const snapshotVersion = 2;
const versionWithoutReplicas = 1;
const checksumBytes = 32;
const fixedBytes = 1024;

/** The whole state as bytes. Equal states give equal bytes. */
export function takeSnapshot(state: LedgerState, sha256: Sha256): Uint8Array {
  const { accounts, keys, chain, replicas } = state;
  const variableBytes = chain.values.length + accounts.size * accountBytes + keys.size * keyBytes;
  const writer = new ByteWriter(fixedBytes + variableBytes);
  writer.u8(snapshotVersion);
  writer.i64(state.keyWindowMs);
  writer.i64(state.maxAccounts);
  writer.hex(state.ledgerId ?? systemId);
  writer.i64(state.nextOffset);
  writer.i64(state.position);
  writer.i64(state.time);
  writer.u32(state.logicVersion);
  writer.bytes(chain.values);
  writer.u32(accounts.size);
  writer.bytes(accounts.rows());
  writer.u32(keys.size);
  for (const rows of keys.rows()) writer.bytes(rows);
  writer.u32(replicas.size);
  writer.bytes(replicas.rows());
  writer.bytes(sha256(writer.written()));
  return writer.written();
}

/** @throws LedgerHalt `snapshot_corrupt` */
export function restoreState(settings: LedgerSettings, snapshot: Uint8Array, sha256: Sha256): LedgerState {
  try {
    verifyChecksum(snapshot, sha256);
    return readState(settings, snapshot.subarray(0, -checksumBytes));
  } catch (error) {
    throw new LedgerHalt('snapshot_corrupt', 'the snapshot cannot be used', { cause: error });
  }
}

function verifyChecksum(snapshot: Uint8Array, sha256: Sha256): void {
  invariant(snapshot.length > checksumBytes, 'a snapshot ends with its checksum');
  const stated = snapshot.subarray(-checksumBytes);
  const actual = sha256(snapshot.subarray(0, -checksumBytes));
  invariant(
    stated.every((byte, i) => byte === actual[i]),
    'the checksum fits the snapshot',
  );
}

function readState(settings: LedgerSettings, bytes: Uint8Array): LedgerState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = new ByteReader(view, 0, bytes.length);
  const take = (count: number) => {
    const at = reader.skip(count);
    return bytes.subarray(at, at + count);
  };
  const state = initialState(settings);
  const version = reader.u8();
  invariant(version >= versionWithoutReplicas && version <= snapshotVersion, 'its version is known');
  invariant(reader.u53() === settings.keyWindowMs, 'the key window is the one of the snapshot');
  invariant(reader.u53() === settings.maxAccounts, 'the account limit is the one of the snapshot');
  const ledgerAt = reader.skip(idBytes);
  state.nextOffset = reader.u53();
  if (state.nextOffset > 0) state.ledgerId = readId(view, ledgerAt);
  state.position = reader.u53();
  state.time = reader.u53();
  state.logicVersion = reader.u32();
  state.chain.values.set(take(state.chain.values.length));
  state.accounts.restore(take(reader.u32() * accountBytes));
  state.keys.restore(take(reader.u32() * keyBytes));
  if (version > versionWithoutReplicas) state.replicas.restore(take(reader.u32() * replicaBytes));
  invariant(reader.complete, 'the snapshot is whole');
  return state;
}
