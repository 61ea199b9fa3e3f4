import { type AdapterMutant, inFile } from './suites.ts';

const heldBack =
  'gives its own record to nobody before the brokers have acknowledged it, whatever lies before it';

/** Bugs of the log and the events on Kafka. */
export const kafkaMutants: readonly AdapterMutant[] = [
  ...inFile('packages/adapter-kafka/src/log/command-log.ts', [
    {
      name: 'an append is answered before the brokers have acknowledged it',
      find: 'await Promise.all([appended, this.#annotations.save(annotations)]);',
      replace: 'appended.catch(() => {});\n    await this.#annotations.save(annotations);',
      suite: 'acknowledgement',
      test: heldBack,
    },
    {
      name: 'a record of our own is given out as soon as it can be read, before enough brokers have it',
      find: "if (values.some(value => ours.has(tagOf(value).toString('latin1')))) await batch.settled;",
      replace: 'void [values, ours];',
      suite: 'acknowledgement',
      test: heldBack,
    },
    {
      name: 'records are matched to those that wait for their answer by their place, not by what they are',
      find: "values.some(value => ours.has(tagOf(value).toString('latin1')))",
      replace: "values.some((value, i) => [...ours][i] === tagOf(value).toString('latin1'))",
      suite: 'acknowledgement',
      test: heldBack,
    },
  ]),
  ...inFile('packages/adapter-kafka/src/client/batch-sender.ts', [
    {
      name: 'a batch is answered when it is sent',
      find: 'await this.#options.send(messages, this.#giveUp.signal);\n      for (const { resolve } of batch) resolve();',
      replace:
        'for (const { resolve } of batch) resolve();\n      await this.#options.send(messages, this.#giveUp.signal);',
      suite: 'acknowledgement',
      test: heldBack,
    },
  ]),
  ...inFile('packages/adapter-kafka/src/client/partition-producer.ts', [
    {
      name: 'the leader alone acknowledges (acks=1)',
      find: 'const allInSync = -1;',
      replace: 'const allInSync = 1;',
      suite: 'broker failures',
      test: 'answers nothing while too few brokers are left, and goes on when they are back',
    },
    {
      name: 'a batch that may be there is sent again under a new identity',
      find: 'if (timesSent > 1) break;',
      replace: '',
      suite: 'producer',
      test: 'gives up rather than double a batch that may be there, and counts anew after that',
    },
    {
      name: 'every batch is numbered like the first',
      find: '(nextSequence + batch.length) % sequenceNumbers',
      replace: 'nextSequence',
      suite: 'producer',
      test: 'numbers records from batch to batch',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/client/cluster-view.ts', [
    {
      name: 'a broker that still names an old leader is believed',
      find: 'return known?.id === told.id && told.leaderEpoch < known.leaderEpoch ? known : told;',
      replace: 'return known?.id === told.id && told.leaderEpoch < 0 ? known : told;',
      suite: 'elections',
      test: 'a broker that still names an old leader is not believed',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/log/ordered-reader.ts', [
    {
      name: 'a subscription starts at the end of the log, wherever it was asked to start',
      find: 'const fetched = await this.#reader.fetch(this.#next, this.#lastEpoch);',
      replace:
        'if (this.#lastEpoch === undefined) this.#next = await this.#reader.end();\n      const fetched = await this.#reader.fetch(this.#next, this.#lastEpoch);',
      suite: 'log',
      test: 'keeps the order of appends that wait for each other',
    },
    {
      name: 'a gap in the log is passed over',
      find: 'if (offset !== expected)',
      replace: 'if (offset < 0)',
      suite: 'reader',
      test: 'halts when a gap is still there, and says where it is',
    },
    {
      name: 'what others wrote into the log is given out',
      find: 'if (!(error instanceof PortError)) throw error;\n      throw error.code',
      replace:
        'if (error instanceof PortError && value.length > 0) return { offset, epoch, value, bytes: value };\n      if (!(error instanceof PortError)) throw error;\n      throw error.code',
      suite: 'corruption',
      test: 'halts at garbage, delivers nothing behind it, and names the place',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/log/envelope.ts', [
    {
      name: 'the checksum of a record is not looked at',
      find: 'if (!timingSafeEqual(this.#tag(key, value), tagOf(value)))',
      replace: 'if (!timingSafeEqual(this.#tag(key, value), this.#tag(key, value)))',
      suite: 'corruption',
      test: 'halts at a record with a flipped bit, delivers nothing behind it, and names the place',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/topics/assert-safe-topic.ts', [
    {
      name: 'a topic that may lose records is taken',
      find: 'if (wrong.length === 0) return;',
      replace: 'if (wrong.length >= 0) return;',
      suite: 'refusals',
      test: 'refuses a topic with one replica in sync',
    },
  ]),
  ...inFile('packages/adapter-kafka/src/events/event-delivery.ts', [
    {
      name: 'a new group starts at the end of the topic',
      find: 'const next = committed ?? start;',
      replace: 'const next = committed ?? end;',
      suite: 'events',
      test: 'gives every group every event, in the order of publication, one at a time',
    },
    {
      name: 'an event that could not be handled is passed over',
      find: 'await delay.wait(over);\n      }\n    }\n    return false;',
      replace: 'return true;\n      }\n    }\n    return false;',
      suite: 'events',
      test: 'delivers an event again until its handler succeeds, before any later one',
    },
  ]),
];
