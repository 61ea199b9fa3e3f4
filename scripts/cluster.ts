import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppCluster } from '../packages/testkit/src/cluster/index.ts';
import type { RunningStack } from '../packages/testkit/src/stack/index.ts';

const help = `The cluster form on this machine, over the servers of "npm run stack -- up": the identity service and several
processes of the transaction service, behind one address. Ctrl+C stops the processes; the servers go on.

  npm run cluster [-- options]

  --port N        of the address; default 5000
  --replicas N    processes of the transaction service; default 3
  --stack FILE    what describes the servers; default data/stack/stack.json
  --help

Settings in the environment are passed on, except those that say where the servers are.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const script = join(root, 'apps/cluster/src/main.ts');

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '5000' },
      replicas: { type: 'string', default: '3' },
      stack: { type: 'string', default: join(root, 'data/stack/stack.json') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const [port, replicas] = [Number(values.port), Number(values.replicas)];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('--port must be a port number.');
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 16)
    throw new Error('--replicas must be 1 … 16.');
  process.stderr.write('Preparing the servers and starting the processes …\n');
  const cluster = await AppCluster.start({
    script,
    directory: join(root, 'data/cluster'),
    stack: await readStack(values.stack),
    namespace: '',
    transactionReplicas: replicas,
    port,
  });
  const stop = () => void cluster[Symbol.asyncDispose]();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`ready http://localhost:${port}\nlogs in ${join(root, 'data/cluster')}\n`);
}

async function readStack(file: string): Promise<Required<RunningStack>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error('No servers are known. Start them with: npm run stack -- up');
  const { kafka, mongodb, redis }: RunningStack = JSON.parse(text);
  if (kafka === undefined || mongodb === undefined || redis === undefined)
    throw new Error('The cluster form needs Kafka, MongoDB and Redis: npm run stack -- up');
  return { kafka, mongodb, redis };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
