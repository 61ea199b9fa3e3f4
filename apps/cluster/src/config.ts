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

/** With Sentinels, or one Redis that nobody watches over. Addresses are `host:port`. */
export type RedisConfig =
  | { readonly sentinels: readonly string[]; readonly masterName: string; readonly password: string }
  | { readonly address: string; readonly password: string };

/** Everything that can be set from outside, checked and complete. docs/reference/settings.md explains each setting. */
export interface Config extends ServiceConfig, ServersConfig {
  readonly authPort: number;
  readonly transactionPort: number;
  /** Where people find the pages of the transaction service. */
  readonly transactionPublicUrl: URL;
  /** Where the identity service answers other services. */
  readonly authUrl: URL;
  readonly secretsDirectory: string;
  /** Empty, or what sets this installation apart from others on the same servers. */
  readonly namespace: string;
  /** What sets this process apart from the other replicas. */
  readonly replicaName: string;
  /** How long a process that was told to stop goes on serving, in milliseconds. */
  readonly drainMs: number;
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
  NAMESPACE: {
    default: '',
    meaning: 'Begins the names of topics, keys and the database, so that installations can share servers.',
  },
  REPLICA_NAME: {
    default: '',
    meaning:
      'Names this process among its replicas, best the same after a restart. Default: host and port of the machine.',
  },
  DRAIN_SECONDS: {
    default: '2',
    meaning:
      'How long a process that is told to stop says so at /readyz and goes on serving, 0 to 60, so that proxies turn away.',
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
  REDIS_ADDRESS: {
    default: '',
    meaning: 'A single Redis instead of Sentinels: `host:port`. Sandbox mode only.',
  },
  REDIS_PASSWORD: { default: '', meaning: 'Password of Redis.' },
  REDIS_PASSWORD_FILE: { default: '', meaning: 'File that holds REDIS_PASSWORD.' },
} as const satisfies Record<string, Setting>;

type Reader = SettingReader<keyof typeof settings>;

const ownNames =
  /^((AUTH|TRANSACTION|NOTIFICATION|ANALYTICS)_(PORT|URL)|(MODE|PUBLIC_URL|DEFAULT_CURRENCY|LOG_LEVEL|RATE_LIMIT|TRUSTED_PROXIES|SECRETS_DIR|REPLICA|NAMESPACE|DRAIN).*|(KAFKA|MONGODB|REDIS)_.*)$/;

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
    namespace: readNamespace(reader),
    replicaName: reader.text('REPLICA_NAME'),
    drainMs: readDrainMs(reader),
  };
}

function readServers(reader: Reader, mode: ServiceConfig['mode']): ServersConfig {
  const kafkaBrokers = reader.addresses('KAFKA_BROKERS');
  if (kafkaBrokers.length === 0) reader.required('KAFKA_BROKERS');
  const replication = reader.oneOf('REPLICATION', ['1', '3']) === '3' ? 3 : 1;
  if (replication === 1 && mode === 'live') throw new ConfigError('REPLICATION must be 3 in live mode.');
  const mongodbUrl = reader.secret('MONGODB_URL', 'MONGODB_URL_FILE');
  if (mongodbUrl === '') reader.required('MONGODB_URL');
  return { kafkaBrokers, replication, mongodbUrl, redis: readRedis(reader, mode) };
}

function readRedis(reader: Reader, mode: ServiceConfig['mode']): RedisConfig {
  const sentinels = reader.addresses('REDIS_SENTINELS');
  const [address] = reader.addresses('REDIS_ADDRESS');
  const password = reader.secret('REDIS_PASSWORD', 'REDIS_PASSWORD_FILE');
  if (sentinels.length > 0 && address !== undefined)
    throw new ConfigError('Set REDIS_SENTINELS or REDIS_ADDRESS, not both.');
  if (address === undefined) {
    if (sentinels.length === 0) reader.required('REDIS_SENTINELS');
    return { sentinels, masterName: reader.text('REDIS_MASTER_NAME'), password };
  }
  if (mode === 'live') throw new ConfigError('REDIS_SENTINELS must be set in live mode, not REDIS_ADDRESS.');
  return { address, password };
}

/** It begins the names of topics, keys and collections, so it is kept to what all of them take. */
function readNamespace(reader: Reader): string {
  const namespace = reader.text('NAMESPACE');
  if (/^([a-z0-9][a-z0-9-]{0,30})?$/.test(namespace)) return namespace;
  throw new ConfigError(`NAMESPACE must be up to 31 of a-z, 0-9 and -, not "${namespace}".`);
}

function readDrainMs(reader: Reader): number {
  const seconds = reader.text('DRAIN_SECONDS');
  if (/^([0-9]|[1-5][0-9]|60)$/.test(seconds)) return Number(seconds) * 1000;
  throw new ConfigError(`DRAIN_SECONDS must be a whole number from 0 to 60, not "${seconds}".`);
}
