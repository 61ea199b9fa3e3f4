import { settings } from './config.ts';

/** Text of `--help`. */
export function usage(): string {
  const lines = Object.entries(settings).map(
    ([name, { default: value, meaning }]) =>
      `  ${name.padEnd(18)} ${meaning}${value === '' ? '' : ` Default: ${value}.`}`,
  );
  return [
    'The wallet in one process: identity, ledger, pages and API on an embedded database.',
    '',
    'Usage: npm start',
    '',
    'Settings (environment variables):',
    ...lines,
    '',
  ].join('\n');
}
