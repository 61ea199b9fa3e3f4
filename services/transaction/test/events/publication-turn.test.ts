import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import type { DocumentStore } from '@fintech/ports';
import { PortError } from '@fintech/ports';
import { tempDirectory } from '@fintech/testkit';
import { PublicationTurn } from '../../src/events/publication-turn.ts';

const begin = { nextOffset: 0, position: 0 };
const further = { nextOffset: 3, position: 7 };

async function openStore() {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempDirectory());
  const { documentStore } = stack.use(
    await openSqliteAdapters({ directory: path, onHalt: error => assert.fail(String(error)) }),
  );
  const owned = stack.move();
  return { store: documentStore, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const turnOf = (store: DocumentStore, holder: string) => new PublicationTurn(store, 'transactions', holder);

test('whoever comes first has the turn, and keeps it while it shows that it lives', async () => {
  await using opened = await openStore();
  const [one, other] = [turnOf(opened.store, 'one'), turnOf(opened.store, 'other')];
  assert.deepEqual(await one.take(), begin);
  for (let look = 0; look < 20; look++) {
    assert.equal(await other.take(), undefined);
    assert.ok(await one.keep(further));
  }
  assert.equal(await other.take(), undefined);
  assert.deepEqual(other.known, further);
});

test('who is silent loses the turn, and learns it before it goes on', async () => {
  await using opened = await openStore();
  const [one, other] = [turnOf(opened.store, 'one'), turnOf(opened.store, 'other')];
  await one.take();
  await one.keep(further);
  let looks = 0;
  for (; (await other.take()) === undefined; looks++) assert.ok(looks < 10, 'it is taken in the end');
  assert.ok(looks >= 4, `it was taken after ${looks} looks`);
  assert.deepEqual(other.known, further);
  assert.equal(await one.keep({ nextOffset: 9, position: 9 }), false);
  assert.ok(await other.keep(further), 'what the first one wanted to note is not noted');
});

test('of those who want the turn of somebody who is gone, one gets it', async () => {
  await using opened = await openStore();
  await turnOf(opened.store, 'gone').take();
  const others = ['a', 'b', 'c'].map(name => turnOf(opened.store, name));
  let winners = 0;
  for (let look = 0; look < 10; look++) {
    const taken = await Promise.all(others.map(other => other.take()));
    winners += taken.filter(progress => progress !== undefined).length;
    if (winners > 0) break;
  }
  assert.equal(winners, 1);
});

test('a turn that is given up goes to the next one at once', async () => {
  await using opened = await openStore();
  const [one, other] = [turnOf(opened.store, 'one'), turnOf(opened.store, 'other')];
  await one.take();
  assert.equal(await other.take(), undefined);
  await one.giveUp(further);
  assert.deepEqual(await other.take(), further);
  await one.giveUp(begin);
  assert.ok(await other.keep(further), 'what is not held cannot be given up');
});

test('a write that was made though the store did not say so does not lose the turn', async () => {
  await using opened = await openStore();
  let failures = 0;
  const store: Pick<DocumentStore, 'get' | 'put'> = {
    get: (...given) => opened.store.get(...given),
    put: async (...given) => {
      const outcome = await opened.store.put(...given);
      if (failures-- > 0) throw new PortError('store_unavailable', 'no answer');
      return outcome;
    },
  };
  const one = new PublicationTurn(store, 'transactions', 'one');
  await one.take();
  failures = 1;
  await assert.rejects(one.keep(further), { code: 'store_unavailable' });
  assert.ok(await one.keep(further));
});
