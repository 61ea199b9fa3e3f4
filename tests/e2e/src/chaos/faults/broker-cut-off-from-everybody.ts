import { cutBrokerOff } from './broker-cut-off-from-brokers.ts';
import type { Fault } from './fault.ts';

export const brokerCutOffFromEverybody: Fault = {
  kind: 'broker cut off from everybody',
  description: 'Every packet to and from one broker is dropped.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  atLeastMs: 7000,
  needsIsolation: true,
  inject: (system, random) => cutBrokerOff(system, random, true),
};
