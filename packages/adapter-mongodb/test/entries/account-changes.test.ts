import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppliedRecord } from '@fintech/ports';
import { appliedRecords } from '@fintech/testkit';
import { AccountChanges } from '../../src/entries/account-changes.ts';

const { accountRow, alice, bob, transfers, withoutEntries } = appliedRecords;

describe('AccountChanges', () => {
  it('finds an account that was not seen yet, once, as it stands at the end', () => {
    const changes = new AccountChanges();
    const records = transfers(0, 3);
    assert.deepEqual(found(changes, records), { [alice]: 'open at 2', [bob]: 'open at 2' });
    changes.written(records);
    assert.deepEqual(found(changes, transfers(3, 6)), {});
  });

  it('finds what changes, also what changes back in the same write', () => {
    const changes = new AccountChanges();
    changes.written(transfers(0, 1));
    const freezing = [state(1, 'frozen')];
    assert.deepEqual(found(changes, freezing), { [alice]: 'frozen at 1' });
    changes.written(freezing);
    assert.deepEqual(found(changes, [state(2, 'open'), state(3, 'frozen')]), { [alice]: 'frozen at 3' });
  });

  it('finds a change again that was not written', () => {
    const changes = new AccountChanges();
    changes.written(transfers(0, 1));
    assert.deepEqual(found(changes, [state(1, 'frozen')]), { [alice]: 'frozen at 1' });
    assert.deepEqual(found(changes, [state(1, 'frozen')]), { [alice]: 'frozen at 1' });
  });

  it('does not go back when records are written again', () => {
    const changes = new AccountChanges();
    const history = [...transfers(0, 1), state(1, 'frozen'), state(2, 'open')];
    changes.written(history);
    changes.written(history.slice(0, 2));
    assert.deepEqual(found(changes, [state(3, 'frozen')]), { [alice]: 'frozen at 3' });
  });

  it('knows nothing any more when records were passed over', () => {
    const changes = new AccountChanges();
    changes.written(transfers(0, 2));
    changes.written(transfers(5, 6));
    changes.written([withoutEntries(9, [])]);
    assert.deepEqual(found(changes, [state(10, 'open')]), { [alice]: 'open at 10' });
  });
});

function state(offset: number, status: string): AppliedRecord {
  return withoutEntries(offset, [accountRow(alice, 1, status)]);
}

function found(changes: AccountChanges, records: readonly AppliedRecord[]): Record<string, string> {
  return Object.fromEntries(
    changes.in(records).map(({ _id, status, offset }) => [_id, `${status} at ${offset}`]),
  );
}
