import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes what the compose files need and nobody else may have: `secrets/` and `.env`, in the folder given, or else beside
 * this file. What is there already stays as it is, so it can be run again after an upgrade, or after a file was deleted.
 */
const folder = resolve(process.argv[2] ?? import.meta.dirname);
const secrets = join(folder, 'secrets');
const owner = statSync(folder);

const members = 'mongodb-1:27017,mongodb-2:27017,mongodb-3:27017';
const password = (): string => randomBytes(24).toString('base64url');

function main(): void {
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  makeKeys();
  makeSecret('mongodb.key', () => randomBytes(756).toString('base64'));
  makeSecret('mongodb-root.password', password);
  for (const user of ['auth', 'transaction', 'setup']) {
    makeSecret(`mongodb-${user}.url`, () => mongodbUrl(user, 'fintech_app', ''));
  }
  makeSecret('mongodb-backup.url', () => mongodbUrl('backup', '', '&readPreference=secondary'));
  makeSecret('mongodb-exporter.url', () => mongodbUrl('exporter', '', ''));
  makeSecret('redis.password', password);
  makeAkhq();
  make(join(folder, '.env'), environment, 0o600);
  giveToOwner();
}

/** Keys of the services themselves; the application knows their form, and keeps what is there. */
function makeKeys(): void {
  const app = fileURLToPath(new URL('../../apps/cluster/src/main.ts', import.meta.url));
  execFileSync(process.execPath, [app, 'keys', secrets], { stdio: 'inherit' });
}

function mongodbUrl(user: string, database: string, options: string): string {
  return `mongodb://${user}:${password()}@${members}/${database}?replicaSet=rs0&authSource=admin${options}`;
}

/** AKHQ wants the hash of a password; the password itself is for people. */
function makeAkhq(): void {
  const [admin, reader] = [password(), password()];
  const user = (name: string, text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex');
    return `      - {username: ${name}, password: ${hash}, groups: [${name}]}`;
  };
  const generator = `{secret: ${randomBytes(48).toString('hex')}}`;
  const settings = [
    `micronaut: {security: {token: {jwt: {signatures: {secret: {generator: ${generator}}}}}}}`,
    ...['akhq:', '  security:', '    basic-auth:', user('admin', admin), user('reader', reader)],
  ];
  if (existsSync(join(secrets, 'akhq.yml'))) return;
  makeSecret('akhq.yml', () => settings.join('\n'));
  makeSecret('akhq-passwords.txt', () => `admin ${admin}\nreader ${reader}`);
}

/** What an image can only be told by its environment. */
function environment(): string {
  // Kafka's tools would take a leading hyphen for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  return [
    '# Made by prepare.ts. Whatever the compose files take from the environment can be set here.',
    `KAFKA_CLUSTER_ID=${clusterId}`,
    `KAFKA_MANAGER_PASSWORD=${password()}`,
    `KAFKA_MANAGER_SECRET=${randomBytes(32).toString('hex')}`,
  ].join('\n');
}

function makeSecret(name: string, content: () => string): void {
  make(join(secrets, name), content, 0o444);
}

function make(file: string, content: () => string, mode: number): void {
  if (existsSync(file)) return;
  writeFileSync(file, `${content()}\n`, { mode, flag: 'wx' });
  console.log(`made ${file}`);
}

/**
 * Compose mounts a secret with the owner and the rights it has here, and each image has a user of its own: so the files
 * can be read by all, and the folder, by which one gets to them from outside, only by its owner.
 */
function giveToOwner(): void {
  chmodSync(secrets, 0o700);
  const files = readdirSync(secrets).map(name => join(secrets, name));
  for (const file of files) chmodSync(file, 0o444);
  if (process.getuid?.() !== 0) return;
  for (const path of [secrets, join(folder, '.env'), ...files]) chownSync(path, owner.uid, owner.gid);
}

main();
