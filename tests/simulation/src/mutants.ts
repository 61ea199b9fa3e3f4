/** Tests that must notice a bug; each runs alone, in a process of its own. */
export const suites = {
  histories: { files: ['tests/simulation/test/histories.test.ts'], env: { HISTORIES: '60' } },
  service: { files: ['tests/simulation/test/service.test.ts'], env: {} },
  durability: { files: ['tests/simulation/test/durability.test.ts'], env: {} },
  model: { files: ['packages/ledger/test/model.test.ts'], env: { PROPERTY_RUNS: '1000' } },
  ledger: { files: ['packages/ledger/test/ledger.test.ts', 'packages/ledger/test/codec.test.ts'], env: {} },
  shell: {
    files: [
      'services/transaction/test/ledger/sequencer.test.ts',
      'services/transaction/test/ledger/projector.test.ts',
    ],
    env: {},
  },
  entries: { files: ['packages/adapter-sqlite/test/entry-store.int.test.ts'], env: {} },
} as const satisfies Record<string, { readonly files: readonly string[]; readonly env: NodeJS.ProcessEnv }>;

export type SuiteName = keyof typeof suites;

/** A bug that somebody could write: one piece of source text replaced by another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly suite: SuiteName;
}

function inFile(file: string, mutants: readonly Omit<Mutant, 'file'>[]): readonly Mutant[] {
  return mutants.map(mutant => ({ ...mutant, file }));
}

/** Every way in which we would lose or invent money, or lie about it, that was thought of so far. */
export const mutants: readonly Mutant[] = [
  ...inFile('packages/ledger/src/apply.ts', [
    {
      name: 'keys are not looked up: every repeat is carried out',
      find: 'const known = state.keys.find(view, key.at);',
      replace: 'const known: number = absent;',
      suite: 'histories',
    },
    {
      name: 'another request under a known key counts as a repeat',
      find: 'return isSameRequest ?',
      replace: 'return isSameRequest || known >= 0 ?',
      suite: 'histories',
    },
    {
      name: 'a refusal is not remembered, so its repeat may succeed',
      find: 'if (known === absent) state.keys',
      replace: "if (known === absent && decision.code === 'applied') state.keys",
      suite: 'histories',
    },
    {
      name: 'keys are forgotten, and old ones accepted again',
      find: 'return time - key.issuedAt > keyWindowMs;',
      replace: 'return time < 0 && key.issuedAt > keyWindowMs;',
      suite: 'histories',
    },
    {
      name: 'a command is carried out after its time',
      find: 'if (state.time > command.notAfter)',
      replace: 'if (state.time > command.notAfter + 1e12)',
      suite: 'histories',
    },
    {
      name: 'apply reads the clock of its host',
      find: 'state.time = Math.max(state.time, command.time);',
      replace: 'state.time = Math.max(state.time, Date.now());',
      suite: 'histories',
    },
    {
      name: 'ledger time follows a clock that goes back',
      find: 'state.time = Math.max(state.time, command.time);',
      replace: 'state.time = command.time;',
      suite: 'histories',
    },
  ]),
  ...inFile('packages/ledger/src/apply-transfer.ts', [
    {
      name: 'anyone may pay from any account',
      find: "if (!accounts.isOwner(from, view, actorAt)) return 'account_not_owned';",
      replace: '',
      suite: 'model',
    },
    {
      name: 'frozen accounts pay',
      find: "accounts.hasStatus(from, 'frozen') ||",
      replace: '',
      suite: 'histories',
    },
    {
      name: 'customers go below zero',
      find: 'posting.fromBalance < 0 && accounts.isCustomer(posting.from)',
      replace: 'posting.fromBalance < -100 && accounts.isCustomer(posting.from)',
      suite: 'histories',
    },
    {
      name: 'balances leave the exact integers',
      find: '!isBalance(posting.fromBalance) || !isBalance(posting.toBalance)',
      replace: 'posting.fromBalance === posting.toBalance + 0.5',
      suite: 'model',
    },
    {
      name: 'legs are checked against the balances before the transfer',
      find: 'if (posting?.from === account) return posting.fromBalance;',
      replace: '',
      suite: 'model',
    },
  ]),
  ...inFile('packages/ledger/src/decode.ts', [
    {
      name: 'amounts of nothing are taken',
      find: 'if (amount === 0 || currency',
      replace: 'if (currency',
      suite: 'ledger',
    },
  ]),
  ...inFile('packages/ledger/src/apply-control.ts', [
    {
      name: 'an audit that does not fit is passed over',
      find: 'if (audit.nextOffset > nextOffset || chain.hex(audit.nextOffset) !== stated)',
      replace: 'if (stated.length === 0)',
      suite: 'histories',
    },
  ]),
  ...inFile('packages/ledger/src/ledger.ts', [
    {
      name: 'offsets need not be contiguous',
      find: 'if (offset !== state.nextOffset)',
      replace: 'if (offset < 0)',
      suite: 'ledger',
    },
  ]),
  ...inFile('packages/ledger/src/snapshot.ts', [
    {
      name: 'a snapshot forgets the idempotency keys',
      find: 'state.keys.restore(take(reader.u32() * keyBytes));',
      replace: 'take(reader.u32() * keyBytes);',
      suite: 'histories',
    },
    {
      name: 'a snapshot skips a record',
      find: 'writer.i64(state.nextOffset);',
      replace: 'writer.i64(state.nextOffset + 1);',
      suite: 'histories',
    },
    {
      name: 'a snapshot repeats a record',
      find: 'writer.i64(state.nextOffset);',
      replace: 'writer.i64(state.nextOffset - 1);',
      suite: 'histories',
    },
    {
      name: 'a damaged snapshot is believed',
      find: 'verifyChecksum(snapshot, sha256);\n',
      replace: '\n',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/ledger/snapshots.ts', [
    {
      name: 'a snapshot beyond the read model is taken, and rows are missing for ever',
      find: 'if (nextOffset > maxOffset) continue;',
      replace: '',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/ledger/sequencer.ts', [
    {
      name: 'success is answered before anything is durable',
      find: 'this.#schedule();\n    return',
      replace:
        "this.#schedule();\n    if (command.kind === 'transfer') return Promise.resolve({ position: 1, time: command.time, code: 'applied', command, postings: [] });\n    return",
      suite: 'histories',
    },
    {
      name: 'success is answered when it is durable, before it is applied',
      find: 'encodeRecord(this.#takeRecord()), annotations);',
      replace:
        "encodeRecord(this.#takeRecord()), annotations);\n        for (const [id, waiter] of this.#waiters) {\n          this.#waiters.delete(id);\n          waiter.resolve({ position: 1, time: 1, code: 'applied', command: undefined, postings: [] });\n        }",
      suite: 'histories',
    },
    {
      name: 'answers go to those who wait in the order of the log',
      find: 'const waiter = this.#waiters.get(id);',
      replace:
        'const [oldest = id] = this.#waiters.keys();\n      const waiter = this.#waiters.get(oldest);\n      this.#waiters.delete(oldest);',
      suite: 'histories',
    },
    {
      name: 'all commands of a record get the answer of its first',
      find: 'waiter.resolve(applied);',
      replace: 'waiter.resolve(batch.results[0] ?? applied);',
      suite: 'histories',
    },
    {
      name: 'the number of pending commands has no limit',
      find: 'this.#waiters.size >= this.#options.maxPending',
      replace: 'this.#waiters.size < 0',
      suite: 'service',
    },
    {
      name: 'waiting for an answer never ends',
      find: 'if (waiter.lastSweep > this.#sweeps) return;',
      replace: 'if (waiter.lastSweep > 0) return;',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/replica.ts', [
    {
      name: 'a replay that comes out differently is accepted',
      find: 'if (storedChain === undefined || storedChain === batch.chain) return;',
      replace: 'if (storedChain !== batch.chain || storedChain.length > 0) return;',
      suite: 'histories',
    },
    {
      name: 'what halts a replica is caught, and it goes on',
      find: 'this.#halt(error);\n      throw error;',
      replace: 'void error;',
      suite: 'histories',
    },
    {
      name: 'a replica that halts goes on answering',
      find: 'this.#halted = true;',
      replace: '',
      suite: 'histories',
    },
    {
      name: 'a log that lost its end is not noticed',
      find: 'if (ledger.nextOffset < nextOffset)',
      replace: 'if (ledger.nextOffset < 0)',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/ledger/projector.ts', [
    {
      name: 'readers are told of rows that are not written yet',
      find: 'await this.#store.write(records);\n        this.#advance(records.at(-1));',
      replace: 'this.#advance(records.at(-1));\n        await this.#store.write(records);',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/rows.ts', [
    {
      name: 'what one side gets is what the other has left',
      find: 'balance: toBalance,',
      replace: 'balance: fromBalance,',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/idempotency.ts', [
    {
      name: 'the repeat of a refused request is called a success',
      find: 'return { code: outcome.code,',
      replace: "return { code: 'applied',",
      suite: 'histories',
    },
  ]),
  ...inFile('packages/adapter-sqlite/src/entries/entry-writer.ts', [
    {
      name: 'rows before the checkpoint are written again',
      find: 'if (record.offset < next) continue;',
      replace: '',
      suite: 'entries',
    },
    {
      name: 'the read model may have a hole',
      find: 'if (record.offset > next) throw new PortError(',
      replace: 'if (record.offset < 0) throw new PortError(',
      suite: 'entries',
    },
  ]),
  ...inFile('packages/adapter-sqlite/src/entries/entries-database.ts', [
    {
      name: 'rows and checkpoint are not written in one step',
      find: 'inTransaction(this.#database, () =>\n        this.#writer.write(unpackApplied(records), this.checkpoint().nextOffset),\n      );',
      replace: 'this.#writer.write(unpackApplied(records), this.checkpoint().nextOffset);',
      suite: 'entries',
    },
  ]),
  ...inFile('packages/adapter-sqlite/src/log/log-database.ts', [
    {
      name: 'the log is not flushed before an answer',
      find: 'pragma synchronous = full;',
      replace: 'pragma synchronous = normal;',
      suite: 'durability',
    },
  ]),
];
