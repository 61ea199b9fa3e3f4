import { setTimeout as delay } from 'node:timers/promises';
import { openBus } from '../_bus.ts';

/** A process of the group `g` that writes the id of every event that it has begun to handle. For tests that kill it. */
const [, , brokers = '', topic = ''] = process.argv;
const bus = await openBus({ brokers: brokers.split(',') }, [topic]);
bus.subscribe(topic, 'g', async ({ id }) => {
  process.stdout.write(`${id}\n`);
  await delay(20);
});
