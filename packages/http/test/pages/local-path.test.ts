import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { localPath } from '../../src/index.ts';

const site = 'https://wallet.example';
const fallback = '/home';

const followed = [
  '/',
  '/transaction/send?to=ana&amount=12',
  '/a//b',
  '/%2F%2Fevil.example',
  '/..//evil.example',
];
const replaced = [
  undefined,
  '',
  'transaction',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\r\nset-cookie: x=1',
  '/a\u0000',
  '/a b',
  `/${'a'.repeat(2048)}`,
];

for (const path of followed) {
  test(`${path} is followed`, () => assert.equal(localPath(path, fallback), path));
}

for (const path of replaced) {
  test(`${JSON.stringify(path)?.slice(0, 40)} is replaced`, () =>
    assert.equal(localPath(path, fallback), fallback));
}

test('whatever is asked for, a browser stays on this site', () => {
  const tricky = fc.array(
    fc.constantFrom('/', '\\', '.', '..', ':', '@', '?', '#', '\t', '%2f', 'evil.example', 'http'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        tricky.map(parts => `/${parts.join('')}`),
        fc.webUrl(),
        fc.string(),
      ),
      text => {
        const path = localPath(text, fallback);
        assert.equal(new URL(path, `${site}/auth/login_form`).origin, site);
      },
    ),
  );
});
