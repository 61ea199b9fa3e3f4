import { readFile } from 'node:fs/promises';
import { type Server, startServer } from './processes.ts';

const repository = new URL('../../../', import.meta.url);

/** The standalone wallet on free ports, started with the options of `npm start`, without limits on requests. */
export async function startWallet(dataDirectory: string): Promise<Server> {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', repository), 'utf8'));
  const nodeOptions = String(scripts.start).split(' ').slice(1, -1);
  const environment = {
    DATA_DIR: dataDirectory,
    AUTH_PORT: '0',
    TRANSACTION_PORT: '0',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  };
  return startServer(new URL('apps/standalone/start.mjs', repository), environment, nodeOptions);
}
