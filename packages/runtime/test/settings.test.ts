import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import {
  ConfigError,
  describeSettings,
  readServiceConfig,
  SettingReader,
  serviceSettings,
} from '../src/index.ts';

const table = {
  PORT: { default: '5000', meaning: 'A port.' },
  SERVERS: { default: '', meaning: 'Servers.' },
  PASSWORD: { default: '', meaning: 'A password.' },
  PASSWORD_FILE: { default: '', meaning: 'Its file.' },
};
const reader = (environment: Readonly<Record<string, string>>) =>
  new SettingReader(table, environment, /^(PORT|SERVERS|PASSWORD)/);
const refused = (message: RegExp) => ({ name: ConfigError.name, message });

test('a value is trimmed, and an empty one is the default', () => {
  assert.equal(reader({ PORT: ' 80 ' }).port('PORT'), 80);
  assert.equal(reader({ PORT: ' ' }).port('PORT'), 5000);
});

test('a name that is nearly a setting is refused', () => {
  assert.throws(() => reader({ PORTS: '1' }), refused(/^PORTS is not a setting\. Known: PORT, SERVERS/));
  assert.doesNotThrow(() => reader({ PATH: '/bin' }));
});

test('a port is a whole number up to 65535', () => {
  for (const PORT of ['-1', '65536', '1.5', '1e3', 'http'])
    assert.throws(() => reader({ PORT }).port('PORT'), refused(/^PORT must be a port number/));
});

test('servers are host:port, separated by commas', () => {
  assert.deepEqual(reader({}).addresses('SERVERS'), []);
  const SERVERS = 'kafka-1:9092, 10.0.0.1:1,[::1]:65535';
  assert.deepEqual(reader({ SERVERS }).addresses('SERVERS'), ['kafka-1:9092', '10.0.0.1:1', '[::1]:65535']);
  for (const wrong of ['kafka', 'kafka:', 'kafka:0', 'kafka:70000', ':1', 'a b:1', 'kafka:1:2'])
    assert.throws(
      () => reader({ SERVERS: wrong }).addresses('SERVERS'),
      refused(/^SERVERS must be host:port/),
    );
});

test('a required setting that is missing is named with its meaning', () => {
  assert.throws(() => reader({}).required('SERVERS'), refused(/^SERVERS must be set: Servers\.$/));
});

test('a secret comes from the environment or from a file, not from both', async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, 'password');
  await writeFile(path, 'from the file\n');
  const read = (environment: Readonly<Record<string, string>>) =>
    reader(environment).secret('PASSWORD', 'PASSWORD_FILE');
  assert.equal(read({}), '');
  assert.equal(read({ PASSWORD: 'plain' }), 'plain');
  assert.equal(read({ PASSWORD_FILE: path }), 'from the file');
  assert.throws(() => read({ PASSWORD: 'plain', PASSWORD_FILE: path }), refused(/not both/));
  assert.throws(() => read({ PASSWORD_FILE: join(directory.path, 'none') }), refused(/cannot be read/));
});

test('live mode asks for https and for limits', () => {
  const config = (environment: Readonly<Record<string, string>>) =>
    readServiceConfig(new SettingReader(serviceSettings, environment, /^MODE/), 'http://localhost:5000');
  assert.equal(config({}).mode, 'sandbox');
  assert.equal(config({ PUBLIC_URL: 'http://10.0.0.1' }).secureCookies, false);
  assert.throws(() => config({ MODE: 'live' }), refused(/PUBLIC_URL must be https/));
  const live = { MODE: 'live', PUBLIC_URL: 'https://pay.example.org' };
  assert.equal(config(live).secureCookies, true);
  assert.throws(() => config({ ...live, RATE_LIMIT: 'off' }), refused(/RATE_LIMIT cannot be off/));
});

test('the help names every setting with its default', () => {
  assert.match(describeSettings(table), /^ {2}PORT +A port\. Default: 5000\.$/m);
});
