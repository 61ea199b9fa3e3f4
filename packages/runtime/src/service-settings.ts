import { currencyExponent } from '@fintech/ledger';
import { type LogLevel, logLevels } from '@fintech/telemetry';
import { ConfigError, type Setting, type SettingReader } from './settings.ts';

/** Settings that mean the same in every process. */
export const serviceSettings = {
  HOST: { default: '127.0.0.1', meaning: 'Address to listen on.' },
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
} as const satisfies Record<string, Setting>;

export type ServiceSetting = keyof typeof serviceSettings;

export interface ServiceConfig {
  readonly host: string;
  readonly mode: 'sandbox' | 'live';
  readonly publicUrl: URL;
  /** False only where browsers would drop Secure cookies: plain http to another host than localhost, in sandbox mode. */
  readonly secureCookies: boolean;
  readonly defaultCurrency: string;
  readonly logLevel: LogLevel;
  readonly rateLimit: boolean;
  readonly trustedProxies: readonly string[];
}

const localHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws ConfigError */
export function readServiceConfig(
  reader: SettingReader<ServiceSetting>,
  defaultPublicUrl: string,
): ServiceConfig {
  const mode = reader.oneOf('MODE', ['sandbox', 'live']);
  const publicUrl = reader.origin('PUBLIC_URL', defaultPublicUrl);
  const rateLimit = reader.oneOf('RATE_LIMIT', ['on', 'off']) === 'on';
  if (mode === 'live' && publicUrl.protocol !== 'https:')
    throw new ConfigError('PUBLIC_URL must be https:// in live mode.');
  if (mode === 'live' && !rateLimit) throw new ConfigError('RATE_LIMIT cannot be off in live mode.');
  const defaultCurrency = reader.text('DEFAULT_CURRENCY');
  if (currencyExponent(defaultCurrency) === undefined)
    throw new ConfigError(`DEFAULT_CURRENCY must be an ISO 4217 code, not "${defaultCurrency}".`);
  return {
    host: reader.text('HOST'),
    mode,
    publicUrl,
    secureCookies: publicUrl.protocol === 'https:' || localHosts.has(publicUrl.hostname),
    defaultCurrency,
    logLevel: reader.oneOf('LOG_LEVEL', logLevels),
    rateLimit,
    trustedProxies: reader.list('TRUSTED_PROXIES'),
  };
}
