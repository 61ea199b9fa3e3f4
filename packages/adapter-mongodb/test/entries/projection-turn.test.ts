import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Checkpoint } from '@fintech/ports';
import type { CheckpointDocument } from '../../src/entries/entry-collections.ts';
import { ProjectionTurn } from '../../src/entries/projection-turn.ts';

/** The checkpoint as the database keeps it. */
class Keeper {
  reads = 0;
  document: CheckpointDocument | undefined;

  async read(): Promise<CheckpointDocument | undefined> {
    this.reads += 1;
    return this.document;
  }

  async advance(_: number, to: Checkpoint, writer: string, claim: boolean): Promise<CheckpointDocument> {
    const known = this.document;
    this.document = {
      _id: 'ledger',
      nextOffset: Math.max(known?.nextOffset ?? 0, to.nextOffset),
      position: Math.max(known?.position ?? 0, to.position),
      writer: claim || known === undefined ? writer : known.writer,
    };
    return this.document;
  }
}

const behind = (nextOffset: number): Checkpoint => ({ nextOffset, position: nextOffset });

describe('ProjectionTurn', () => {
  it('goes to the first who writes, who then need not ask again', async () => {
    const keeper = new Keeper();
    const turn = new ProjectionTurn(keeper, 60_000);
    assert.equal(await turn.next(0, 10), 0);
    await turn.written(0, behind(10));
    assert.equal(await turn.next(10, 20), 10);
    await turn.written(0, behind(20));
    assert.equal(keeper.reads, 1);
  });

  it('lets the others wait until what they have is written', async () => {
    const keeper = new Keeper();
    const [writer, waiter] = [new ProjectionTurn(keeper, 60_000), new ProjectionTurn(keeper, 60_000)];
    await writer.next(0, 10);
    await writer.written(0, behind(10));
    let waited: number | undefined;
    const waiting = waiter.next(10, 20).then(offset => {
      waited = offset;
    });
    await writer.written(0, behind(15));
    const { reads } = keeper;
    while (keeper.reads < reads + 3) await new Promise(resolve => setImmediate(resolve));
    assert.equal(waited, undefined);
    await writer.written(0, behind(20));
    await waiting;
    assert.equal(waited, 20);
  });

  it('goes to one who saw nothing move for the given time, and comes back in the same way', async () => {
    const keeper = new Keeper();
    const [first, second] = [new ProjectionTurn(keeper, 60), new ProjectionTurn(keeper, 60)];
    await first.next(0, 10);
    await first.written(0, behind(10));
    const startedAt = performance.now();
    assert.equal(await second.next(10, 20), 10);
    assert.ok(performance.now() - startedAt >= 60);
    // The first one still believes that it is its turn, and writes; then it knows better.
    assert.equal(await first.next(10, 20), 10);
    await second.written(0, behind(15));
    await first.written(0, behind(20));
    const before = performance.now();
    assert.equal(await first.next(20, 30), 20);
    assert.ok(performance.now() - before >= 60);
    await first.written(0, behind(30));
    assert.equal(await second.next(20, 30), 30);
  });

  it('asks where the checkpoint is when the records are beyond what it knows', async () => {
    const keeper = new Keeper();
    const turn = new ProjectionTurn(keeper, 60_000);
    await turn.next(0, 10);
    await turn.written(0, behind(10));
    assert.equal(await turn.next(12, 20), 10, 'there is a gap');
    await keeper.advance(0, behind(12), 'another', false);
    assert.equal(await turn.next(12, 20), 12);
  });

  it("is everybody's when nobody waits", async () => {
    const keeper = new Keeper();
    const [first, second] = [new ProjectionTurn(keeper, 0), new ProjectionTurn(keeper, 0)];
    await first.next(0, 10);
    await first.written(0, behind(10));
    assert.equal(await second.next(10, 20), 10);
    assert.equal(await first.next(10, 20), 10);
  });
});
