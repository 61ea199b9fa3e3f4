import { MongoClient, type MongoOptions } from 'mongodb';
import { unsafeSettings } from './failure.ts';

interface Rule {
  readonly broken: (options: MongoOptions) => boolean;
  readonly reason: string;
}

const rules: readonly Rule[] = [
  {
    broken: ({ writeConcern }) => writeConcern?.w !== undefined && writeConcern.w !== 'majority',
    reason: 'w must be majority or absent: a write that fewer members have can be taken back',
  },
  {
    broken: ({ writeConcern }) => writeConcern?.journal === false || writeConcern?.j === false,
    reason: 'journal must not be false: a power failure would take back what was acknowledged',
  },
  {
    broken: ({ retryWrites }) => !retryWrites,
    reason: 'retryWrites must not be false: a write during an election would be lost or done twice',
  },
  {
    broken: ({ readConcern }) => readConcern !== undefined && readConcern.level !== 'majority',
    reason: 'readConcernLevel must be majority or absent: anything less shows what can be taken back',
  },
  {
    broken: ({ readPreference }) => readPreference.mode !== 'primary',
    reason: 'readPreference must be primary or absent: the others lag behind',
  },
  {
    broken: ({ directConnection }) => directConnection,
    reason: 'directConnection must not be true: it ties the application to one member',
  },
];

/**
 * The driver's reading of a connection string.
 * @throws PortError `unsafe_settings` when it asks for less than the ports promise, or cannot be read
 */
export function checkUrl(url: string): MongoOptions {
  const options = parse(url);
  const broken = rules.filter(rule => rule.broken(options));
  if (broken.length > 0)
    throw unsafeSettings(`The MongoDB URL asks for too little: ${broken.map(r => r.reason).join('; ')}.`);
  return options;
}

function parse(url: string): MongoOptions {
  try {
    return new MongoClient(url).options;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw unsafeSettings(`The MongoDB URL cannot be read: ${message}`, cause);
  }
}
