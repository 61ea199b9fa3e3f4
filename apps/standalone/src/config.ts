import { isAbsolute, resolve } from 'node:path';
import {
  type Environment,
  readServiceConfig,
  type ServiceConfig,
  type Setting,
  SettingReader,
  serviceSettings,
} from '@fintech/runtime';

/** Everything that can be set from outside, checked and complete. docs/reference/settings.md explains each setting. */
export interface Config extends ServiceConfig {
  readonly authPort: number;
  readonly transactionPort: number;
  readonly dataDirectory: string;
}

/** Name, default and meaning of every setting; `--help` and the reference are made from it. */
export const settings = {
  ...serviceSettings,
  AUTH_PORT: {
    default: '5000',
    meaning: 'Port of everything together, and of the identity service. 0 for any free one.',
  },
  TRANSACTION_PORT: {
    default: '5001',
    meaning: 'Port of the transaction service alone. 0 for any free one.',
  },
  DATA_DIR: {
    default: './data',
    meaning: 'Directory of the log, the databases and the keys. Made when missing.',
  },
} as const satisfies Record<string, Setting>;

const ownNames =
  /^(AUTH|TRANSACTION|NOTIFICATION|ANALYTICS)_PORT$|^(DATA_DIR|MODE|PUBLIC_URL|DEFAULT_CURRENCY|LOG_LEVEL|RATE_LIMIT|TRUSTED_PROXIES)/;

/** @throws ConfigError */
export function parseConfig(environment: Environment): Config {
  const reader = new SettingReader(settings, environment, ownNames);
  const authPort = reader.port('AUTH_PORT');
  const dataDirectory = reader.text('DATA_DIR');
  return {
    ...readServiceConfig(reader, `http://localhost:${authPort}`),
    authPort,
    transactionPort: reader.port('TRANSACTION_PORT'),
    dataDirectory: isAbsolute(dataDirectory) ? dataDirectory : resolve(dataDirectory),
  };
}
