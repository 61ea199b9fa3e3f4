import { test } from 'node:test';
import { mutants } from '../src/mutants/index.ts';
import { assertAllNoticed } from '../src/notice-all.ts';

/** More would only wait for each other. */
const workers = 2;

test('the tests notice every bug on the list', t => assertAllNoticed(t, mutants, workers));
