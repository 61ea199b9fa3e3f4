import { SqliteCommandLog } from '../src/log/command-log.ts';

// A process that appends to the log until it is killed or the log halts. It writes one line for each append that was
// answered, and what became of the log. Writes to a pipe are synchronous, so that no line is lost by a kill.
const [file = ''] = process.argv.slice(2);
const appendsAtOnce = 32;
const padding = 'x'.repeat(2000);

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function appendForever(log: SqliteCommandLog, worker: number): Promise<void> {
  for (let i = 0; ; i += 1) {
    const text = `${process.pid}-${worker}-${i}`;
    await log.append(Buffer.from(`${text} ${padding}`), [{ id: text, text: `note ${text}` }]);
    report(`appended ${text}`);
  }
}

const failureOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : String(error);

try {
  const log = await SqliteCommandLog.open({ file, onHalt: () => report('halted') });
  const workers = Array.from({ length: appendsAtOnce }, (_, worker) => appendForever(log, worker));
  for (const result of await Promise.allSettled(workers)) {
    if (result.status === 'rejected') report(`failed ${failureOf(result.reason)}`);
  }
  await log.append(Buffer.from('late'), []).catch(error => report(`late ${failureOf(error)}`));
  await log.close();
} catch (error) {
  report(`refused ${failureOf(error)}`);
}
