import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool, stackCache } from '@fintech/testkit/stack';
import { loadModel, root, variants } from '../compose-model.ts';
import { missingDockerCompose } from '../docker-compose.ts';
import { clusterDrill } from './cluster-drill.ts';
import { Engine, missingEngine } from './engine.ts';
import { Project } from './project.ts';
import { stackDrill } from './stack-drill.ts';
import { buildStandIns } from './stand-ins.ts';
import { standaloneDrill } from './standalone-drill.ts';
import { step } from './steps.ts';

const usage = `Runs the image and the compose files on this machine, with stand-ins for the images of others.

Usage: node tests/deploy/src/drill/main.ts [standalone] [cluster] [stack]

Needs root, Java 17, Maven, Python with pip, Go (unless Docker Compose is there), and from Debian: podman, buildah, runc,
netavark, aardvark-dns, catatonit, iptables, mmdebstrap. The first time takes some ten minutes, mostly of downloads. All that
is kept lies in the folder of the test stack (~/.cache/fintech-stack, or STACK_CACHE); deleting its \`containers\` starts anew.`;

const drills = {
  standalone: (engine: Engine, folder: string) =>
    withProject(new Project(engine, join(folder, 'standalone.yaml'), 'fintech-standalone'), standaloneDrill),
  cluster: (engine: Engine, folder: string) =>
    withProject(new Project(engine, join(folder, 'cluster.yaml'), 'fintech'), clusterDrill),
  stack: stackDrill,
};
type DrillName = keyof typeof drills;

const insideFlag = '--inside';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const missing = missingEngine() ?? (await missingDockerCompose());
  if (missing !== undefined) throw new Error(missing);
  await using engine = await Engine.open(join(stackCache(), 'containers'));
  if (args[0] === insideFlag) {
    await runDrills(engine, args.slice(1).filter(isDrill));
    return;
  }
  const unknown = args.find(name => !isDrill(name));
  if (unknown !== undefined)
    throw new Error(`No drill ${unknown}; there are: ${Object.keys(drills).join(', ')}`);
  console.log('images');
  await step('stand-ins for the images of others', async () =>
    buildStandIns(engine, await loadModel(variants.cluster)),
  );
  await step('our image, by its own Dockerfile', () =>
    engine.build('localhost/fintech-app:local', `${root}deploy/docker/Dockerfile`, root),
  );
  process.exitCode = await inNetworkOfItsOwn(args.length > 0 ? args : Object.keys(drills));
}

async function withProject(project: Project, drill: (project: Project) => Promise<void>): Promise<void> {
  await using owned = project;
  await drill(owned);
}

/** Containers get a network that nothing outside of it can see; no port of the machine is taken. */
async function inNetworkOfItsOwn(names: readonly string[]): Promise<number> {
  const self = [process.execPath, fileURLToPath(import.meta.url), insideFlag, ...names];
  const child = spawn('unshare', ['--net', ...self], { stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  return exitCode ?? 1;
}

async function runDrills(engine: Engine, names: readonly DrillName[]): Promise<void> {
  await runTool('ip', ['link', 'set', 'lo', 'up']);
  await engine.serve();
  // A copy, because the secrets of the drill are not those of the installation that may be here.
  const folder = await mkdtemp(join(tmpdir(), 'drill-'));
  try {
    await cp(`${root}deploy/compose`, folder, {
      recursive: true,
      filter: path => !/\/(secrets|\.env)$/.test(path),
    });
    await runTool(process.execPath, [`${root}deploy/compose/prepare.ts`, folder]);
    for (const name of names) {
      console.log(name);
      await drills[name](engine, folder);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

const isDrill = (name: string): name is DrillName => Object.hasOwn(drills, name);

await main(process.argv.slice(2));
