import { KafkaCommandLog, type LogHealth } from '@fintech/adapter-kafka';
import { type AnnotationStore, type CollectionSpec, type DocumentStore, PortError } from '@fintech/ports';
import type { GaugeSpec } from '@fintech/telemetry';
import type { Config } from './config.ts';
import { kafkaOptions, topicName } from './kafka-names.ts';
import { readSecret } from './secrets.ts';

/** The ledger's own partition. Another ledger would have another one (rule R16). */
const partition = 0;

/**
 * How long a record is tried to be appended. Longer than Kafka takes to elect a leader, shorter than a command may be on its
 * way (rule R3).
 */
const appendWithinMs = 15_000;

/** A replica that has waited this long for records that are there answers too late to be asked. */
const lateAfterMs = 1000;
/** So is one that has as many records to apply: some seconds of a busy log. A replica that keeps up has a few. */
const lateBehindRecords = 1000;

export interface CommandLogOptions {
  readonly config: Config;
  readonly stores: { readonly annotationStore: AnnotationStore; readonly documentStore: DocumentStore };
  readonly onHalt: (reason: unknown) => void;
  readonly onWarning: (message: string) => void;
}

/**
 * The ledger's log in Kafka, which must be the one that this installation has always had.
 *
 * @throws PortError `unsafe_settings`, `log_foreign`, `store_unavailable`
 */
export async function openCommandLog(options: CommandLogOptions): Promise<KafkaCommandLog> {
  const { config, stores, onHalt, onWarning } = options;
  const log = await KafkaCommandLog.open({
    kafka: kafkaOptions(config, 'transaction'),
    topic: topicName(config, 'ledger.commands'),
    partition,
    keys: [await readSecret(config.secretsDirectory, 'log')],
    annotationStore: stores.annotationStore,
    isSandbox: config.replication === 1,
    appendWithinMs,
    onHalt,
    onWarning,
  });
  try {
    await requireKnownLog(stores.documentStore, log.identity);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Whether a replica on this log can serve: it hears from the brokers, and is not far behind. */
export const keepsUp = ({ isReady, stalledMs, lag }: LogHealth): boolean =>
  isReady && stalledMs <= lateAfterMs && lag <= lateBehindRecords;

/** How the log fares in this process, for Prometheus. */
export function logMetrics(log: Pick<KafkaCommandLog, 'health'>): readonly GaugeSpec[] {
  return [
    {
      name: 'ledger_log_lag_records',
      help: 'Records known to be in the log and not applied here yet.',
      read: () => log.health().lag,
    },
    {
      name: 'ledger_log_stalled_ms',
      help: 'For how long records that are known to be there have not come.',
      read: () => log.health().stalledMs,
    },
    {
      name: 'ledger_log_silent_ms',
      help: 'How long ago a broker last answered.',
      read: () => log.health().silentMs,
    },
  ];
}

const installations: CollectionSpec = { name: 'installations', indexes: [] };

/** Which cluster and topic hold the log is noted at the first start, and never changes (rule R14). */
async function requireKnownLog(store: DocumentStore, identity: KafkaCommandLog['identity']): Promise<void> {
  const { clusterId, topicId } = identity;
  await store.put(installations, 'log', { clusterId, topicId }, { expectVersion: 0 });
  const known = await store.get<typeof identity>(installations, 'log');
  if (known?.value.clusterId === clusterId && known.value.topicId === topicId) return;
  throw new PortError(
    'log_foreign',
    `The log is topic ${topicId} of cluster ${clusterId}, but the database belongs to topic ${known?.value.topicId} of ` +
      `cluster ${known?.value.clusterId}. Check KAFKA_BROKERS and MONGODB_URL; a topic that was made anew must be restored.`,
  );
}
