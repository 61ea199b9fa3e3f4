import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runTool } from '../run-tool.ts';

/** Path of a program, or undefined when this machine does not have it. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, name)).find(path => existsSync(path));
}

/**
 * Says why there is no Redis on this machine; undefined when there is. With `install`, and as root on a system with apt,
 * it is installed first.
 */
export async function missingRedis(install: boolean): Promise<string | undefined> {
  if (hasRedis()) return undefined;
  const canInstall = process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
  if (!canInstall || !install) {
    return 'Redis is missing: please install redis-server and redis-cli (Debian: apt-get install redis-server).';
  }
  try {
    await installDebianPackage();
  } catch (error) {
    return `Redis could not be installed: ${error instanceof Error ? error.message : String(error)}`;
  }
  return hasRedis() ? undefined : 'Redis is missing, although its package was just installed.';
}

function hasRedis(): boolean {
  return findProgram('redis-server') !== undefined && findProgram('redis-cli') !== undefined;
}

async function installDebianPackage(): Promise<void> {
  process.stderr.write('Installing redis-server from the distribution (once per machine) …\n');
  await runTool('apt-get', ['update', '--quiet']);
  await runTool('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'redis-server'], {
    DEBIAN_FRONTEND: 'noninteractive',
  });
  // The package starts a Redis of its own, without a password, now and after each boot: nobody asked for that one.
  if (existsSync('/run/systemd/system')) await runTool('systemctl', ['disable', '--now', 'redis-server']);
}
