import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requireVersion } from '../src/connection/check-settings.ts';

it('takes Redis from version 7 on', () => {
  requireVersion('# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:0\r\n');
  requireVersion('redis_version:12.1.0\r\n');
  const tooOld = 'redis_version:6.2.14\r\nos:Linux 7\r\n';
  assert.throws(() => requireVersion(tooOld), /Redis 6\.2\.14 is too old: it must be 7 or newer/);
  assert.throws(() => requireVersion('valkey:9'), /of an unknown version/);
});
