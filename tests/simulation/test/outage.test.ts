import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { useVirtualTimers } from '@fintech/testkit/simulator';
import type { RunningTransactionService } from '@fintech/transaction';
import { World } from '../src/world.ts';

/** One replica and one person; the read model goes away and comes back. */
class Outage implements Disposable {
  readonly world = new World(5, { replicas: 1, people: 1 });
  readonly #timers = useVirtualTimers(this.world.time);
  #keys = 0;

  async start(): Promise<void> {
    assert.ok(await this.world.run(() => this.world.nodes.every(node => node.isServing), 10_000));
    await this.ask(service => service.accounts(this.#caller));
  }

  deposit(): Promise<string> {
    const key = `deposit-${this.#keys++}`;
    return this.ask(service => service.deposit(this.#caller, { amount: 1, currency: 'EUR' }, key));
  }

  repeat(): Promise<string> {
    const key = `deposit-${this.#keys - 1}`;
    return this.ask(service => service.deposit(this.#caller, { amount: 1, currency: 'EUR' }, key));
  }

  history(): Promise<string> {
    return this.ask(service => service.history(this.#caller, {}));
  }

  /** Resolves to `ok` or the code of the refusal. */
  async ask(call: (service: RunningTransactionService) => Promise<unknown>): Promise<string> {
    const [node] = this.world.nodes;
    const { service } = node ?? {};
    assert.ok(node && service);
    let answer: string | undefined;
    this.world.time.after(0, node.process, () => {
      call(service).then(
        () => {
          answer = 'ok';
        },
        error => {
          answer = error instanceof ProblemError ? error.code : String(error);
        },
      );
    });
    await this.world.run(() => answer !== undefined, 60_000);
    assert.deepEqual(this.world.violations.found, []);
    return answer ?? 'never answered';
  }

  [Symbol.dispose](): void {
    this.#timers[Symbol.dispose]();
  }

  get #caller() {
    const [person] = this.world.people;
    assert.ok(person);
    return { userId: person.id, username: person.username };
  }
}

test('money goes on while the read model is away, and reads say so at once', async () => {
  using outage = new Outage();
  await outage.start();
  const { world } = outage;
  world.entryStore.setDown(true);
  for (let i = 0; i < 10; i++) assert.equal(await outage.deposit(), 'ok');
  assert.equal(await outage.repeat(), 'ok', 'the first outcome is known without the read model');
  await world.run(() => false, 3000);
  const before = world.time.now;
  assert.equal(await outage.history(), 'unavailable');
  assert.ok(world.time.now - before < 100, `it took ${world.time.now - before} ms`);
  assert.equal(await outage.deposit(), 'ok');

  world.entryStore.setDown(false);
  const { ledger } = world.witness;
  assert.ok(await world.run(() => world.entryStore.checkpoint.position === ledger.position, 20_000));
  assert.equal(await outage.history(), 'ok');
  assert.equal(world.nodes[0]?.haltReason, undefined);
});

test('R11 an outage that lasts fills the queue to its bound, then new commands are refused until it drains', async () => {
  using outage = new Outage();
  await outage.start();
  const { world } = outage;
  world.entryStore.setDown(true);
  const answers: string[] = [];
  for (let i = 0; i < 60; i++) answers.push(await outage.deposit());
  assert.deepEqual([answers[0], answers.at(-1)], ['ok', 'overloaded']);
  const posted = world.witness.ledger.position;
  assert.equal(await outage.deposit(), 'overloaded');
  await world.run(() => false, 3000);
  assert.equal(world.witness.ledger.position, posted, 'nothing is appended');

  world.entryStore.setDown(false);
  assert.ok(await world.run(() => world.entryStore.checkpoint.position === posted, 20_000));
  assert.equal(await outage.deposit(), 'ok');
});
