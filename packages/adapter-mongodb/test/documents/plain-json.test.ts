import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainJson } from '../../src/documents/plain-json.ts';

describe('plainJson', () => {
  it('is what JSON would give back', () => {
    const value = { date: new Date(0), gone: undefined, list: [undefined, 1], zero: -0, '': { 'a.b': null } };
    assert.deepEqual(plainJson(value), JSON.parse(JSON.stringify(value)));
  });

  it('refuses names that BSON gives a meaning of its own, at any depth', () => {
    for (const name of ['$set', '$', '_bsontype', 'a\0b']) {
      assert.throws(() => plainJson({ list: [{ [name]: 1 }] }), TypeError, name);
    }
    assert.deepEqual(plainJson({ a$: '$set', b: '_bsontype' }), { a$: '$set', b: '_bsontype' });
  });
});
