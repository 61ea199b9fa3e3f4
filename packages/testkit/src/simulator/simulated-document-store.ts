import { type CollectionSpec, type DocumentStore, PortError, type PutOutcome } from '@fintech/ports';
import type { WriteFault } from './simulated-entry-store.ts';
import type { Latency, SimulatedProcess } from './simulated-process.ts';

const latency: Latency = [0, 6];

interface StoredText {
  readonly version: number;
  readonly json: string;
}

/** Documents that all simulated processes share: as much of them as guarded writes need. */
export class SimulatedDocumentStore {
  readonly #documents = new Map<string, StoredText>();
  #armed: WriteFault | undefined;

  /** The store as a process sees it. */
  connect(process: SimulatedProcess): Pick<DocumentStore, 'get' | 'put'> {
    return {
      get: (collection, id) =>
        process.call(latency, () => {
          const stored = this.#documents.get(keyOf(collection, id));
          return stored && { id, version: stored.version, value: JSON.parse(stored.json) };
        }),
      put: (collection, id, value, { expectVersion } = {}) =>
        process.call(latency, () => this.#put(keyOf(collection, id), JSON.stringify(value), expectVersion)),
    };
  }

  /** Arms a fault for the next write. */
  arm(fault: WriteFault): void {
    this.#armed = fault;
  }

  disarm(): void {
    this.#armed = undefined;
  }

  #put(key: string, json: string, expectVersion: number | undefined): PutOutcome {
    const fault = this.#armed;
    this.#armed = undefined;
    const version = this.#documents.get(key)?.version ?? 0;
    const outcome = expectVersion === undefined || expectVersion === version ? 'ok' : 'conflict';
    if (outcome === 'ok' && fault !== 'refused') this.#documents.set(key, { version: version + 1, json });
    if (fault !== undefined) throw new PortError('store_unavailable', 'The store does not answer.');
    return outcome;
  }
}

const keyOf = ({ name }: CollectionSpec, id: string): string => `${name}/${id}`;
