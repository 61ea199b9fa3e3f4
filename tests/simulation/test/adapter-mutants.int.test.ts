import { test } from 'node:test';
import { serverMutants } from '../src/mutants/server-mutants.ts';
import { assertAllNoticed } from '../src/notice-all.ts';

/** All suites share one stack of servers, and some break theirs. */
const workers = 1;

test('the tests notice every bug of the adapters on the list', t =>
  assertAllNoticed(t, serverMutants, workers));
