import { ConfigError, runCommand, runProcess } from '@fintech/runtime';
import { parseConfig } from './config.ts';
import { usage } from './usage.ts';

const [command, ...rest] = process.argv.slice(2);
const print = (line: string) => void process.stdout.write(`${line}\n`);

// Each command loads what it needs and nothing else: most of a start is the loading of modules.
switch (command) {
  case 'auth':
    await runProcess(async () => {
      const { startAuth } = await import('./auth-process.ts');
      return startAuth(parseConfig(process.env));
    });
    break;
  case 'transaction':
    await runProcess(async halt => {
      const { startTransaction } = await import('./transaction-process.ts');
      return startTransaction(parseConfig(process.env), halt);
    });
    break;
  case 'setup':
    await runCommand(async () => {
      const { setUp } = await import('./setup.ts');
      return setUp(parseConfig(process.env), print);
    });
    break;
  case 'verify':
    await runCommand(async () => {
      const { verify } = await import('./verify.ts');
      return verify(parseConfig(process.env), print);
    });
    break;
  case 'logic':
    await runCommand(async () => {
      const { logic } = await import('./logic.ts');
      return logic(parseConfig(process.env), rest, print);
    });
    break;
  case 'keys':
    await runCommand(async () => {
      const [directory] = rest;
      if (directory === undefined) throw new ConfigError('keys needs the directory to put the secrets in.');
      const { makeSecrets } = await import('./secrets.ts');
      const made = await makeSecrets(directory);
      print(made.length === 0 ? `${directory} has all secrets already` : `made ${made.join(', ')}`);
      return 0;
    });
    break;
  case '--help':
    print(usage());
    break;
  default:
    process.stderr.write(`${usage()}\n`);
    process.exitCode = 64;
}
