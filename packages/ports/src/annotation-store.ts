import type { Annotation } from './command-log.ts';

/**
 * Personal texts that belong to commands, for logs that cannot keep them next to their records. Each can be erased for
 * good (rule R18).
 *
 * @throws PortError `store_unavailable` from every method.
 */
export interface AnnotationStore {
  /** Resolves once all are durable. Saving one again changes nothing; one that was erased stays erased. */
  save(annotations: readonly Annotation[]): Promise<void>;
  /** The texts of those of `ids` that have one. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Resolves also when there was none. */
  erase(id: string): Promise<void>;
}
