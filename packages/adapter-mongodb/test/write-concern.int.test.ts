import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { appliedRecords } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { CommandStartedEvent, MongoClient } from 'mongodb';
import { testDatabase } from './_util.ts';
import { MemoryBus } from './documents/_memory-bus.ts';

const things = { name: 'things', indexes: [] } as const;

interface Command {
  readonly writeConcern?: { readonly w?: unknown; readonly j?: unknown };
  readonly readConcern?: { readonly level?: unknown };
  readonly autocommit?: unknown;
  readonly update?: unknown;
  readonly find?: unknown;
}

await describeOn('what the server is asked', useMongodb(), server => {
  it('is a majority and a journal for every write, and a majority for every read', async t => {
    const commands = listenToDriver(t);
    await using database = testDatabase(server());
    const url = `${database.options.url}&monitorCommands=true`;
    await using adapters = await database.open({ url, collections: [things], takeOverAfterMs: 0 });
    const { documentStore, entryStore, snapshotStore, annotationStore } = adapters;
    await using relay = adapters.relayOutbox(new MemoryBus(), error => assert.fail(String(error)));
    const events = [{ topic: 't', event: { id: '1', type: 'tested', time: 1, data: {} } }];
    await documentStore.put(things, '1', {});
    await documentStore.put(things, '2', {}, { events });
    await documentStore.get(things, '1');
    await documentStore.delete(things, '1');
    await relay.drained();
    await entryStore.write(appliedRecords.transfers(0, 3));
    await entryStore.write(appliedRecords.transfers(0, 6));
    await entryStore.account(appliedRecords.alice);
    for (const offset of [1, 1, 2]) await snapshotStore.save(offset, new Uint8Array(10));
    await snapshotStore.load(1);
    await snapshotStore.prune(1);
    await annotationStore.save([{ id: 'a', text: 'text' }]);
    await annotationStore.erase('a');
    await annotationStore.find(['a']);

    const writes = commands.filter(({ name, command }) => isWrite(name) && command.autocommit === undefined);
    // The statements of a transaction have no concern of their own; it comes with the commit.
    const commits = commands.filter(({ name }) => name === 'commitTransaction');
    for (const { name, command } of [...writes, ...commits]) {
      assert.equal(command.writeConcern?.w, 'majority', name);
      assert.equal(command.writeConcern?.j, true, name);
    }
    const statements = commands.filter(({ command }) => command.autocommit === false);
    assert.deepEqual(
      statements.map(({ name, command }) => [name, command.update]),
      [
        ['update', 'things'],
        ['update', 'outbox'],
        ['commitTransaction', undefined],
      ],
    );
    const documents = commands.filter(({ command }) => command.find === 'things');
    assert.deepEqual(
      documents.map(({ command }) => command.readConcern?.level),
      ['linearizable'],
    );
    const reads = commands.filter(({ name }) => ['find', 'aggregate', 'distinct'].includes(name));
    for (const { name, command } of reads)
      assert.match(String(command.readConcern?.level), /^(majority|linearizable)$/, name);
    assert.ok(writes.length >= 15 && commits.length === 1 && reads.length >= 10);
  });
});

/** Commands of all clients whose URL says `monitorCommands=true`. */
function listenToDriver(t: TestContext): { readonly name: string; readonly command: Command }[] {
  const commands: { name: string; command: Command }[] = [];
  const emit = MongoClient.prototype.emit;
  t.mock.method(
    MongoClient.prototype,
    'emit',
    function (this: MongoClient, ...event: Parameters<typeof emit>) {
      const [name, details] = event;
      if (name === 'commandStarted' && details instanceof CommandStartedEvent)
        commands.push({ name: details.commandName, command: details.command });
      return emit.apply(this, event);
    },
  );
  return commands;
}

function isWrite(name: string): boolean {
  return ['insert', 'update', 'delete', 'findAndModify', 'create', 'createIndexes', 'collMod'].includes(name);
}
