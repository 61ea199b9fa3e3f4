import { type EmbeddedMutant, inFile } from './suites.ts';

/** Bugs of the replica and the service on top of it. */
export const serviceMutants: readonly EmbeddedMutant[] = [
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
      find: 'return answer.promise;',
      replace:
        "if (command.kind === 'transfer') answer.resolve({ position: 1, time: command.time, code: 'applied', id: command.id, kind: 'transfer', purpose: command.purpose, command, postings: [] });\n    return answer.promise;",
      suite: 'histories',
    },
    {
      name: 'success is answered when it is durable, before it is applied',
      find: 'await this.#options.log.append(encodeRecord(commands), annotations);',
      replace:
        "await this.#options.log.append(encodeRecord(commands), annotations);\n        for (const [id, waiter] of this.#waiters) {\n          this.#waiters.delete(id);\n          waiter.answer?.resolve({ position: 1, time: 1, code: 'applied', id: undefined, kind: undefined, purpose: undefined, command: undefined, postings: [] });\n        }",
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
      find: 'waiter.answer.resolve(applied);',
      replace: 'waiter.answer.resolve(batch.results[0] ?? applied);',
      suite: 'histories',
    },
    {
      name: 'the number of pending commands has no limit',
      find: 'this.#pending >= this.#options.maxPending',
      replace: 'this.#pending < 0',
      suite: 'service',
    },
    {
      name: 'waiting for an answer never ends',
      find: 'if (waiter.lastSweep > sweep) break;',
      replace: 'if (waiter.lastSweep > 0 && sweep < 1e9) break;',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/own-log.ts', [
    {
      name: 'the log of another ledger than that of the snapshot is followed',
      find: 'if (ledgerId !== undefined && ledgerId !== first.ledgerId) {',
      replace: 'if (ledgerId !== undefined && ledgerId.length === 0) {',
      suite: 'shell',
    },
    {
      name: 'a log that begins otherwise than the read model is followed',
      find: 'if (chain !== undefined && chain !== applied.chain) {',
      replace: 'if (chain !== undefined && chain.length === 0) {',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/ledger-clock.ts', [
    {
      name: 'a wrong clock leads ledger time on, whatever the others show',
      find: "if (this.#replicas === 'one') return true;",
      replace: 'if (this.#sweeps >= 0) return true;',
      suite: 'replicas',
    },
    {
      name: 'ledger time stays behind after hours in which nothing ran',
      find: 'return Math.min(Math.ceil(gapMs / maxTimeStepMs) - 1, maxTicksBefore);',
      replace: 'return gapMs > 0 ? 0 : maxTicksBefore;',
      suite: 'replicas',
    },
  ]),
  ...inFile('services/transaction/src/ledger/own-commands.ts', [
    {
      name: 'nobody tells a replica that asks what time it is',
      find: "if (command?.kind === 'hello') this.#ticks.answer();",
      replace: '',
      suite: 'replicas',
    },
  ]),
  ...inFile('services/transaction/src/ledger/tick-schedule.ts', [
    {
      name: 'every replica ticks, whoever else did',
      find: 'if (nextOffset !== this.#nextOffset) {',
      replace: 'if (nextOffset === -1) {',
      suite: 'replicas',
    },
    {
      name: 'ticks on demand stop before the moment that is waited for',
      find: "if (this.#replicas === 'one' && time > this.#awaitedTime) return false;",
      replace: "if (this.#replicas === 'one') return false;",
      suite: 'replicas',
    },
  ]),
  ...inFile('services/transaction/src/ledger/audit-schedule.ts', [
    {
      name: 'every replica states its chain, whoever else did',
      find: "if (kind === 'audit' && code === 'applied') this.begin(position);",
      replace: "if (kind === 'audit' && code === 'malformed') this.begin(position);",
      suite: 'replicas',
    },
    {
      name: 'chains are not compared while little happens',
      find: 'if (this.#hasTraffic) this.#sweeps += 1;',
      replace: '',
      suite: 'replicas',
    },
  ]),
  ...inFile('services/transaction/src/ledger/replica.ts', [
    {
      name: 'the first record of the log is not looked at',
      find: 'if (nextOffset > 0) {',
      replace: 'if (nextOffset < 0) {',
      suite: 'histories',
    },

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
      find: 'if (ledger.nextOffset < this.#projectedTo)',
      replace: 'if (ledger.nextOffset < 0)',
      suite: 'replica',
    },
    {
      name: 'what others append fills the memory during an outage',
      find: 'if (this.#projector.crowded) await this.#projector.room(2 * this.#maxBacklog);',
      replace: '',
      suite: 'replica',
    },
  ]),
  ...inFile('services/transaction/src/ledger/projector.ts', [
    {
      name: 'readers are told of rows that are not written yet',
      find: 'await this.#write(this.#underWay);\n        this.#advance();',
      replace:
        'const records = this.#underWay;\n        this.#advance();\n        await this.#write(records);',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/projector.ts', [
    {
      name: 'a batch that could not be written is dropped',
      find: 'await untilAvailable(() => store.write(records), {',
      replace: 'await untilAvailable(() => store.write(records).catch(() => undefined), {',
      suite: 'shell',
    },
    {
      name: 'an outage of the read model halts the replica',
      find: 'if (!(error instanceof PortError && error.canRetry)) this.#options.onFailure(error);',
      replace: 'this.#options.onFailure(error);',
      suite: 'histories',
    },
    {
      name: 'readers wait for a read model that does not answer',
      find: 'if (this.#stalled) return Promise.resolve(false);',
      replace: '',
      suite: 'service',
    },
  ]),
  ...inFile('services/transaction/src/ledger/until-available.ts', [
    {
      name: 'a store that does not answer is asked once',
      find: 'if (!(error instanceof PortError && error.canRetry) || signal.aborted) throw error;',
      replace: 'if (!(error instanceof PortError) || !signal.aborted) throw error;',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/ledger/replica.ts', [
    {
      name: 'new commands are let in while too much waits to be written',
      find: 'if (this.#projector.crowded)\n      return',
      replace: 'if (this.#maxBacklog === 0)\n      return',
      suite: 'service',
    },
  ]),
  ...inFile('services/transaction/src/ledger/sequencer.ts', [
    {
      name: 'what nobody waits for is appended when the log comes back',
      find: 'if (dropped.size > 0) this.#drop(dropped);',
      replace: '',
      suite: 'shell',
    },
  ]),
  ...inFile('services/transaction/src/ledger/snapshots.ts', [
    {
      name: 'a snapshot counts before it was read back',
      find: 'if (restored?.chain !== chain || restored.nextOffset !== nextOffset) {',
      replace: 'if (nextOffset < 0) {',
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
  ...inFile('services/transaction/src/events/publisher.ts', [
    {
      name: 'events count as published before they are',
      find: 'if (events.length > 0) await this.#options.eventBus.publish(transactionsTopic, events);',
      replace: 'this.#options.eventBus.publish(transactionsTopic, events).catch(() => undefined);',
      suite: 'histories',
    },
  ]),
  ...inFile('services/transaction/src/events/transaction-events.ts', [
    {
      name: 'a repeated request is told as another event',
      find: "if (code === 'replayed') return undefined;",
      replace: '',
      suite: 'events',
    },
  ]),
  ...inFile('services/transaction/src/events/publication-turn.ts', [
    {
      name: 'the turn to publish is taken from somebody who lives',
      find: "if (value.holder !== '' && this.#quiet < patience) return undefined;",
      replace: '',
      suite: 'events',
    },
    {
      name: 'whoever has lost the turn to publish notes progress all the same',
      find: 'const options = { expectVersion: this.#version };',
      replace: 'const options = {};',
      suite: 'events',
    },
  ]),
];
