import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseAddress } from '../src/connection/endpoint.ts';

it('reads addresses as people write them', () => {
  assert.deepEqual(parseAddress('redis-1.internal:26379'), { host: 'redis-1.internal', port: 26379 });
  assert.deepEqual(parseAddress('10.0.0.1:1'), { host: '10.0.0.1', port: 1 });
  assert.deepEqual(parseAddress('[::1]:26379'), { host: '::1', port: 26379 });
  for (const text of ['redis', 'redis:', ':1', 'redis:0', 'redis:65536', 'redis://a:1', 'a b:1', '::1:1']) {
    assert.throws(() => parseAddress(text), RangeError, text);
  }
});
