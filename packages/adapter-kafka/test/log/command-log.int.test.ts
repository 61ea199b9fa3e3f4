import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PortError } from '@fintech/ports';
import { describeCommandLog, describeSharedCommandLog } from '@fintech/testkit';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { maxKeptAnnotations } from '../../src/log/annotation-keeper.ts';
import { collect } from '../_load.ts';
import { eventually, logStorage, MemoryAnnotationStore, newLogTopic, openLog } from '../_util.ts';

class FailingStore extends MemoryAnnotationStore {
  fails = true;

  override async save(annotations: Parameters<MemoryAnnotationStore['save']>[0]): Promise<void> {
    if (this.fails) throw new PortError('store_unavailable', 'The store is down.');
    await super.save(annotations);
  }
}

await describeOn('with Kafka', useKafka(), kafka => {
  describeCommandLog('KafkaCommandLog', () => logStorage(kafka()));
  describeSharedCommandLog('KafkaCommandLog', () => logStorage(kafka()));

  it('is as far behind as the slowest subscription that is not aside', async () => {
    await using log = await openLog(kafka(), await newLogTopic(kafka()));
    const released = Promise.withResolvers<void>();
    using ending = new DisposableStack();
    ending.defer(released.resolve);
    const seen = collect(log);
    log.subscribe(0, () => released.promise, { isAside: true });
    for (let i = 0; i < 10; i++) await log.append(Buffer.from('record'), []);
    await eventually('all is read', () => seen.records.length === 10);
    assert.equal(log.health().lag, 0);
    log.subscribe(0, () => released.promise);
    assert.equal(log.health().lag, 10);
  });

  it('takes records while the store of annotations fails, until too many annotations wait for it', async () => {
    const annotationStore = new FailingStore();
    const warnings: string[] = [];
    await using log = await openLog(kafka(), await newLogTopic(kafka()), {
      annotationStore,
      onWarning: message => warnings.push(message),
    });
    await log.append(Buffer.from('record'), [{ id: 'a', text: 'rent' }]);
    assert.deepEqual(await log.annotations(['a']), new Map([['a', 'rent']]));

    const many = Array.from({ length: maxKeptAnnotations }, (_, i) => ({ id: String(i), text: 'x' }));
    await log.append(Buffer.from('record'), many);
    await assert.rejects(log.append(Buffer.from('record'), [{ id: 'b', text: 'food' }]), {
      code: 'store_unavailable',
    });
    await log.append(Buffer.from('record'), []);
    assert.equal(await log.end(), 3);
    annotationStore.fails = false;
    await log.close();
    assert.deepEqual(
      await annotationStore.find(['a', '0']),
      new Map([
        ['a', 'rent'],
        ['0', 'x'],
      ]),
    );
    assert.equal(warnings.length, 1);
  });
});
