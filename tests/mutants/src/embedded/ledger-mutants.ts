import { type EmbeddedMutant, inFile } from './suites.ts';

/** Bugs of the state machine and its formats. */
export const ledgerMutants: readonly EmbeddedMutant[] = [
  ...inFile('packages/ledger/src/logic-2/apply.ts', [
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
      find: 'state.time = movedTime(state.time, command.time);',
      replace: 'state.time = Math.max(state.time, Date.now());',
      suite: 'histories',
    },
    {
      name: 'ledger time follows a clock that goes back',
      find: 'state.time = movedTime(state.time, command.time);',
      replace: 'state.time = command.time;',
      suite: 'histories',
    },
  ]),
  ...inFile('packages/ledger/src/logic-1/apply-transfer.ts', [
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
  ...inFile('packages/ledger/src/apply.ts', [
    {
      name: 'the logic switches one command early',
      find: 'switch (state.logicVersion) {',
      replace: "switch (command.kind === 'set_logic' && command.version === 2 ? 2 : state.logicVersion) {",
      suite: 'ledger',
    },
    {
      name: 'the first version of the logic knows introductions',
      find: "return command.kind === 'hello' ? decided('malformed') : applyByLogic1(state, command);",
      replace:
        "return command.kind === 'hello' ? applyByLogic2(state, command) : applyByLogic1(state, command);",
      suite: 'model',
    },
  ]),
  ...inFile('packages/ledger/src/logic-2/moved-time.ts', [
    {
      name: 'one command may move ledger time as far as it likes',
      find: 'return Math.max(time, Math.min(stamped, time + maxTimeStepMs));',
      replace: 'return Math.max(time, stamped);',
      suite: 'model',
    },
  ]),
  ...inFile('packages/ledger/src/logic-2/apply-control.ts', [
    {
      name: 'introductions of replicas are ignored',
      find: 'replicas.hear({ id: readId(view, replicaAt), lowest, newest, heardAt: time }, time - heardForMs);',
      replace: 'void [replicas, time, view, replicaAt, lowest, newest];',
      suite: 'ledger',
    },
    {
      name: 'the logic is switched whether replicas have it or not',
      find: 'if (!state.replicas.support(version, state.time - heardForMs)) return',
      replace: 'if (version < 0) return',
      suite: 'histories',
    },
    {
      name: 'a replica is waited for without end',
      find: 'state.replicas.support(version, state.time - heardForMs)',
      replace: 'state.replicas.support(version, 0)',
      suite: 'ledger',
    },
  ]),
  ...inFile('packages/ledger/src/logic-1/apply.ts', [
    {
      name: 'the first version of the logic is changed: time moves in steps',
      find: 'state.time = Math.max(state.time, command.time);',
      replace: 'state.time = Math.max(state.time, Math.min(command.time, state.time + 300_000));',
      suite: 'ledger',
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
  ...inFile('packages/ledger/src/logic-1/apply-control.ts', [
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
      name: 'a snapshot forgets the replicas',
      find: 'if (version > versionWithoutReplicas) state.replicas.restore(',
      replace: 'if (version > versionWithoutReplicas) void (',
      suite: 'ledger',
    },
    {
      name: 'a damaged snapshot is believed',
      find: 'verifyChecksum(snapshot, sha256);\n',
      replace: '\n',
      suite: 'histories',
    },
  ]),
];
