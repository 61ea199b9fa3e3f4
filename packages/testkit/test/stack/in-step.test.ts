import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areInStep, type MemberStatus } from '../../src/stack/mongodb/in-step.ts';

const member = (stateStr: string, second: number, syncSourceHost: string): MemberStatus => ({
  stateStr,
  optimeDate: new Date(second * 1000),
  syncSourceHost,
});
const primary = member('PRIMARY', 10, '');

test('secondaries that copy and are hardly behind are in step', () => {
  assert.ok(areInStep([primary, member('SECONDARY', 10, 'a:1'), member('SECONDARY', 9, 'a:1')]));
  assert.ok(areInStep([primary]), 'a set of one');
});

test('one that copies from nobody, or is behind, is not', () => {
  assert.equal(areInStep([primary, member('SECONDARY', 10, '')]), false);
  assert.equal(areInStep([primary, member('SECONDARY', 8, 'a:1')]), false);
});
