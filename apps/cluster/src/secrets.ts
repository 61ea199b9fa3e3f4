import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFile, type Keys, parseKeyFile } from '@fintech/auth';
import { ConfigError } from '@fintech/runtime';

/** A secret of 32 bytes in a file of its own, so that each process is given only what it needs. */
export type SecretName = 'csrf' | 'service' | 'log';

const secretNames: readonly SecretName[] = ['csrf', 'service', 'log'];

/**
 * Makes the secrets of an installation: `keys.json` (signs access tokens, for the identity service alone), `csrf.key` and
 * `service.key` (for every service), and `log.key` (seals the records of the ledger's log, for the transaction service
 * alone). Secrets that are there already are kept. Resolves to the names of the files that were made.
 */
export async function makeSecrets(directory: string): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const contents: readonly [string, () => string][] = [
    ['keys.json', createKeyFile],
    ...secretNames.map((name): [string, () => string] => [
      `${name}.key`,
      () => `${randomBytes(32).toString('base64url')}\n`,
    ]),
  ];
  const made: string[] = [];
  for (const [name, create] of contents) {
    const path = join(directory, name);
    if (await exists(path)) continue;
    await writeFile(path, create(), { mode: 0o600, flag: 'wx' });
    made.push(name);
  }
  return made;
}

/** @throws ConfigError when the file is missing or holds something else; the message never quotes it */
export async function readSecret(directory: string, name: SecretName): Promise<Buffer> {
  const text = (await readSecretFile(directory, `${name}.key`)).trim();
  if (!/^[A-Za-z0-9_-]{43}$/.test(text))
    throw new ConfigError(`${name}.key in SECRETS_DIR must hold 32 bytes in base64url.`);
  return Buffer.from(text, 'base64url');
}

/** The keys of the identity service. @throws ConfigError */
export async function readKeys(directory: string): Promise<Keys> {
  const text = await readSecretFile(directory, 'keys.json');
  try {
    return parseKeyFile(text);
  } catch (error) {
    throw new ConfigError(`keys.json in SECRETS_DIR cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

async function readSecretFile(directory: string, name: string): Promise<string> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch (error) {
    throw new ConfigError(
      `SECRETS_DIR has no readable ${name}: ${directory}. The command \`keys\` makes what is missing.`,
      { cause: error },
    );
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
