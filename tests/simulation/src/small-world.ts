import assert from 'node:assert/strict';
import { ProblemError } from '@fintech/contracts';
import { useVirtualTimers } from '@fintech/testkit/simulator';
import type { Caller, RunningTransactionService } from '@fintech/transaction';
import { World } from './world.ts';

/** A few replicas and one person, in which nothing fails but what a test lets fail. */
export class SmallWorld implements Disposable {
  readonly world: World;
  readonly #timers: Disposable;
  #keys = 0;

  constructor(seed: number, replicas: number, isOld = false) {
    this.world = new World(seed, { replicas, people: 1, isOld });
    this.#timers = useVirtualTimers(this.world.time);
  }

  /** Resolves when every replica serves, and the person has an account. */
  async start(): Promise<void> {
    assert.ok(await this.run(() => this.world.nodes.every(node => node.isServing), 10_000), 'all serve');
    assert.equal(await this.ask(service => service.accounts(this.caller)), 'ok');
  }

  get caller(): Caller {
    const [person] = this.world.people;
    assert.ok(person);
    return { userId: person.id, username: person.username };
  }

  deposit(replica = 0): Promise<string> {
    const key = `deposit-${this.#keys++}`;
    return this.ask(service => service.deposit(this.caller, { amount: 1, currency: 'EUR' }, key), replica);
  }

  /** Sends the last deposit again. */
  repeat(replica = 0): Promise<string> {
    this.#keys -= 1;
    return this.deposit(replica);
  }

  /** Resolves to `ok` or the code of the refusal. */
  async ask(call: (service: RunningTransactionService) => Promise<unknown>, replica = 0): Promise<string> {
    const node = this.world.nodes[replica];
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
    await this.run(() => answer !== undefined, 60_000);
    return answer ?? 'never answered';
  }

  /** Lets time pass until the condition holds; resolves to whether it came to hold in time. */
  async run(condition: () => boolean, limitMs: number): Promise<boolean> {
    const holds = await this.world.run(condition, limitMs);
    assert.deepEqual(this.world.violations.found, []);
    return holds;
  }

  async pass(durationMs: number): Promise<void> {
    await this.run(() => false, durationMs);
  }

  /** Kinds and outcomes of all commands after a position. */
  outcomesAfter(position: number): string[] {
    const { witness } = this.world;
    const positions = Array.from({ length: witness.ledger.position - position }, (_, i) => position + 1 + i);
    return positions.map(each => {
      const applied = witness.result(each);
      return `${applied?.kind} ${applied?.code}`;
    });
  }

  [Symbol.dispose](): void {
    this.#timers[Symbol.dispose]();
  }
}
