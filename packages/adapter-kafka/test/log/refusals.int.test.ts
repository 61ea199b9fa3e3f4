import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { commandsTemplate, type TopicTemplate } from '../../src/topics/templates.ts';
import { newLogTopic, openLog } from '../_util.ts';

/** Changed settings, and what the refusal says about them. */
const unsafeTopics: readonly [string, Partial<TopicTemplate>, RegExp][] = [
  ['two replicas', { replicas: 2 }, /replicas is 2 and must be 3 or more/],
  [
    'one replica in sync',
    withSetting('min.insync.replicas', '1'),
    /min\.insync\.replicas is 1 and must be 2 or more/,
  ],
  ['an age limit', withSetting('retention.ms', '604800000'), /retention\.ms is 604800000 and must be -1/],
  ['a size limit', withSetting('retention.bytes', '1000000'), /retention\.bytes is 1000000 and must be -1/],
  ['compaction', withSetting('cleanup.policy', 'compact'), /cleanup\.policy is compact and must be delete/],
  [
    'unclean elections',
    withSetting('unclean.leader.election.enable', 'true'),
    /unclean\.leader\.election\.enable is true and must be false/,
  ],
  [
    'times of the writers',
    withSetting('message.timestamp.type', 'CreateTime'),
    /message\.timestamp\.type is CreateTime and must be LogAppendTime/,
  ],
  [
    'small batches',
    withSetting('max.message.bytes', '100000'),
    /max\.message\.bytes is 100000 and must be \d+ or more/,
  ],
];

await describeOn('a log at its start', useKafka(), kafka => {
  for (const [what, changes, message] of unsafeTopics) {
    it(`refuses a topic with ${what}`, async () => {
      const topic = await newLogTopic(kafka(), changes);
      await assert.rejects(openLog(kafka(), topic, { isSandbox: false }), {
        code: 'unsafe_settings',
        message,
      });
    });
  }

  it('names everything that is wrong at once', async () => {
    const topic = await newLogTopic(kafka(), { replicas: 2, ...withSetting('retention.ms', '1000') });
    const message = /replicas is 2 .*; retention\.ms is 1000 /;
    await assert.rejects(openLog(kafka(), topic, { isSandbox: false }), { code: 'unsafe_settings', message });
  });

  it('takes a single replica in a sandbox, and nothing else that is unsafe', async () => {
    const single = { replicas: 1, ...withSetting('min.insync.replicas', '1') };
    await using log = await openLog(kafka(), await newLogTopic(kafka(), single), { isSandbox: true });
    await log.append(Buffer.from('record'), []);
    const compacted = await newLogTopic(kafka(), { ...single, ...withSetting('cleanup.policy', 'compact') });
    await assert.rejects(openLog(kafka(), compacted, { isSandbox: true }), { code: 'unsafe_settings' });
  });

  it('refuses a topic that does not exist, and creates none', async () => {
    for (const _ of [1, 2]) {
      await assert.rejects(openLog(kafka(), 'no.such.topic'), {
        code: 'unsafe_settings',
        message: /does not exist/,
      });
    }
  });

  it('refuses a partition that the topic does not have', async () => {
    const topic = await newLogTopic(kafka(), { partitions: { count: 2, rule: 'exactly' } });
    await using _ = await openLog(kafka(), topic, { partition: 1 });
    await assert.rejects(openLog(kafka(), topic, { partition: 2 }), {
      code: 'unsafe_settings',
      message: /partitions is 2 and must be 3 or more/,
    });
  });

  it('refuses a short key, and to work without one', async () => {
    const topic = await newLogTopic(kafka());
    await assert.rejects(openLog(kafka(), topic, { keys: [Buffer.alloc(31)] }), /at least 32 bytes/);
    await assert.rejects(openLog(kafka(), topic, { keys: [] }), /at least one key/);
  });

  it('tells which cluster and which topic it works on', async () => {
    const topic = await newLogTopic(kafka());
    await using log = await openLog(kafka(), topic);
    await using again = await openLog(kafka(), topic);
    await using other = await openLog(kafka(), await newLogTopic(kafka()));
    assert.deepEqual(again.identity, log.identity);
    assert.equal(other.identity.clusterId, log.identity.clusterId);
    assert.notEqual(other.identity.topicId, log.identity.topicId);
    assert.match(log.identity.topicId, /^[0-9a-f-]{36}$/);
  });
});

function withSetting(name: string, value: string): Partial<TopicTemplate> {
  const settings = commandsTemplate.settings.map(setting =>
    setting.name === name ? { ...setting, value } : setting,
  );
  return { settings };
}
