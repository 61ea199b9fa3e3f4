import { type AdapterMutant, inFile } from './suites.ts';

const asOneProjector = 'leave what one alone would have left, although nobody waits for his turn';
const whatIsAsked = 'is a majority and a journal for every write, and a majority for every read';

/** Bugs of the read model, the documents and the snapshots on MongoDB. */
export const mongodbMutants: readonly AdapterMutant[] = [
  ...inFile('packages/adapter-mongodb/src/entries/entry-writer.ts', [
    {
      name: 'rows are added to what is there ($inc) instead of written as they are',
      find: `insertMissing<TransactionDocument>(
        this.#connection,
        transactions.name,
        records.flatMap(toTransactions),
      ),`,
      replace: `this.#connection.call(session =>
        this.#connection.collection<TransactionDocument>(transactions.name).bulkWrite(
          records.flatMap(toTransactions).map(({ _id, balance = 0, ...rest }) => ({
            updateOne: { filter: { _id }, update: { $set: rest, $inc: { balance } }, upsert: true },
          })),
          { session },
        ),
      ),`,
      suite: 'projectors',
      test: asOneProjector,
    },
    {
      name: 'an older state of an account overwrites a newer one',
      find: "const isNewer = { $lt: [{ $ifNull: ['$offset', -1] }, row.offset] };",
      replace: 'const isNewer = { $lt: [-1, row.offset] };',
      suite: 'projectors',
      test: 'keep the state of an account that a record left first, and the newest of all',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/entry-store.ts', [
    {
      name: 'the checkpoint is moved before the rows that it covers are written',
      find: 'await this.#writer.write(step);\n      await this.#turn.written(nextOffset, checkpoint);',
      replace: 'await this.#turn.written(nextOffset, checkpoint);\n      await this.#writer.write(step);',
      suite: 'projectors',
      test: 'do not move the checkpoint over a row that was refused',
    },
    {
      name: 'records behind a gap are written',
      find: 'if (first.offset > nextOffset) throw missing(nextOffset);',
      replace: '',
      suite: 'entries',
      test: 'refuses to leave a gap, and writes nothing then',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/checkpoint-keeper.ts', [
    {
      name: 'the checkpoint is moved by a number of records ($inc) instead of to a place',
      find: "nextOffset: { $max: ['$nextOffset', to.nextOffset] },",
      replace: "nextOffset: { $add: [{ $ifNull: ['$nextOffset', 0] }, to.nextOffset - from] },",
      suite: 'projectors',
      test: 'never move the checkpoint back',
    },
    {
      name: 'the checkpoint is moved back',
      find: "nextOffset: { $max: ['$nextOffset', to.nextOffset] },",
      replace: 'nextOffset: to.nextOffset,',
      suite: 'projectors',
      test: 'never move the checkpoint back',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/account-balance.ts', [
    {
      name: 'a balance is the sum of the amounts',
      find: `    { $sort: { time: -1, _id: -1 } },
    { $limit: 1 },
    { $project: { _id: 0, entries: 1 } },
  ];
  const foreign = {`,
      replace: `    { $unwind: '$entries' },
    { $match: { $expr: { $eq: ['$entries.accountId', '$$account'] } } },
    { $group: { _id: '$entries.accountId', balance: { $sum: '$entries.amount' } } },
    { $project: { _id: 0, entries: [{ accountId: '$_id', balance: '$balance' }] } },
  ];
  const foreign = { let: { account: '$_id' },`,
      suite: 'entries',
      test: 'shows an account as it stands: opened, posted to, frozen, and posted to again',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/documents/document-store.ts', [
    {
      name: 'events are written outside of the transaction of their document',
      find: 'await outboxCollection.updateOne({ _id }, entry, { upsert: true, session });',
      replace: 'await outboxCollection.updateOne({ _id }, entry, { upsert: true });',
      suite: 'write concern',
      test: whatIsAsked,
    },
    {
      name: 'documents are read by majority instead of linearizably',
      find: "readConcern: 'linearizable'",
      replace: "readConcern: 'majority'",
      suite: 'write concern',
      test: whatIsAsked,
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/documents/put-one.ts', [
    {
      name: 'the version that is expected is not looked at',
      find: 'expectVersion === undefined ? { _id: id } : { _id: id, version: expectVersion };',
      replace: 'expectVersion === 0 ? { _id: id, version: expectVersion } : { _id: id };',
      suite: 'outbox',
      test: 'lets exactly one of 32 parallel writers win, and publishes its event alone',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/documents/outbox-relay.ts', [
    {
      name: 'events are deleted from the outbox before the bus has them',
      find: `    for (const [topic, ofTopic] of Map.groupBy(events, event => event.topic)) {`,
      replace: `    const taken = { _id: { $in: documents.map(({ _id }) => _id) } };
    if (documents.length > 0) await this.#options.connection.call(session => this.#outbox.deleteMany(taken, { session }));
    for (const [topic, ofTopic] of Map.groupBy(events, event => event.topic)) {`,
      suite: 'outbox',
      test: 'waits for a bus that is away, tells of it, and loses and reorders nothing',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/connection/connection.ts', [
    {
      name: 'one member is enough for a write',
      find: "writeConcern: { w: 'majority', journal: true, wtimeoutMS: operationTimeoutMs },",
      replace: 'writeConcern: { w: 1, journal: true, wtimeoutMS: operationTimeoutMs },',
      suite: 'write concern',
      test: whatIsAsked,
    },
    {
      name: 'a call may take as long as it likes',
      find: 'tooLate.reject(new PortError',
      replace: 'void (new PortError',
      suite: 'connection',
      test: 'gives up on work that does not end',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/connection/bulk-write.ts', [
    {
      name: 'a row that the server refused counts as written',
      find: 'if (writeErrors.some(({ code }) => code !== serverCode.duplicateKey)) throw refusal(error, writeErrors);',
      replace: '',
      suite: 'projectors',
      test: 'do not take a row that was refused for one that is there, as those before it are',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/snapshots/snapshot-store.ts', [
    {
      name: 'the checksum of a snapshot is not looked at',
      find: "return hash.digest('hex') === sha256 ? snapshot : undefined;",
      replace: 'return sha256.length > 0 ? snapshot : undefined;',
      suite: 'snapshots',
      test: 'that were damaged are not given out',
    },
  ]),
];
