import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newerView, type TopicView } from '../../src/client/cluster-view.ts';

const view = (id: string, leaderEpoch: number): TopicView => ({
  id,
  leaderEpoch,
  partitionCount: 1,
  replicas: 3,
  leader: { host: `of ${leaderEpoch}`, port: 1, epoch: leaderEpoch, topicId: id },
});

test('the first answer is believed, and every later election', () => {
  assert.equal(newerView(undefined, view('a', 3)).leaderEpoch, 3);
  assert.equal(newerView(view('a', 3), view('a', 4)).leaderEpoch, 4);
});

test('a broker that still names an old leader is not believed', () => {
  assert.equal(newerView(view('a', 4), view('a', 3)).leaderEpoch, 4);
});

test('that a leader is gone is believed, within the same election too', () => {
  const gone = { ...view('a', 4), leader: undefined };
  assert.equal(newerView(view('a', 4), gone).leader, undefined);
});

test('another topic of the same name has elections of its own', () => {
  assert.equal(newerView(view('a', 4), view('b', 0)).id, 'b');
});
