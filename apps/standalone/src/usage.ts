import { describeSettings } from '@fintech/runtime';
import { settings } from './config.ts';

/** Text of `--help`. */
export function usage(): string {
  return [
    'The wallet in one process: identity, ledger, pages and API on an embedded database.',
    '',
    'Usage: npm start',
    '',
    'Settings (environment variables):',
    describeSettings(settings),
    '',
  ].join('\n');
}
