import { PortError } from '@fintech/ports';
import { ConfigError } from './settings.ts';

/** Something that serves until it is disposed of: disposing drains. */
export interface RunningProcess extends AsyncDisposable {
  /** Where it can be reached. */
  readonly urls: readonly string[];
}

export type Halt = (error: unknown) => never;

/**
 * The life of a process: it starts, prints `ready <url> …` on one line, and drains and exits 0 on SIGTERM or SIGINT. What
 * a person can mend is said in one line (64 for settings, 1 otherwise); for the rest the stack says where to look.
 */
export async function runProcess(start: (halt: Halt) => Promise<RunningProcess>): Promise<void> {
  try {
    const running = await start(halt);
    process.once('SIGTERM', () => void drain(running));
    process.once('SIGINT', () => void drain(running));
    process.stdout.write(`ready ${running.urls.join(' ')}\n`);
  } catch (error) {
    fail('cannot start', error);
  }
}

/** Runs a command to its end; it resolves to the exit code. Failures are reported as those of a process. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    fail('failed', error);
  }
}

async function drain(running: RunningProcess): Promise<void> {
  try {
    await running[Symbol.asyncDispose]();
    process.exitCode = 0;
  } catch (error) {
    fail('cannot stop cleanly', error);
  }
}

/** The ledger can no longer be trusted, so nothing more may be answered: not even the request at hand (rule R17). */
function halt(error: unknown): never {
  process.stderr.write(`halted: ${describe(error)}\n`);
  process.exit(70);
}

function fail(what: string, error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(64);
  }
  process.stderr.write(`${what}: ${error instanceof PortError ? error.message : describe(error)}\n`);
  process.exit(1);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
