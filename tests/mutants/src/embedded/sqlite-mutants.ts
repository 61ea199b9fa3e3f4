import { type EmbeddedMutant, inFile } from './suites.ts';

/** Bugs of the embedded stores. */
export const sqliteMutants: readonly EmbeddedMutant[] = [
  ...inFile('packages/adapter-sqlite/src/entries/entry-writer.ts', [
    {
      name: 'rows before the checkpoint are written again',
      find: 'if (record.offset < next) continue;',
      replace: '',
      suite: 'entries',
    },
    {
      name: 'the read model may have a hole',
      find: 'if (record.offset > next) throw new PortError(',
      replace: 'if (record.offset < 0) throw new PortError(',
      suite: 'entries',
    },
  ]),
  ...inFile('packages/adapter-sqlite/src/entries/entries-database.ts', [
    {
      name: 'rows and checkpoint are not written in one step',
      find: 'inTransaction(this.#database, () =>\n        this.#writer.write(unpackApplied(records), this.checkpoint().nextOffset),\n      );',
      replace: 'this.#writer.write(unpackApplied(records), this.checkpoint().nextOffset);',
      suite: 'entries',
    },
  ]),
  ...inFile('packages/adapter-sqlite/src/log/log-database.ts', [
    {
      name: 'the log is not flushed before an answer',
      find: 'pragma synchronous = full;',
      replace: 'pragma synchronous = normal;',
      suite: 'durability',
    },
  ]),
];
