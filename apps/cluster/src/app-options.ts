import type { AppOptions } from '@fintech/http';
import type { Config } from './config.ts';

const requestsPerMinute = 3000;

/** The version of the interface, as the API documents state it. */
export const version = '0.1.0';

export function appOptions(config: Config, logger: AppOptions['logger']): AppOptions {
  if (!config.secureCookies) logger.warn('cookies are sent without Secure, because PUBLIC_URL is plain http');
  return {
    logger,
    trustedProxies: config.trustedProxies,
    ...(config.rateLimit ? { requestsPerMinute } : {}),
  };
}
