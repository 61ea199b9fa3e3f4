import {
  ConfigError,
  type Environment,
  readServiceConfig,
  type ServiceConfig,
  type Setting,
  SettingReader,
  serviceSettings,
} from '@fintech/runtime';

/** Where the servers of the cluster are, and how to log in to them. */
export interface ServersConfig {
  /** `host:port` of some brokers; the rest is learnt from them. */
  readonly kafkaBrokers: readonly string[];
  /** Copies of every record: 3, or 1 for a sandbox on one broker. */
  readonly replication: 1 | 3;
  readonly mongodbUrl: string;
  readonly redis: RedisConfig;
}

export type RedisConfig = { readonly password: string } & (
  | {
      readonly sentinels: readonly { readonly host: string; readonly port: number }[];
      readonly masterName: string;
    }
  | { readonly url: string }
);

/** Everything that can be set from outside, checked and complete. docs/reference/settings.md explains each setting. */
export interface Config extends ServiceConfig, ServersConfig {
  readonly authPort: number;
  readonly transactionPort: number;
  /** Where people find the pages of the transaction service. */
  readonly transactionPublicUrl: URL;
  /** Where the identity service answers other services. */
  readonly authUrl: URL;
  readonly secretsDirectory: string;
}

/** Name, default and meaning of every setting; `--help` and the reference are made from it. */
export const settings = {
  ...serviceSettings,
  AUTH_PORT: { default: '5000', meaning: 'Port of the identity service. 0 for any free one.' },
  TRANSACTION_PORT: { default: '5001', meaning: 'Port of the transaction service. 0 for any free one.' },
  TRANSACTION_PUBLIC_URL: {
    default: '',
    meaning:
      'Address people use for the pages of the transaction service. Default: http://localhost and its port. Behind one proxy it is the same as PUBLIC_URL.',
  },
  AUTH_URL: {
    default: 'http://localhost:5000',
    meaning: 'Address of the identity service for the other services.',
  },
  SECRETS_DIR: {
    default: './data/secrets',
    meaning: 'Directory with the keys of the installation, made by `keys`.',
  },
  KAFKA_BROKERS: { default: '', meaning: 'Brokers to ask first: `host:port`, separated by commas.' },
  REPLICATION: {
    default: '3',
    meaning: 'Copies that Kafka keeps of every record: 3, or 1 for a sandbox with one broker.',
  },
  MONGODB_URL: {
    default: '',
    meaning: 'Connection string of a MongoDB replica set, with user, password and `replicaSet`.',
  },
  MONGODB_URL_FILE: { default: '', meaning: 'File that holds MONGODB_URL.' },
  REDIS_SENTINELS: { default: '', meaning: 'Redis Sentinels: `host:port`, separated by commas.' },
  REDIS_MASTER_NAME: { default: 'wallet', meaning: 'Name of the Redis master that the Sentinels watch.' },
  REDIS_URL: {
    default: '',
    meaning: 'A single Redis instead of Sentinels, as in `redis://localhost:6379`. Sandbox mode only.',
  },
  REDIS_PASSWORD: { default: '', meaning: 'Password of Redis.' },
  REDIS_PASSWORD_FILE: { default: '', meaning: 'File that holds REDIS_PASSWORD.' },
} as const satisfies Record<string, Setting>;

type Reader = SettingReader<keyof typeof settings>;

const ownNames =
  /^((AUTH|TRANSACTION|NOTIFICATION|ANALYTICS)_(PORT|URL)|(MODE|PUBLIC_URL|DEFAULT_CURRENCY|LOG_LEVEL|RATE_LIMIT|TRUSTED_PROXIES|SECRETS_DIR|REPLICATION).*|(KAFKA|MONGODB|REDIS)_.*)$/;

/** @throws ConfigError */
export function parseConfig(environment: Environment): Config {
  const reader: Reader = new SettingReader(settings, environment, ownNames);
  const authPort = reader.port('AUTH_PORT');
  const transactionPort = reader.port('TRANSACTION_PORT');
  const service = readServiceConfig(reader, `http://localhost:${authPort}`);
  return {
    ...service,
    ...readServers(reader, service.mode),
    authPort,
    transactionPort,
    transactionPublicUrl: reader.origin('TRANSACTION_PUBLIC_URL', `http://localhost:${transactionPort}`),
    authUrl: reader.origin('AUTH_URL'),
    secretsDirectory: reader.text('SECRETS_DIR'),
  };
}

function readServers(reader: Reader, mode: ServiceConfig['mode']): ServersConfig {
  const kafkaBrokers = reader.addresses('KAFKA_BROKERS').map(({ host, port }) => `${host}:${port}`);
  if (kafkaBrokers.length === 0) reader.required('KAFKA_BROKERS');
  const replication = reader.oneOf('REPLICATION', ['1', '3']) === '3' ? 3 : 1;
  if (replication === 1 && mode === 'live') throw new ConfigError('REPLICATION must be 3 in live mode.');
  const mongodbUrl = reader.secret('MONGODB_URL', 'MONGODB_URL_FILE');
  if (mongodbUrl === '') reader.required('MONGODB_URL');
  return { kafkaBrokers, replication, mongodbUrl, redis: readRedis(reader, mode) };
}

function readRedis(reader: Reader, mode: ServiceConfig['mode']): RedisConfig {
  const sentinels = reader.addresses('REDIS_SENTINELS');
  const url = reader.text('REDIS_URL');
  const password = reader.secret('REDIS_PASSWORD', 'REDIS_PASSWORD_FILE');
  if (sentinels.length > 0 && url !== '')
    throw new ConfigError('Set REDIS_SENTINELS or REDIS_URL, not both.');
  if (sentinels.length > 0) return { sentinels, masterName: reader.text('REDIS_MASTER_NAME'), password };
  if (url === '') reader.required('REDIS_SENTINELS');
  if (mode === 'live') throw new ConfigError('REDIS_SENTINELS must be set in live mode, not REDIS_URL.');
  return { url, password };
}
