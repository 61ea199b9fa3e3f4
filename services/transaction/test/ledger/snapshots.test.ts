import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { type Command, encodeCommand, encodeRecord, Ledger } from '@fintech/ledger';
import { PortError, type SnapshotStore } from '@fintech/ports';
import type { ReadSnapshot } from '../../src/ledger/replica-options.ts';
import { SnapshotKeeper, type SnapshotKeeperOptions } from '../../src/ledger/snapshot-keeper.ts';

const ledgerOptions = { sha256: (bytes: Uint8Array) => hash('sha256', bytes, 'buffer') };
const id = (number: number) => number.toString(16).padStart(32, '0');

/** A store in memory that can refuse, or write something else. */
class MemorySnapshots implements SnapshotStore {
  readonly saved = new Map<number, Uint8Array>();
  refuses = false;
  /** Keeps an older one under the new name. */
  spoils = false;
  whileSaving = (): void => undefined;

  async save(nextOffset: number, snapshot: Uint8Array): Promise<void> {
    if (this.refuses) throw new PortError('store_unavailable', 'the disk is full');
    this.whileSaving();
    const [older] = this.saved.values();
    this.saved.set(nextOffset, this.spoils && older ? older : snapshot);
  }

  async list() {
    if (this.refuses) throw new PortError('store_unavailable', 'the disk is full');
    const offsets = [...this.saved.keys()].toSorted((a, b) => b - a);
    return offsets.map(nextOffset => ({ nextOffset, bytes: this.saved.get(nextOffset)?.length ?? 0 }));
  }

  async load(nextOffset: number): Promise<Uint8Array | undefined> {
    return this.saved.get(nextOffset);
  }

  async prune(keep: number): Promise<void> {
    for (const { nextOffset } of (await this.list()).slice(keep)) this.saved.delete(nextOffset);
  }
}

/** A keeper that is due after every command, unless told otherwise. */
function setUp(options: Partial<SnapshotKeeperOptions> = {}) {
  const store = new MemorySnapshots();
  const warnings: string[] = [];
  const ledger = new Ledger(ledgerOptions);
  const projector = { stalled: false, isDrained: true, drained: async () => projector.isDrained };
  const onWarning = (warning: string) => warnings.push(warning);
  const readSnapshot: ReadSnapshot = async (options, bytes) => Ledger.restore(options, bytes);
  const keeper = new SnapshotKeeper({
    store,
    ledger,
    ledgerOptions,
    projector,
    every: { commands: 1, records: 1 },
    chance: () => 0,
    readSnapshot,
    onWarning,
    ...options,
  });
  const envelope = { id: id(2), time: 1, notAfter: 2 };
  const tick: Command = { kind: 'tick', ...envelope };
  const apply = (commands = 1) => {
    const first: Command = ledger.position === 0 ? { kind: 'genesis', ...envelope, ledgerId: id(1) } : tick;
    const record = [first, ...Array.from({ length: commands - 1 }, () => tick)];
    ledger.applyRecord(ledger.nextOffset, encodeRecord(record.map(encodeCommand)));
  };
  return { store, warnings, ledger, projector, keeper, apply };
}

test('R9 a snapshot that does not read back as it was written is reported, and no older one is deleted for it', async () => {
  const { store, warnings, keeper, apply } = setUp();
  for (let i = 0; i < 4; i++) {
    apply();
    keeper.offer();
    await keeper.idle();
  }
  assert.deepEqual([...store.saved.keys()], [2, 3, 4]);
  store.spoils = true;
  apply();
  keeper.offer();
  await keeper.idle();
  assert.deepEqual([...store.saved.keys()], [2, 3, 4, 5]);
  assert.equal(warnings.length, 1);
});

test('a snapshot that fails is left to the next occasion', async () => {
  const { store, warnings, keeper, apply } = setUp();
  store.refuses = true;
  apply();
  keeper.offer();
  await keeper.idle();
  assert.match(warnings.join(), /offset 1 is left to the next occasion/);
  keeper.offer();
  await keeper.idle();
  assert.equal(warnings.length, 1, 'the next occasion comes with the next commands');
  store.refuses = false;
  apply();
  keeper.offer();
  await keeper.idle();
  assert.deepEqual([...store.saved.keys()], [2]);
  await keeper.saveNow();
  assert.deepEqual([...store.saved.keys()], [2], 'nothing is left to save');
});

test('no snapshot is saved beyond a read model that is not written or far behind', async () => {
  const { store, warnings, projector, keeper, apply } = setUp();
  projector.stalled = true;
  apply();
  keeper.offer();
  await keeper.idle();
  Object.assign(projector, { stalled: false, isDrained: false });
  await keeper.saveNow();
  assert.deepEqual([store.saved.size, warnings.length], [0, 2]);
  projector.isDrained = true;
  await keeper.saveNow();
  assert.deepEqual([...store.saved.keys()], [1]);
});

test('the snapshot is the ledger as it was when it was taken, though the log went on', async () => {
  const { store, ledger, keeper, apply } = setUp();
  apply();
  const { chain } = ledger;
  store.whileSaving = apply;
  keeper.offer();
  await keeper.idle();
  assert.equal(ledger.nextOffset, 2);
  const restored = Ledger.restore(ledgerOptions, store.saved.get(1) ?? new Uint8Array());
  assert.deepEqual([restored.chain, restored.nextOffset], [chain, 1]);
});

test('a snapshot is due after so many commands, or after so many records', async () => {
  for (const [commandsInRecord, offsets] of [
    [1, [3, 6]],
    [5, [2, 4, 6]],
  ] as const) {
    const { store, keeper, apply } = setUp({ every: { commands: 10, records: 3 } });
    for (let i = 0; i < 7; i++) {
      apply(commandsInRecord);
      keeper.offer();
      await keeper.idle();
    }
    assert.deepEqual([...store.saved.keys()], offsets);
  }
});

test('of two replicas that follow one log, the first that is due saves the snapshot for both', async () => {
  const every = { commands: 1000, records: 8 };
  const store = new MemorySnapshots();
  const early = setUp({ every, store, chance: () => 0.99 });
  const late = setUp({ every, store });
  const follow = async (replicas: readonly (typeof late)[], records: number) => {
    for (let i = 0; i < records; i++) {
      for (const { apply, keeper } of replicas) {
        apply();
        keeper.offer();
        await keeper.idle();
      }
    }
  };
  await follow([early, late], 16);
  assert.deepEqual([...store.saved.keys()], [7, 14]);
  // The first one is gone. The other one has last counted from record 16.
  await follow([late], 8);
  assert.deepEqual([...store.saved.keys()], [7, 14, 24]);
});
