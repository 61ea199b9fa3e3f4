import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PortError } from '@fintech/ports';
import { AnnotationKeeper, maxKeptAnnotations } from '../../src/log/annotation-keeper.ts';
import { eventually, MemoryAnnotationStore } from '../_util.ts';

const rent = { id: 'a', text: 'rent' };
const food = { id: 'b', text: 'food' };

describe('annotations beside the log', () => {
  it('are saved before the append is answered', async () => {
    const { keeper, store } = setUp();
    await keeper.save([rent, food]);
    assert.deepEqual(await store.find(['a', 'b']), asMap(rent, food));
    assert.deepEqual(await keeper.find(['a', 'b', 'c']), asMap(rent, food));
  });

  it('do not hold up money while their store fails, can be read, and are saved when it is back', async () => {
    const { keeper, store, warnings } = setUp();
    store.fails = true;
    await keeper.save([rent]);
    await keeper.save([food]);
    assert.deepEqual(await keeper.find(['a', 'b']), asMap(rent, food));
    await assert.rejects(keeper.find(['a', 'of another process']), { code: 'store_unavailable' });
    store.fails = false;
    await eventually('they are saved', async () => (await store.find(['a', 'b'])).size === 2);
    await keeper.close(1000);
    assert.deepEqual(warnings, ['descriptions are kept in memory, their store fails: The store is down.']);
  });

  it('do not hold up money while their store hangs', async () => {
    const { keeper, store } = setUp();
    store.hang();
    const startedAt = performance.now();
    await keeper.save([rent]);
    assert.ok(performance.now() - startedAt < 5000);
    assert.deepEqual(await keeper.find(['a']), asMap(rent));
    store.goOn();
    await eventually('it is saved', async () => (await store.find(['a'])).size === 1);
  });

  it('are refused when too many wait', async () => {
    const { keeper, store } = setUp();
    store.fails = true;
    await keeper.save(
      Array.from({ length: maxKeptAnnotations - 1 }, (_, i) => ({ id: String(i), text: 'x' })),
    );
    keeper.assertRoom();
    await keeper.save([rent]);
    assert.throws(() => keeper.assertRoom(), { code: 'store_unavailable' });
    store.fails = false;
    await eventually('there is room', () => {
      try {
        keeper.assertRoom();
        return true;
      } catch {
        return false;
      }
    });
  });

  it('are refused when a few long ones wait', async () => {
    const { keeper, store } = setUp();
    store.fails = true;
    await keeper.save([{ id: 'long', text: 'x'.repeat(8 * 1024 * 1024) }]);
    assert.throws(() => keeper.assertRoom(), { code: 'store_unavailable' });
    store.fails = false;
  });

  it('keep the first text of an id', async () => {
    const { keeper, store } = setUp();
    store.fails = true;
    await keeper.save([rent]);
    await keeper.save([{ id: 'a', text: 'another' }]);
    assert.deepEqual(await keeper.find(['a']), asMap(rent));
    store.fails = false;
    await keeper.close(5000);
    assert.deepEqual(await store.find(['a']), asMap(rent));
  });

  it('stay erased, also one that waits for its store, and one that is on its way to it', async () => {
    const { keeper, store } = setUp();
    store.fails = true;
    await keeper.save([rent]);
    store.fails = false;
    await keeper.erase('a');
    store.hang();
    const saving = keeper.save([food]);
    await eventually('it is on its way', () => store.isHanging);
    const erasing = keeper.erase('b');
    store.goOn();
    await Promise.all([saving, erasing]);
    assert.deepEqual(store.calls.slice(-2), ['save b', 'erase b']);
    await keeper.close(5000);
    assert.deepEqual(await keeper.find(['a', 'b']), asMap());
    assert.deepEqual(await store.find(['a', 'b']), asMap());
  });

  it('say so when they have to be given up', async () => {
    const { keeper, store, warnings } = setUp();
    store.fails = true;
    await keeper.save([rent, food]);
    await keeper.close(200);
    assert.equal(warnings.at(-1), '2 descriptions could not be saved and are lost');
  });
});

class UnreliableStore extends MemoryAnnotationStore {
  fails = false;
  isHanging = false;
  /** What it was asked for, in the order in which it was done. */
  readonly calls: string[] = [];
  #gate = Promise.resolve();
  #open = () => {};

  hang(): void {
    this.#gate = new Promise(resolve => {
      this.#open = resolve;
    });
  }

  goOn(): void {
    this.#open();
  }

  override async save(annotations: Parameters<MemoryAnnotationStore['save']>[0]): Promise<void> {
    this.isHanging = true;
    await this.#gate;
    this.isHanging = false;
    if (this.fails) throw new PortError('store_unavailable', 'The store is down.');
    await super.save(annotations);
    for (const { id } of annotations) this.calls.push(`save ${id}`);
  }

  override async erase(id: string): Promise<void> {
    await super.erase(id);
    this.calls.push(`erase ${id}`);
  }

  override async find(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (this.fails) throw new PortError('store_unavailable', 'The store is down.');
    return super.find(ids);
  }
}

function setUp() {
  const store = new UnreliableStore();
  const warnings: string[] = [];
  const keeper = new AnnotationKeeper({ store, onWarning: message => warnings.push(message) });
  return { keeper, store, warnings };
}

function asMap(
  ...annotations: readonly { readonly id: string; readonly text: string }[]
): Map<string, string> {
  return new Map(annotations.map(({ id, text }) => [id, text]));
}
