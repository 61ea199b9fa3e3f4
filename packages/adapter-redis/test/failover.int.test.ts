import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { describeOn, ownRedis, type ServerNode } from '@fintech/testkit/stack';
import { openRedisSessionStore, type RedisSessionStore } from '../src/index.ts';
import { Load, rotation } from './_load.ts';
import { answered, eventually, replaced } from './_until.ts';
import { endpointOf, newPrefix } from './_util.ts';

/** From the failure of the master to the first answer. */
const recoveryGoalMs = 10_000;

type Deed = (node: ServerNode) => Promise<void> | void;

const failures: readonly (readonly [string, Deed, Deed])[] = [
  ['is killed', node => node.kill(), node => node.start()],
  ['falls silent', node => node.pause(), node => node.resume()],
];

/** Follows the revocations as every service does. */
class Reader {
  readonly seen = new Set<string>();
  readonly #store: RedisSessionStore;
  readonly #following: Promise<void>;
  #running = true;

  constructor(store: RedisSessionStore) {
    this.#store = store;
    this.#following = this.#follow();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#following;
  }

  async #follow(): Promise<void> {
    let cursor: string | undefined;
    for (let last = false; !last; ) {
      last = !this.#running;
      const page = await this.#store.revocations(cursor).catch(() => undefined);
      cursor = page?.cursor ?? cursor;
      for (const { familyId } of page?.items ?? []) this.seen.add(familyId);
      await delay(50);
    }
  }
}

await describeOn('a master that fails under load', ownRedis(), redis => {
  for (const [what, fail, revive] of failures) {
    it(`${what}: no answer is taken back, and no family has two live tokens`, async context => {
      await using store = await openRedisSessionStore({
        endpoint: endpointOf(redis().endpoints),
        prefix: newPrefix(),
      });
      const reader = new Reader(store);
      const load = new Load(store);
      const running = load.run(32);
      const goesOn = (answers = load.answers + 1000) =>
        eventually('the load has answers', () => load.answers >= answers);
      await goesOn();
      const master = await redis().master();
      await fail(master);
      await replaced(redis(), master);
      await goesOn();
      context.diagnostic(
        `${Math.round(load.longestGapMs)} ms without an answer, ${load.failures} failed calls`,
      );
      assert.ok(load.longestGapMs < recoveryGoalMs, `${load.longestGapMs} ms without an answer`);

      await revive(master);
      await redis().settled();
      await goesOn();
      load.stop();
      await running;
      await reader.stop();
      assert.notEqual((await redis().master()).name, master.name);
      assert.deepEqual([...load.dropped], []);
      await assertNothingTakenBack(store, load);
      assert.deepEqual(
        [...load.ended].filter(id => !reader.seen.has(id)),
        [],
      );
    });
  }
});

/** Every ended family stays ended; of every other one exactly the token that its owner holds is live. */
async function assertNothingTakenBack(store: RedisSessionStore, load: Load): Promise<void> {
  assert.ok(load.ended.size > 0);
  for (const [id, given] of load.given) {
    // As long as the set is settling, the connection may be let go of once more; whoever calls asks again.
    const found = await answered(() => store.family(id));
    if (load.ended.has(id)) {
      assert.equal(found?.revokedReason, 'logout', id);
      continue;
    }
    const generation = found?.generation ?? 0;
    // The last call of a load that is stopped may be done without an answer.
    assert.ok(generation === given || generation === given + 1, `${id}: ${generation}, given ${given}`);
    const older = await answered(() => store.rotate(rotation(id, generation - 1, -1)));
    assert.ok(older.kind === 'reused' || older.kind === 'revoked', `${id}: ${older.kind}`);
  }
}
