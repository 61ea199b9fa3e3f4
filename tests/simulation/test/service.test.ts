import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { useVirtualTimers } from '@fintech/testkit/simulator';
import type { Caller, Posted } from '@fintech/transaction';
import { accountIdOf } from '../src/operation.ts';
import { World } from '../src/world.ts';

const attempts = 200;

/** Three replicas and two people. Nothing fails here: it is about many requests at the same moment. */
class Rush implements Disposable {
  readonly #world = new World(11, { replicas: 3, people: 2 });
  readonly #timers = useVirtualTimers(this.#world.time);

  /** Lets one of the replicas carry out a payment from the first person to the second, until that is decided. */
  async pay(replica: number, key: string, amount: number): Promise<Posted> {
    const [from, to] = this.#world.people;
    assert.ok(from && to);
    const caller = { userId: from.id, username: from.username };
    const body = { to: `@${to.username}`, amount, currency: 'EUR' };
    for (;;) {
      try {
        return await this.#inside(replica, service => service.transfer(caller, body, key));
      } catch (error) {
        if (!isUndecided(error)) throw error;
        await this.#world.time.sleep(50);
      }
    }
  }

  async deposit(amount: number): Promise<void> {
    const [person] = this.#world.people;
    assert.ok(person);
    const caller: Caller = { userId: person.id, username: person.username };
    await this.settle([
      this.#inside(0, service => service.deposit(caller, { amount, currency: 'EUR' }, 'deposit-1')),
    ]);
  }

  /** Runs the world until all promises are settled. */
  async settle<Result>(promises: readonly Promise<Result>[]): Promise<PromiseSettledResult<Result>[]> {
    let results: PromiseSettledResult<Result>[] | undefined;
    void Promise.allSettled(promises).then(settled => {
      results = settled;
    });
    await this.#world.run(() => results !== undefined, 60_000);
    assert.deepEqual(this.#world.violations.found, []);
    assert.ok(results, 'everything is answered within a minute');
    return results;
  }

  async start(): Promise<void> {
    assert.ok(await this.#world.run(() => this.#world.nodes.every(node => node.isServing), 10_000));
  }

  get balances(): readonly (number | undefined)[] {
    const { people, witness } = this.#world;
    return people.map(({ id }) => witness.fold.accounts.get(accountIdOf(id, 'EUR'))?.balance);
  }

  [Symbol.dispose](): void {
    this.#timers[Symbol.dispose]();
  }

  #inside<Result>(
    replica: number,
    call: (service: NonNullable<Service>) => Promise<Result>,
  ): Promise<Result> {
    const node = this.#world.nodes[replica % this.#world.nodes.length];
    const service = node?.service;
    assert.ok(node && service);
    return new Promise((resolve, reject) => {
      this.#world.time.after(0, node.process, () => call(service).then(resolve, reject));
    });
  }
}

type Service = World['nodes'][number]['service'];

function isUndecided(error: unknown): boolean {
  return error instanceof ProblemError && (error.code === 'overloaded' || error.code === 'outcome_unknown');
}

/** How often each answer was given. */
function counts(results: readonly PromiseSettledResult<Posted>[]): Map<string, number> {
  const codes = results.map(result => {
    if (result.status === 'fulfilled') return result.value.replayed ? 'replayed' : 'posted';
    return result.reason instanceof ProblemError ? result.reason.code : String(result.reason);
  });
  return new Map([...Map.groupBy(codes, code => code)].map(([code, all]) => [code, all.length]));
}

async function startRush(): Promise<Rush> {
  const rush = new Rush();
  await rush.start();
  await rush.deposit(100);
  return rush;
}

test('200 parallel spends of one balance never overdraw it', async () => {
  using rush = await startRush();
  const spends = Array.from({ length: attempts }, (_, i) => rush.pay(i, `spend-key-${i}`, 7));
  const answers = counts(await rush.settle(spends));
  assert.equal((answers.get('posted') ?? 0) + (answers.get('replayed') ?? 0), 14);
  assert.equal(answers.get('insufficient_funds'), attempts - 14);
  assert.deepEqual(rush.balances, [2, 98]);
});

test('200 parallel posts of one key have one effect and equal answers', async () => {
  using rush = await startRush();
  const posts = Array.from({ length: attempts }, (_, i) => rush.pay(i, 'one-and-the-same', 7));
  const results = await rush.settle(posts);
  const views = results.map(result => (result.status === 'fulfilled' ? result.value.view : result.reason));
  for (const view of views) assert.deepEqual(view, views[0]);
  assert.equal(counts(results).get('posted'), 1);
  assert.deepEqual(rush.balances, [93, 7]);
});
