import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from '../src/chain.ts';
import { type Decision, decided, legRefused, posted, replayed } from '../src/decision.ts';
import { sha256 } from './_util.ts';

interface Link {
  readonly record?: number;
  readonly position?: number;
  readonly decision?: Decision;
}

function chainOf(...links: readonly Link[]): string {
  const chain = new Chain();
  for (const [offset, { record = 0, position = 1, decision = decided('applied') }] of links.entries()) {
    chain.begin(offset, Uint8Array.of(record));
    chain.add(position, decision);
    chain.end(offset, sha256);
  }
  return chain.hex(links.length);
}

test('R5 the chain tells apart whatever differs in a record, its outcomes or what came before', () => {
  const chains = [
    chainOf({}),
    chainOf({ record: 1 }),
    chainOf({ position: 2 }),
    chainOf({ decision: decided('account_exists') }),
    chainOf({ decision: replayed(1) }),
    chainOf({ decision: replayed(2) }),
    chainOf({ decision: legRefused('account_frozen', 0) }),
    chainOf({ decision: legRefused('account_frozen', 1) }),
    chainOf({ decision: posted([-1, 1]) }),
    chainOf({ decision: posted([-1, 2]) }),
    chainOf({ decision: posted([-(2 ** 32), 1]) }),
    chainOf({}, {}),
    chainOf({ record: 1 }, {}),
    chainOf({ position: 2 }, {}),
  ];
  assert.equal(new Set(chains).size, chains.length);
  assert.equal(chainOf({ decision: posted([-1, 1]) }), chainOf({ decision: posted([-1, 1]) }));
});

test('R5 the chain has the values it always had', () => {
  assert.equal(
    chainOf({ decision: posted([-1, 1]) }, { decision: replayed(1) }),
    '2fec0bb526b0a4967ab052bb83707c546c5da149cbed2cd6cf43dbdcccc71983',
  );
});
