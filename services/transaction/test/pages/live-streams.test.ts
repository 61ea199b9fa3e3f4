import assert from 'node:assert/strict';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import { LiveStreams } from '../../src/pages/live-streams.ts';

const always = () => true;

test('events are sent in the format of server-sent events', async () => {
  const stream = new LiveStreams().open('ana', always);
  stream?.send('balance', { position: 7, announcement: 'two\nlines' });
  assert.equal(
    stream?.body.read().toString(),
    'retry: 3000\n\nevent: balance\ndata: {"position":7,"announcement":"two\\nlines"}\n\n',
  );
  stream?.body.destroy();
});

test('a stream ends instead of telling anything to a session that has ended', async () => {
  let alive = true;
  const stream = new LiveStreams().open('ana', () => alive);
  assert.ok(stream);
  stream.body.resume();
  alive = false;
  stream.send('balance', { secret: true });
  await finished(stream.body);
});

test('a reader who does not keep up is let go instead of buffered for', async () => {
  const stream = new LiveStreams().open('ana', always);
  assert.ok(stream);
  for (let event = 0; event < 10_000; event++) stream.send('balance', { padding: 'x'.repeat(100) });
  assert.ok(stream.body.readableLength < 100_000);
  stream.body.resume();
  await finished(stream.body);
});

test('a person has a bounded number of streams, and a closed one makes room', async () => {
  const streams = new LiveStreams();
  const open = [];
  for (;;) {
    const stream = streams.open('ana', always);
    if (stream === undefined) break;
    open.push(stream.body);
  }
  assert.equal(open.length, 6);
  assert.ok(streams.open('eve', always), 'other people are not affected');
  open[0]?.destroy();
  await new Promise(setImmediate);
  assert.ok(streams.open('ana', always));
  streams.closeAll();
});

test('closing ends every stream', async () => {
  const streams = new LiveStreams();
  const bodies = ['ana', 'ana', 'eve'].map(person => streams.open(person, always)?.body);
  streams.closeAll();
  for (const body of bodies) {
    assert.ok(body);
    body.resume();
    await finished(body);
  }
});
