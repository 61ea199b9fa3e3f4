import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installMongod, installOnce, kafkaClassPath, runTool } from '@fintech/testkit/stack';
import { type ComposeModel, root } from '../compose-model.ts';
import { installMongosh } from '../mongosh.ts';
import type { Engine } from './engine.ts';

const files = fileURLToPath(new URL('stand-ins/', import.meta.url));
const debian = [
  'busybox',
  'redis-server',
  'openjdk-17-jre-headless',
  'libcurl4',
  'libssl3',
  'ca-certificates',
];

/**
 * Builds images under the names that the Dockerfile and the compose files use, for machines that reach no image registry.
 * They are Debian with the real servers in it (of other versions, for MongoDB and Redis), and start as the real images do.
 * Those that are there already stay.
 */
export async function buildStandIns(engine: Engine, { services }: ComposeModel): Promise<void> {
  const node = process.execPath;
  const mongod = await installMongod();
  const images: Readonly<Record<string, [tag: string, content: Readonly<Record<string, string>>]>> = {
    base: [
      'localhost/stand-in-base',
      { 'base.tar': await debianBase(), 'ca-certificates.crt': '/etc/ssl/certs/ca-certificates.crt' },
    ],
    node: [await nodeImage(), { node, npm: await installNpm() }],
    redis: [imageOf(services['redis-1']), {}],
    mongo: [
      imageOf(services['mongodb-1']),
      { node, mongod, mongosh: await installMongosh(), 'mongo-entrypoint.sh': `${files}mongo-entrypoint.sh` },
    ],
    kafka: [
      imageOf(services['kafka-1']),
      {
        libs: dirname(await kafkaClassPath()),
        'kafka-run.sh': `${files}kafka-run.sh`,
        'log4j2.properties': `${root}packages/testkit/src/stack/kafka/log4j2.properties`,
      },
    ],
  };
  for (const [name, [tag, content]] of Object.entries(images)) {
    if (await engine.has(tag)) continue;
    const context = await mkdtemp(join(tmpdir(), 'stand-in-'));
    for (const [target, source] of Object.entries(content))
      await cp(source, join(context, target), { recursive: true, verbatimSymlinks: true });
    await engine.build(tag, `${files}${name}.Containerfile`, context);
    await rm(context, { recursive: true });
  }
}

/** A small Debian as an archive, made once per machine. */
async function debianBase(): Promise<string> {
  const directory = await installOnce('debian-12-base', async target => {
    await mkdir(target, { recursive: true });
    const options = ['--quiet', '--variant=minbase', `--include=${debian.join(',')}`];
    await runTool('mmdebstrap', [...options, 'bookworm', join(target, 'base.tar')]);
  });
  return join(directory, 'base.tar');
}

/** The stand-in builds our image, so it needs what the real one brings along. */
async function installNpm(): Promise<string> {
  const directory = await installOnce('npm-11.19.1', async target => {
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await runTool('npm', ['install', '--prefix', target, ...quiet, 'npm@11.19.1']);
  });
  return join(directory, 'node_modules', 'npm');
}

async function nodeImage(): Promise<string> {
  const [, name] = /^FROM (\S+)/m.exec(await readFile(`${root}deploy/docker/Dockerfile`, 'utf8')) ?? [];
  return fullName(name ?? '');
}

const imageOf = (service: { readonly image: string } | undefined): string => fullName(service?.image ?? '');

/** As Docker completes it. */
function fullName(image: string): string {
  return `docker.io/${image.includes('/') ? '' : 'library/'}${image}`;
}
