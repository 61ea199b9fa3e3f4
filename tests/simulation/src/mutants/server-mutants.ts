import { inFile, type Mutant } from './mutant.ts';

/** Bugs of the adapters of the cluster form. Most are noticed on real servers only. */
export const serverMutants: readonly Mutant[] = [
  ...inFile('packages/adapter-kafka/src/client/partition-producer.ts', [
    {
      name: 'acks=1: one broker is enough to acknowledge a record',
      find: 'const allInSync = -1;',
      replace: 'const allInSync = 1;',
      suite: 'kafkaClient',
    },
    {
      name: 'a batch that may be there is sent again under a new identity',
      find: 'if (timesSent > 1) break;',
      replace: '',
      suite: 'kafkaClient',
    },
    {
      name: 'every batch is numbered like the first',
      find: '(nextSequence + batch.length) % sequenceNumbers',
      replace: 'nextSequence',
      suite: 'kafkaClient',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/client/batch-sender.ts', [
    {
      name: 'answer before commit: an append is confirmed when it is sent',
      find: 'await this.#options.send(messages, this.#giveUp.signal);\n      for (const { resolve } of batch) resolve();',
      replace:
        'for (const { resolve } of batch) resolve();\n      await this.#options.send(messages, this.#giveUp.signal);',
      suite: 'kafkaClient',
    },
    {
      name: 'correlate by place: whoever waits is answered by the next acknowledgement',
      find: 'for (const { resolve } of batch) resolve();',
      replace: 'for (const { resolve } of [...batch, ...this.#waiting]) resolve();',
      suite: 'kafkaClient',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/client/cluster-view.ts', [
    {
      name: 'a broker that still names an old leader is believed',
      find: 'return known?.id === told.id && told.leaderEpoch < known.leaderEpoch ? known : told;',
      replace: 'return known?.id === told.id && told.leaderEpoch < 0 ? known : told;',
      suite: 'kafkaClient',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/log/ordered-reader.ts', [
    {
      name: 'seek to latest: a subscription begins where the log ends',
      find: 'if (end !== undefined) this.#options.onEnd(end);\n    return end;',
      replace:
        'if (end !== undefined) this.#options.onEnd(end);\n    if (end !== undefined) this.#next = end;\n    return end;',
      suite: 'kafkaLog',
    },
    {
      name: 'what this process appends is applied before it is acknowledged',
      find: 'await Promise.race([this.#options.acknowledged(checked.map(record => record.value)), this.#closed]);',
      replace: '',
      suite: 'kafkaClient',
    },
    {
      name: 'a gap in the log is passed over',
      find: 'if (offset !== expected)',
      replace: 'if (offset < 0)',
      suite: 'kafkaClient',
    },
    {
      name: 'a record that others wrote is passed over',
      find: "    } catch (error) {\n      if (!(error instanceof PortError)) throw error;\n      throw error.code === 'log_corrupt'",
      replace:
        "    } catch (error) {\n      if (error instanceof PortError) return { offset, epoch, value, bytes: value };\n      if (!(error instanceof PortError)) throw error;\n      throw error.code === 'log_corrupt'",
      suite: 'kafkaClient',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/log/envelope.ts', [
    {
      name: 'the seal of a record is not checked',
      find: 'if (!timingSafeEqual(this.#tag(key, value), tagOf(value)))',
      replace: 'if (value.length === 0)',
      suite: 'kafkaClient',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/entry-writer.ts', [
    {
      name: '$inc projection: balances are added up instead of replaced',
      find: "const update = [{ $replaceWith: { $cond: [isNewer, { $literal: row }, '$$ROOT'] } }];",
      replace:
        "const sum = { $add: [{ $ifNull: ['$balance', 0] }, row.balance] };\n  const added = { $mergeObjects: [{ $literal: row }, { balance: sum }] };\n  const update = [{ $replaceWith: { $cond: [isNewer, added, added] } }];",
      suite: 'mongodbEntries',
    },
    {
      name: 'an older state of an account replaces a newer one',
      find: "const isNewer = { $lt: [{ $ifNull: ['$offset', -1] }, row.offset] };",
      replace: 'const isNewer = { $lt: [-1, row.offset] };',
      suite: 'mongodbEntries',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/entry-store.ts', [
    {
      name: 'checkpoint before write: readers are shown what is not there yet',
      find: 'await this.#writer.write(step);\n      await this.#turn.written(nextOffset, checkpoint);',
      replace: 'await this.#turn.written(nextOffset, checkpoint);\n      await this.#writer.write(step);',
      suite: 'mongodbEntries',
    },
    {
      name: 'records behind a gap are written',
      find: 'if (first.offset > nextOffset) throw missing(nextOffset);',
      replace: '',
      suite: 'mongodbEntries',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/entries/checkpoint-keeper.ts', [
    {
      name: 'the checkpoint moves back',
      find: "nextOffset: { $max: ['$nextOffset', to.nextOffset] },",
      replace: 'nextOffset: to.nextOffset,',
      suite: 'mongodbEntries',
    },
    {
      name: 'the checkpoint is counted up instead of set',
      find: "nextOffset: { $max: ['$nextOffset', to.nextOffset] },",
      replace: "nextOffset: { $add: [{ $ifNull: ['$nextOffset', 0] }, to.nextOffset - from] },",
      suite: 'mongodbEntries',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/connection/connection.ts', [
    {
      name: 'w=1: one member is enough to acknowledge a write',
      find: "writeConcern: { w: 'majority',",
      replace: 'writeConcern: { w: 1,',
      suite: 'mongodbSafety',
    },
    {
      name: 'an operation has no deadline',
      find: '        tooLate.promise,\n      ]);',
      replace: '      ]);',
      suite: 'mongodbSafety',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/connection/bulk-write.ts', [
    {
      name: 'a row that the server refused counts as written',
      find: 'if (writeErrors.some(({ code }) => code !== serverCode.duplicateKey)) throw error;',
      replace: '',
      suite: 'mongodbSafety',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/documents/document-store.ts', [
    {
      name: 'documents are read from a primary that may have been replaced',
      find: "readConcern: 'linearizable'",
      replace: "readConcern: 'majority'",
      suite: 'mongodbSafety',
    },
    {
      name: 'the events of a document are written outside its transaction',
      find: 'await outboxCollection.updateOne({ _id }, entry, { upsert: true, session });\n        return',
      replace: 'await outboxCollection.updateOne({ _id }, entry, { upsert: true });\n        return',
      suite: 'mongodbDocuments',
    },
  ]),
  ...inFile('packages/adapter-mongodb/src/snapshots/snapshot-store.ts', [
    {
      name: 'a damaged snapshot is given out',
      find: "return hash.digest('hex') === sha256 ? snapshot : undefined;",
      replace: 'return sha256.length > 0 ? snapshot : undefined;',
      suite: 'mongodbSafety',
    },
  ]),
  ...inFile('packages/adapter-redis/src/connection/replicated-writes.ts', [
    {
      name: 'a write is confirmed that only the master has',
      find: 'if (Number(acknowledged) >= this.#replicas) return;',
      replace: 'if (Number(acknowledged) >= 0) return;',
      suite: 'redisSessions',
    },
  ]),
  ...inFile('packages/adapter-redis/src/scripts/rotate.lua', [
    {
      name: 'an old refresh token is taken for the present one',
      find: 'if tonumber(presented) == generation then',
      replace: 'if tonumber(presented) <= generation then',
      suite: 'redisSessions',
    },
    {
      name: 'reuse of an old refresh token does not end its family',
      find: "  revokeFamily(id, family, 'reuse', now)\n",
      replace: '',
      suite: 'redisSessions',
    },
  ]),
];
