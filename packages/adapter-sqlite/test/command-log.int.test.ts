import { join } from 'node:path';
import { describeCommandLog, tempDirectory } from '@fintech/testkit';
import { SqliteCommandLog } from '../src/log/command-log.ts';

describeCommandLog('SqliteCommandLog', async () => {
  const directory = await tempDirectory();
  return {
    open: onHalt => SqliteCommandLog.open({ file: join(directory.path, 'log.db'), onHalt }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
});
