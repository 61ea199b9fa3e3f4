import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../../packages/testkit/src/stack/index.ts';
import { StackError } from '../say.ts';

const file = fileURLToPath(new URL('../../../deploy/compose/stack.yaml', import.meta.url));

const jobEndsWithinMs = 180_000;
const lookEveryMs = 500;

/**
 * Whether Docker Compose is there, and an engine on this very machine that answers it. That of Docker Desktop runs in a virtual
 * machine: its loopback is not ours.
 */
export async function hasEngine(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const system = runTool('docker', ['info', '--format', '{{.OperatingSystem}}']);
  const [version, on] = await Promise.allSettled([runTool('docker', ['compose', 'version']), system]);
  return version.status === 'fulfilled' && on.status === 'fulfilled' && on.value.trim() !== 'Docker Desktop';
}

/** Runs Docker Compose over the servers of a stack and shows what it says. @throws StackError when it fails */
export async function compose(directory: string, ...args: readonly string[]): Promise<void> {
  const child = docker(directory, args, { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new StackError(`docker compose ${args[0]} has failed.`);
}

/** The same, and resolves to what it says. */
export async function askCompose(directory: string, ...args: readonly string[]): Promise<string> {
  const child = docker(directory, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'exit')]);
  if (code !== 0) throw new StackError(`docker compose ${args[0]} has failed.`);
  return said;
}

/** Runs a service that ends by itself, such as one that sets up the others. @throws StackError with its log when it fails */
export async function runJob(directory: string, service: string): Promise<void> {
  await compose(directory, 'up', '--detach', '--no-deps', service);
  const deadline = performance.now() + jobEndsWithinMs;
  for (;;) {
    const format = '{{.State}} {{.ExitCode}}';
    const said = (await askCompose(directory, 'ps', '--all', '--format', format, service)).trim();
    if (said === 'exited 0') return;
    if (said.startsWith('exited') || performance.now() > deadline) break;
    await delay(lookEveryMs);
  }
  throw new StackError(
    `${service} has failed:\n${await askCompose(directory, 'logs', '--tail', '20', service)}`,
  );
}

function docker(directory: string, args: readonly string[], options: SpawnOptions) {
  const given = ['compose', '--file', file, '--env-file', `${directory}/.env`];
  const env = { ...process.env, STACK_DIRECTORY: directory };
  return spawn('docker', [...given, ...args], { ...options, env });
}
