import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import fc from 'fast-check';
import { parseStrictJson } from '../src/strict-json.ts';

const codeOf = (text: string | Buffer): string => {
  try {
    parseStrictJson(Buffer.from(text));
  } catch (error) {
    return error instanceof ProblemError ? error.code : String(error);
  }
  return 'accepted';
};

/** Everything JSON can say that our API takes: whole numbers, ordinary keys. */
const plainJson = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'grapheme' }).filter(isOrdinaryKey), tie('value')),
  ),
})).value;

function isOrdinaryKey(key: string): boolean {
  return !['__proto__', 'constructor', 'prototype'].includes(key);
}

test('what JSON.stringify writes is read back, however it is spaced', () => {
  fc.assert(
    fc.property(plainJson, fc.constantFrom('', ' ', '\t', '\n\r'), (value, space) => {
      assert.deepEqual(
        parseStrictJson(Buffer.from(JSON.stringify(value, null, space))),
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

test('a repeated key is refused in any object and in any spelling', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"b":[{"a":1,"c":{},"a":2}]}',
    '{"a":1,"\\u0061":2}',
    '{"a" : 1,\n"a" : 2}',
    '{"\\"":1,"\\u0022":2}',
  ]) {
    assert.equal(codeOf(text), 'malformed_json', text);
  }
});

test('the same key in different objects, and strings that look like keys, are fine', () => {
  for (const text of [
    '{"a":{"a":1},"b":{"a":2}}',
    '[{"a":1},{"a":1}]',
    '{"a":"\\"a\\":1"}',
    '{"a":["a","a"]}',
    '{"a":"{[1.5e3"}',
  ]) {
    assert.equal(codeOf(text), 'accepted', text);
  }
});

test('numbers with a fraction or an exponent are refused', () => {
  for (const text of ['0.1', '[1.0]', '{"a":1e2}', '{"a":1E2}', '-1.5', '1e309', '{"a":[1,2,3e0]}']) {
    assert.equal(codeOf(text), 'invalid_request', text);
  }
});

test('keys that reach the prototype are refused', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', '__pro\\u0074o__']) {
    assert.equal(codeOf(`{"${key}":1}`), 'malformed_json', key);
  }
});

test('nesting deeper than 32 is refused, 32 is not', () => {
  assert.equal(codeOf(`${'['.repeat(32)}${']'.repeat(32)}`), 'accepted');
  assert.equal(codeOf(`${'['.repeat(33)}${']'.repeat(33)}`), 'malformed_json');
  assert.equal(codeOf(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 'malformed_json');
});

test('invalid UTF-8, an empty body and half a body are refused', () => {
  for (const body of [
    Buffer.from([0x22, 0xf0, 0x9f, 0x22]),
    Buffer.from([0xff]),
    Buffer.from(''),
    Buffer.from('{"a":'),
  ]) {
    assert.equal(codeOf(body), 'malformed_json');
  }
});

test('any bytes are either parsed or refused with a problem', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map(text => Buffer.from(text)),
      ),
      bytes => {
        assert.match(codeOf(Buffer.from(bytes)), /^(accepted|malformed_json|invalid_request)$/);
      },
    ),
  );
});
