import type { SeededRandom } from '@fintech/testkit/simulator';
import type { Fault } from './faults/fault.ts';

/**
 * Which faults come, in an order that follows from the seed alone: every kind once, shuffled, then every kind once more, so that
 * none is left out of a short run. `atOnce`: that many together, of different parts.
 */
export function* schedule(
  faults: readonly Fault[],
  random: SeededRandom,
  atOnce: 1 | 2,
): Generator<readonly Fault[], never> {
  if (faults.length === 0) throw new RangeError('there is no fault to inject');
  for (;;) {
    const bag = shuffled(faults, random);
    while (bag.length > 0) {
      const [first] = bag.splice(0, 1);
      if (first === undefined) break;
      const second = atOnce === 2 ? bag.findIndex(({ part }) => part !== first.part) : -1;
      yield second < 0 ? [first] : [first, ...bag.splice(second, 1)];
    }
  }
}

function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const rest = [...items];
  const order: Item[] = [];
  while (rest.length > 0) order.push(...rest.splice(random.between(0, rest.length - 1), 1));
  return order;
}
