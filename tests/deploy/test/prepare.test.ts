import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it, suite } from 'node:test';
import { root } from '../src/compose-model.ts';

suite('prepare.ts', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'prepare-'));
    prepare(folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('makes every secret that the compose files read', () => {
    const compose = readFileSync(`${root}deploy/compose/cluster.yaml`, 'utf8');
    const read = [...compose.matchAll(/\{file: \.\/secrets\/(.+)\}/g)].map(match => match[1]);
    assert.ok(read.length > 0);
    const made = new Set(readdirSync(join(folder, 'secrets')));
    assert.deepEqual(
      read.filter(name => name === undefined || !made.has(name)),
      [],
    );
  });

  it('sets every variable that the compose files cannot do without', () => {
    const needed = ['cluster', 'zookeeper'].flatMap(name =>
      [...readFileSync(`${root}deploy/compose/${name}.yaml`, 'utf8').matchAll(/\$\{(\w+):\?/g)].map(
        match => match[1],
      ),
    );
    const set = [...readFileSync(join(folder, '.env'), 'utf8').matchAll(/^(\w+)=.+$/gm)].map(
      match => match[1],
    );
    assert.deepEqual([...new Set(needed)].toSorted(), set.toSorted());
  });

  it('keeps what is there, and makes again what is missing', () => {
    const earlier = contentsOf(folder);
    prepare(folder);
    assert.deepEqual(contentsOf(folder), earlier);
    unlinkSync(join(folder, 'secrets', 'redis.password'));
    prepare(folder);
    const later = contentsOf(folder);
    assert.notEqual(later.get('redis.password'), earlier.get('redis.password'));
    assert.deepEqual(later.set('redis.password', earlier.get('redis.password') ?? ''), earlier);
  });

  it('lets nobody but the owner into the folder, and every image read the files in it', () => {
    const secrets = join(folder, 'secrets');
    assert.equal(statSync(secrets).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, '.env')).mode & 0o777, 0o600);
    for (const name of readdirSync(secrets))
      assert.equal(statSync(join(secrets, name)).mode & 0o777, 0o444, name);
  });

  it('is different everywhere', () => {
    const other = mkdtempSync(join(tmpdir(), 'prepare-'));
    try {
      prepare(other);
      const here = contentsOf(folder);
      for (const [name, content] of contentsOf(other)) assert.notEqual(content, here.get(name), name);
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

function prepare(folder: string): void {
  execFileSync(process.execPath, [`${root}deploy/compose/prepare.ts`, folder], { stdio: 'ignore' });
}

function contentsOf(folder: string): Map<string, string> {
  const files = [
    '.env',
    ...readdirSync(join(folder, 'secrets')).map(name => join('secrets', name)),
  ].toSorted();
  return new Map(files.map(file => [file.replace('secrets/', ''), readFileSync(join(folder, file), 'utf8')]));
}
