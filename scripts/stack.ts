import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stackSettings } from '../packages/testkit/src/stack/index.ts';
import { upContainers } from './stack/compose/containers.ts';
import { hasEngine } from './stack/compose/docker.ts';
import { chooseContainers, formOf } from './stack/form.ts';
import { StackError } from './stack/say.ts';
import { type Kind, kinds } from './stack/servers.ts';
import { requireState, stateFile } from './stack/state.ts';
import { up } from './stack/up.ts';

const help = `Real Kafka, MongoDB and Redis on this machine, on 127.0.0.1 only.

  npm run stack -- up [--nodes 1|3] [--zookeeper] [--only kafka,mongodb,redis] [--plain]
                            start what does not run; the servers stay. Where a Docker engine runs they are
                            containers of Docker Compose; with --plain, one node or ZooKeeper, and everywhere
                            else, plain processes, for which it installs what is missing
  npm run stack status      every server, its address and its state
  npm run stack env         the settings by which the cluster form finds the servers
  npm run stack kill NODE   as a crash does (SIGKILL)
  npm run stack pause NODE  there, and silent (SIGSTOP)
  npm run stack resume NODE
  npm run stack start NODE  after a crash, over its data
  npm run stack -- logs NODE [-f]
  npm run stack -- down [--delete]
                            stop all; the data stay, or are deleted

  --directory DIR           where data, logs and stack.json are; default data/stack
  --help

TEST_STACK=data/stack/stack.json makes the tests use these servers instead of starting their own.
`;

const commands = ['down', 'status', 'kill', 'pause', 'resume', 'start', 'logs'];
const defaultDirectory = fileURLToPath(new URL('../data/stack', import.meta.url));

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = read(args);
  const [command, name] = positionals;
  const { directory = defaultDirectory } = values;
  if (values.help || command === undefined) return print(help);
  if (command === 'up') return upAndTell(values, directory);
  if (command === 'env') return print(await environment(directory));
  if (!commands.includes(command)) throw new StackError(`There is no ${command}. See --help.`);
  const form = await formOf(directory);
  if (command === 'down') return form.down(directory, values.delete ?? false);
  if (command === 'status') return print(`${await form.status(directory)}\n`);
  if (name === undefined) throw new StackError(`Which node? ${command} NODE; "status" shows their names.`);
  if (command === 'logs') return form.logs(directory, name, values.follow ?? false);
  return form.doTo(directory, command, name);
}

async function upAndTell(values: ReturnType<typeof read>['values'], directory: string): Promise<void> {
  const only = values.only?.split(',').map(readKind);
  const nodes = values.nodes === undefined ? undefined : readNodes(values.nodes);
  if (await chooseContainers(directory, values, hasEngine)) await upContainers(directory, only);
  else await up({ directory, nodes, zookeeper: values.zookeeper, only });
  const form = await formOf(directory);
  print(
    `${await form.status(directory)}\n\nSettings: npm run --silent stack env\nTests: TEST_STACK=${stateFile(directory)}\n`,
  );
}

async function environment(directory: string): Promise<string> {
  const settings = Object.entries(stackSettings(await requireState(directory)));
  return settings.map(([name, value]) => `${name}=${value}\n`).join('');
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        nodes: { type: 'string' },
        zookeeper: { type: 'boolean' },
        only: { type: 'string' },
        plain: { type: 'boolean' },
        delete: { type: 'boolean' },
        follow: { type: 'boolean', short: 'f' },
        directory: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new StackError(error instanceof Error ? error.message : String(error));
  }
}

function readNodes(text: string): 1 | 3 {
  if (text !== '1' && text !== '3') throw new StackError(`--nodes is 1 or 3, not ${text}.`);
  return text === '1' ? 1 : 3;
}

function readKind(text: string): Kind {
  const kind = kinds.find(candidate => candidate === text);
  if (kind === undefined) throw new StackError(`--only takes ${kinds.join(', ')}; not ${text}.`);
  return kind;
}

function print(text: string): void {
  process.stdout.write(text);
}

await main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error instanceof StackError ? error.message : (error?.stack ?? error)}\n`);
  process.exitCode = 1;
});
