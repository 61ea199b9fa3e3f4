import { type Fault, killNodes } from './fault.ts';

export const twoBrokersKilled: Fault = {
  kind: 'two brokers killed',
  description:
    'SIGKILL to two of three brokers: nothing can be durable any more, so everything must be refused until they are back.',
  part: 'kafka',
  mustRecover: 'after healing',
  atLeastMs: 5000,
  needsIsolation: false,
  inject: async ({ kafka }, random) => {
    const spared = random.pick(kafka.nodes);
    return killNodes(kafka.nodes.filter(node => node !== spared));
  },
};
