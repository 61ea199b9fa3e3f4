import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { describeOn, type KafkaEndpoints, useKafka } from '@fintech/testkit/stack';
import { Admin } from '@platformatic/kafka';
import { setUpTopics } from '../../src/index.ts';
import { type TopicTemplate, topicTemplates } from '../../src/topics/templates.ts';
import { kafkaOptions } from '../_util.ts';

await describeOn('setting up topics', useKafka(), kafka => {
  it('creates what is missing, as the templates say, and nothing the second time', async () => {
    const templates = renamed();
    const first = await setUp(kafka(), templates);
    assert.deepEqual(first, { created: templates.map(({ topic }) => topic), differences: [] });
    assert.deepEqual(await setUp(kafka(), templates), { created: [], differences: [] });
  });

  it('creates each topic once when several processes do it at once', async () => {
    const templates = renamed();
    const results = await Promise.all([setUp(kafka(), templates), setUp(kafka(), templates)]);
    const created = results.flatMap(result => result.created);
    assert.deepEqual(created.toSorted(), templates.map(({ topic }) => topic).toSorted());
    for (const { differences } of results) assert.deepEqual(differences, []);
  });

  it('reports how a topic differs that is there already, and leaves it as it is', async () => {
    const [template] = renamed();
    assert.ok(template);
    const settings = template.settings.map(setting =>
      setting.name === 'retention.ms' ? { ...setting, value: '1000' } : setting,
    );
    await setUp(kafka(), [{ ...template, partitions: { count: 2, rule: 'exactly' }, replicas: 1, settings }]);
    const { topic } = template;
    const expected = {
      created: [],
      differences: [
        { topic, setting: 'partitions', expected: '8 or more', actual: '2' },
        { topic, setting: 'replicas', expected: '3 or more', actual: '1' },
        { topic, setting: 'retention.ms', expected: '-1', actual: '1000' },
      ],
    };
    assert.deepEqual(await setUp(kafka(), [template]), expected);
    assert.deepEqual(await setUp(kafka(), [template]), expected);
  });

  it('is not held up by a topic that somebody deletes meanwhile', async () => {
    const [template] = renamed();
    assert.ok(template);
    const { topic } = template;
    const admin = new Admin({ clientId: 'somebody else', bootstrapBrokers: [...kafka().brokers] });
    try {
      for (let round = 0; round < 10; round += 1) {
        await setUp(kafka(), [template]);
        const deleted = admin.deleteTopics({ topics: [topic] });
        let created: readonly string[] = [];
        while (created.length === 0) ({ created } = await setUp(kafka(), [template]));
        await deleted;
      }
    } finally {
      await admin.close();
    }
  });

  it('asks for one replica in a sandbox', async () => {
    const templates = renamed();
    const { differences } = await setUpTopics({ kafka: kafkaOptions(kafka()), isSandbox: true, templates });
    assert.deepEqual(differences, []);
    const again = await setUp(kafka(), templates);
    const names = again.differences.map(({ setting }) => setting);
    assert.deepEqual(new Set(names), new Set(['replicas', 'min.insync.replicas']));
  });
});

function setUp(kafka: KafkaEndpoints, templates: readonly TopicTemplate[]) {
  return setUpTopics({ kafka: kafkaOptions(kafka), isSandbox: false, templates });
}

/** The product's templates, for topics that no other test uses. */
function renamed(): TopicTemplate[] {
  return topicTemplates.map(template => ({ ...template, topic: `${template.topic}.${randomUUID()}` }));
}
