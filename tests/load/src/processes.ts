import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own, killed when disposed of. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Ends the process when this one ends, also where that leaves no time to dispose of anything. */
function killAtExit(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

/** Starts a script, with options for Node, and resolves when it prints `ready <url>`. */
export async function startServer(
  script: URL,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<Server> {
  const child = spawn(process.execPath, [...nodeOptions, script.pathname], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  killAtExit(child);
  const url = await readyUrl(child);
  return {
    url,
    process: child,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) {
      child.stdout.resume();
      return line.split(' ')[1] ?? '';
    }
  }
  throw new Error('the server ended before it was ready');
}

/** Runs a program to its end and resolves with what it printed. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  killAtExit(child);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return Buffer.concat(chunks).toString('utf8');
}
