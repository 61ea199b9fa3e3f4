import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkUrl } from '../../src/connection/url-check.ts';

const url = 'mongodb://user:secret@a.example:1,b.example:2/?replicaSet=rs0';

describe('checkUrl', () => {
  for (const more of [
    '',
    '&w=majority',
    '&w=majority&journal=true&retryWrites=true',
    '&readPreference=primary',
  ]) {
    it(`takes a URL with ${more === '' ? 'nothing special' : more}`, () => {
      assert.deepEqual(checkUrl(url + more).hosts.map(String), ['a.example:1', 'b.example:2']);
    });
  }

  const unsafe: Readonly<Record<string, RegExp>> = {
    '&w=1': /w must be majority/,
    '&w=0': /w must be majority/,
    '&w=2': /w must be majority/,
    '&journal=false': /journal/,
    '&w=majority&journal=false': /journal/,
    '&retryWrites=false': /retryWrites/,
    '&readConcernLevel=local': /readConcernLevel/,
    '&readPreference=secondary': /readPreference/,
    '&w=1&retryWrites=false': /w must be majority.*retryWrites/,
  };
  for (const [more, message] of Object.entries(unsafe)) {
    it(`refuses a URL with ${more}, and says why`, () => {
      assert.throws(() => checkUrl(url + more), { code: 'unsafe_settings', message });
    });
  }

  it('refuses to be tied to one member', () => {
    const direct = 'mongodb://a.example:1/?directConnection=true';
    assert.throws(() => checkUrl(direct), { code: 'unsafe_settings', message: /directConnection/ });
  });

  it('refuses what is no URL of MongoDB, without repeating a password', () => {
    for (const wrong of ['', 'http://a.example', 'mongodb://u:secret@/', `${url}&nonsense=1`]) {
      assert.throws(
        () => checkUrl(wrong),
        (error: Error) => /cannot be read/.test(error.message) && !error.message.includes('secret'),
        wrong,
      );
    }
  });
});
