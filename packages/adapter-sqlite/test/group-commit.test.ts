import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { range } from '@fintech/testkit';
import { GroupCommit } from '../src/thread/group-commit.ts';

describe('GroupCommit', () => {
  it('commits together what arrives during a commit, in order, one group at a time', async () => {
    const groups: (readonly number[])[] = [];
    const firstCommit = Promise.withResolvers<void>();
    let running = 0;
    const commits = new GroupCommit<number, string>(async items => {
      running += 1;
      assert.equal(running, 1);
      groups.push(items);
      if (groups.length === 1) {
        firstCommit.resolve();
        await arrived.promise;
      }
      running -= 1;
      return items.map(item => `result ${item}`);
    });
    const arrived = Promise.withResolvers<void>();
    const first = commits.add(0);
    await firstCommit.promise;
    const others = [1, 2, 3].map(item => commits.add(item));
    arrived.resolve();
    assert.deepEqual(await Promise.all([first, ...others]), ['result 0', 'result 1', 'result 2', 'result 3']);
    await commits.idle();
    assert.deepEqual(groups, [[0], [1, 2, 3]]);
  });

  it('bounds a group', async () => {
    const sizes: number[] = [];
    const commits = new GroupCommit<number, number>(async items => {
      sizes.push(items.length);
      return items;
    });
    const items = range(0, GroupCommit.maxItems + 1);
    assert.deepEqual(await Promise.all(items.map(item => commits.add(item))), items);
    assert.deepEqual(sizes, [GroupCommit.maxItems, 1]);
  });

  it('fails a whole group with its error, and goes on with the next', async () => {
    const commits = new GroupCommit<number, number>(async items => {
      if (items.includes(1)) throw new Error('disk');
      return items;
    });
    const failing = [0, 1].map(item => commits.add(item));
    for (const result of await Promise.allSettled(failing)) assert.equal(result.status, 'rejected');
    assert.equal(await commits.add(2), 2);
  });
});
