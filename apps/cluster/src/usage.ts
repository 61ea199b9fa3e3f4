import { describeSettings } from '@fintech/runtime';
import { settings } from './config.ts';

/** Text of `--help`. */
export function usage(): string {
  return [
    'The wallet as a cluster: one process for each service, on Kafka, MongoDB and Redis.',
    '',
    'Usage: node apps/cluster/src/main.ts COMMAND',
    '',
    '  keys DIR     Makes the secrets of an installation in DIR; keeps those that are there.',
    '  setup        Creates topics, collections and indexes, and checks the servers. Safe to repeat.',
    '  auth         Runs one replica of the identity service.',
    '  transaction  Runs one replica of the transaction service.',
    '  logic URL [VERSION]',
    '               Shows which version of its logic the ledger follows and which each replica has; with VERSION,',
    '               switches to it once all have it. URL is that of a transaction process.',
    '  verify       Proves the books: replays the log and compares everything that is stored.',
    '',
    'Settings (environment variables):',
    describeSettings(settings),
  ].join('\n');
}
