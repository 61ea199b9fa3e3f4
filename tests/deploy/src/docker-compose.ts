import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce, runTool } from '@fintech/testkit/stack';
import { works } from './tools.ts';

/** Its newest version that Go 1.26.8 builds. */
const version = 'v5.6.0';
const module = 'github.com/docker/compose/v5/cmd';

/**
 * The command line of Docker Compose. A machine without it gets the client built from its Go module, once: it reads and
 * checks compose files without an engine.
 */
export async function dockerCompose(): Promise<readonly [string, ...string[]]> {
  if (await works('docker', 'compose', 'version')) return ['docker', 'compose'];
  const directory = await installOnce(`docker-compose-${version}`, build);
  return [join(directory, 'docker-compose')];
}

/** Why there can be no Docker Compose on this machine; undefined when there can. */
export async function missingDockerCompose(): Promise<string | undefined> {
  if ((await works('docker', 'compose', 'version')) || (await works('go', 'version'))) return undefined;
  return 'Compose files are checked by Docker Compose: it, or Go 1.26.8 or newer to build it, is missing.';
}

async function build(directory: string): Promise<void> {
  // As a tool of a module of our own: what the module of Compose excludes or replaces would keep `go install` from it.
  await writeFile(join(directory, 'go.mod'), 'module tools\n');
  await runTool('go', ['-C', directory, 'get', '-tool', `${module}@${version}`]);
  await runTool('go', ['-C', directory, 'build', '-ldflags', '-s -w', '-o', 'docker-compose', module]);
}
