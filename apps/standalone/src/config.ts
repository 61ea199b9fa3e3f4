import { isAbsolute, resolve } from 'node:path';
import { currencyExponent } from '@fintech/ledger';
import { type LogLevel, logLevels } from '@fintech/telemetry';

/** Everything that can be set from outside, checked and complete. docs/reference/settings.md explains each setting. */
export interface Config {
  readonly host: string;
  readonly authPort: number;
  readonly transactionPort: number;
  readonly dataDirectory: string;
  readonly mode: 'sandbox' | 'live';
  readonly publicUrl: URL;
  /** False only where browsers would drop Secure cookies: plain http to another host than localhost, in sandbox mode. */
  readonly secureCookies: boolean;
  readonly defaultCurrency: string;
  readonly logLevel: LogLevel;
  readonly rateLimit: boolean;
  readonly trustedProxies: readonly string[];
}

/** A setting that is unknown or has a value that cannot be used. The message says what to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Name, default and meaning of every setting; `--help` and the reference are made from it. */
export const settings = {
  HOST: { default: '127.0.0.1', meaning: 'Address to listen on.' },
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
  MODE: {
    default: 'sandbox',
    meaning: '`sandbox`: people top up play money. `live`: only operators move money in and out.',
  },
  PUBLIC_URL: {
    default: '',
    meaning:
      'Address people use, as in `https://pay.example.org`. Decides cookie flags and links. Default: http://localhost and the port.',
  },
  DEFAULT_CURRENCY: { default: 'EUR', meaning: 'ISO 4217 code of the account that everyone gets.' },
  LOG_LEVEL: {
    default: 'info',
    meaning: 'fatal, error, warn, info, debug or silent. From debug on every request is logged.',
  },
  RATE_LIMIT: {
    default: 'on',
    meaning: '`off` lifts all limits on attempts and requests, for load tests. Refused in live mode.',
  },
  TRUSTED_PROXIES: {
    default: '',
    meaning: 'Addresses of proxies, separated by commas, whose X-Forwarded-For is believed.',
  },
} as const satisfies Record<string, { readonly default: string; readonly meaning: string }>;

const localHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

type Setting = keyof typeof settings;
type Environment = Readonly<Record<string, string | undefined>>;

/** Names close to ours that nobody sets by accident: a typing error in them must not pass silently. */
const ownNames =
  /^(AUTH|TRANSACTION|NOTIFICATION|ANALYTICS)_PORT$|^(DATA_DIR|MODE|PUBLIC_URL|DEFAULT_CURRENCY|LOG_LEVEL|RATE_LIMIT|TRUSTED_PROXIES)/;

/** @throws ConfigError */
export function parseConfig(environment: Environment): Config {
  refuseUnknown(environment);
  const read = (name: Setting): string => environment[name]?.trim() || settings[name].default;
  const mode = oneOf('MODE', read('MODE'), ['sandbox', 'live']);
  const authPort = port('AUTH_PORT', read('AUTH_PORT'));
  const publicUrl = url(read('PUBLIC_URL') || `http://localhost:${authPort}`);
  const rateLimit = oneOf('RATE_LIMIT', read('RATE_LIMIT'), ['on', 'off']) === 'on';
  if (mode === 'live' && publicUrl.protocol !== 'https:')
    throw new ConfigError('PUBLIC_URL must be https:// in live mode.');
  if (mode === 'live' && !rateLimit) throw new ConfigError('RATE_LIMIT cannot be off in live mode.');
  const dataDirectory = read('DATA_DIR');
  return {
    host: read('HOST'),
    authPort,
    transactionPort: port('TRANSACTION_PORT', read('TRANSACTION_PORT')),
    dataDirectory: isAbsolute(dataDirectory) ? dataDirectory : resolve(dataDirectory),
    mode,
    publicUrl,
    secureCookies: publicUrl.protocol === 'https:' || localHosts.has(publicUrl.hostname),
    defaultCurrency: currency(read('DEFAULT_CURRENCY')),
    logLevel: oneOf('LOG_LEVEL', read('LOG_LEVEL'), logLevels),
    rateLimit,
    trustedProxies: read('TRUSTED_PROXIES')
      .split(',')
      .map(text => text.trim())
      .filter(text => text !== ''),
  };
}

function refuseUnknown(environment: Environment): void {
  const unknown = Object.keys(environment).find(
    name => ownNames.test(name) && !Object.hasOwn(settings, name),
  );
  if (unknown !== undefined)
    throw new ConfigError(`${unknown} is not a setting. Known: ${Object.keys(settings).join(', ')}.`);
}

function oneOf<const T extends string>(name: Setting, value: string, allowed: readonly T[]): T {
  const found = allowed.find(candidate => candidate === value);
  if (found === undefined)
    throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${value}".`);
  return found;
}

function port(name: Setting, value: string): number {
  const number = Number(value);
  if (/^\d{1,5}$/.test(value) && number <= 65_535) return number;
  throw new ConfigError(`${name} must be a port number, not "${value}".`);
}

function url(value: string): URL {
  const parsed = URL.parse(value);
  if (parsed !== null && ['http:', 'https:'].includes(parsed.protocol) && parsed.pathname === '/')
    return parsed;
  throw new ConfigError(`PUBLIC_URL must be http:// or https:// and a host, not "${value}".`);
}

function currency(value: string): string {
  if (currencyExponent(value) !== undefined) return value;
  throw new ConfigError(`DEFAULT_CURRENCY must be an ISO 4217 code, not "${value}".`);
}
