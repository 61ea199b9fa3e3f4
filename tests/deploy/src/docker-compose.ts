import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce, isInstalled, runTool } from '@fintech/testkit/stack';
import { go, missingGo } from './go.ts';
import { works } from './tools.ts';

/** Its newest version that Go 1.26.8 builds. */
const version = 'v5.6.0';
const module = 'github.com/docker/compose/v5/cmd';
const name = `docker-compose-${version}`;

/**
 * The command line of Docker Compose. A machine without it gets the client built from its Go module, once: it reads and
 * checks compose files without an engine.
 */
export async function dockerCompose(): Promise<readonly [string, ...string[]]> {
  if (await works('docker', 'compose', 'version')) return ['docker', 'compose'];
  const directory = await installOnce(name, build);
  return [join(directory, 'docker-compose')];
}

/** Why there can be no Docker Compose on this machine; undefined when there can. */
export async function missingDockerCompose(): Promise<string | undefined> {
  if ((await works('docker', 'compose', 'version')) || (await isInstalled(name))) return undefined;
  const reason = await missingGo();
  if (reason === undefined) return undefined;
  return `Compose files are checked by Docker Compose, which is not here and cannot be built. ${reason}`;
}

async function build(directory: string): Promise<void> {
  // As a tool of a module of our own: what the module of Compose excludes or replaces would keep `go install` from it.
  await writeFile(join(directory, 'go.mod'), 'module tools\n');
  const command = await go();
  await runTool(command, ['-C', directory, 'get', '-tool', `${module}@${version}`]);
  await runTool(command, ['-C', directory, 'build', '-ldflags', '-s -w', '-o', 'docker-compose', module]);
}
