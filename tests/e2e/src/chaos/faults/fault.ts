import type { SeededRandom } from '@fintech/testkit/simulator';
import type { ServerNode } from '@fintech/testkit/stack';
import type { ChaosSystem } from '../system.ts';

/** Something that is broken now. */
export interface Injection {
  /** By name, for people. */
  readonly victims: readonly string[];
  /** Takes the fault away; the servers may need a while after that. */
  heal(): Promise<void>;
}

/** One kind of fault. */
export interface Fault {
  /** In the words of the reports: `kafka leader killed`. */
  readonly kind: string;
  readonly description: string;
  /** Two faults that concern the same part are never injected together. */
  readonly part: 'kafka' | 'mongodb' | 'redis' | 'transaction' | 'auth';
  /** Whether the system must serve again while the fault lasts, or must refuse until it is healed. */
  readonly mustRecover: 'meanwhile' | 'after healing';
  /** Recovery within this is what we want, in milliseconds. */
  readonly goalMs?: number;
  /** It lasts at least this long. */
  readonly atLeastMs: number;
  /** Whether it takes root to inject. */
  readonly needsIsolation: boolean;
  inject(system: ChaosSystem, random: SeededRandom): Promise<Injection>;
}

/** SIGKILL now, and a start over the same data later. */
export async function killNodes(nodes: readonly ServerNode[]): Promise<Injection> {
  await Promise.all(nodes.map(node => node.kill()));
  return {
    victims: nodes.map(({ name }) => name),
    heal: async () => void (await Promise.all(nodes.map(node => node.start()))),
  };
}

/** SIGSTOP now, SIGCONT later: to everybody else it looks as if the machine hangs. */
export function pauseNode(node: ServerNode): Injection {
  node.pause();
  return { victims: [node.name], heal: async () => node.resume() };
}
