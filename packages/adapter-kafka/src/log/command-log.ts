import { setTimeout } from 'node:timers/promises';
import {
  type Annotation,
  type AnnotationStore,
  type CommandLog,
  type LogSubscription,
  PortError,
  type RecordHandler,
  type SubscriptionOptions,
} from '@fintech/ports';
import { BatchSender } from '../client/batch-sender.ts';
import { describeError } from '../client/failures.ts';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { type KafkaMessage, PartitionProducer } from '../client/partition-producer.ts';
import { PartitionReader } from '../client/partition-reader.ts';
import { PartitionWatch, type TopicIdentity } from '../client/partition-watch.ts';
import { assertSafeTopic } from '../topics/assert-safe-topic.ts';
import { commandsTemplate } from '../topics/templates.ts';
import { AnnotationKeeper } from './annotation-keeper.ts';
import { Envelopes, tagOf } from './envelope.ts';
import { Gathering } from './gathering.ts';
import { KafkaLogSubscription } from './log-subscription.ts';
import { OrderedReader } from './ordered-reader.ts';
import { type LogHealth, Watchdog } from './watchdog.ts';

export interface KafkaCommandLogOptions {
  readonly kafka: KafkaOptions;
  readonly topic: string;
  /** The ledger's own, never computed (rule R16). */
  readonly partition: number;
  /** At least 32 bytes each. The first seals records, all of them open them. */
  readonly keys: readonly Uint8Array[];
  readonly annotationStore: AnnotationStore;
  /** Takes a topic with one replica, for a cluster of a single broker. */
  readonly isSandbox: boolean;
  /** How long an append is tried before it ends as `log_append_unknown`, in milliseconds. */
  readonly appendWithinMs: number;
  /** Called once, with the reason, when the log can no longer promise its contract (rule R17). */
  readonly onHalt: (reason: unknown) => void;
  readonly onWarning: (message: string) => void;
}

const identifyWithinMs = 30_000;
const endWithinMs = 5000;
const probeEveryMs = 1000;
const checkEveryMs = 250;
const saveTextsWithinMs = 5000;

/**
 * The command log as one partition of a Kafka topic, shared by any number of processes. A record counts as durable when
 * at least two brokers have it. It goes on by itself when brokers fail and come back; it halts when the partition is not
 * what it was.
 */
export class KafkaCommandLog implements CommandLog, AsyncDisposable {
  readonly maxRecordBytes = 512 * 1024;
  /** For the process to compare with what it worked on before (rule R14). */
  readonly identity: TopicIdentity;
  readonly #options: KafkaCommandLogOptions;
  readonly #envelopes: Envelopes;
  readonly #watch: PartitionWatch;
  readonly #producer: PartitionProducer;
  readonly #sender: BatchSender;
  readonly #annotations: AnnotationKeeper;
  readonly #gathering = new Gathering();
  readonly #subscriptions = new Set<KafkaLogSubscription>();
  readonly #watchdog = new Watchdog(this.#subscriptions);
  readonly #prober: PartitionReader;
  readonly #timers: readonly NodeJS.Timeout[];
  #closing: Promise<void> | undefined;
  #halted = false;

  /**
   * @throws PortError `unsafe_settings` when the topic could lose records, saying what to change; `store_unavailable` when no
   *   broker answers for half a minute
   */
  static async open(options: KafkaCommandLogOptions): Promise<KafkaCommandLog> {
    const { kafka, topic, partition, keys, isSandbox } = options;
    const envelopes = new Envelopes({ topic, partition }, keys);
    // The ledger lives in the partition that was named, so there must be as many, and more do no harm.
    const partitions = { count: partition + 1, rule: 'at least' } as const;
    await assertSafeTopic(kafka, { ...commandsTemplate, topic, partitions }, isSandbox);
    const watch = new PartitionWatch(kafka, { topic, partition });
    try {
      const identity = await watch.identity(AbortSignal.timeout(identifyWithinMs));
      return new KafkaCommandLog(options, envelopes, watch, identity);
    } catch (error) {
      watch[Symbol.dispose]();
      throw new PortError('store_unavailable', `Partition ${partition} of ${topic} has no leader.`, {
        cause: error,
      });
    }
  }

  private constructor(
    options: KafkaCommandLogOptions,
    envelopes: Envelopes,
    watch: PartitionWatch,
    identity: TopicIdentity,
  ) {
    const { kafka, annotationStore, appendWithinMs, onWarning } = options;
    this.identity = identity;
    this.#options = options;
    this.#envelopes = envelopes;
    this.#watch = watch;
    this.#producer = new PartitionProducer(kafka, watch);
    this.#sender = new BatchSender({
      send: (messages, signal) => this.#send(messages, signal),
      sendWithinMs: appendWithinMs,
    });
    this.#annotations = new AnnotationKeeper({ store: annotationStore, onWarning });
    this.#prober = new PartitionReader(kafka, watch);
    this.#timers = [
      setInterval(() => this.#watchdog.check(performance.now()), checkEveryMs),
      // Whoever cannot be asked is asked again, and is missed by the watch in the meantime.
      setInterval(() => void this.#probe().catch(() => {}), probeEveryMs),
    ];
    for (const timer of this.#timers) timer.unref();
    watch.pin(identity, message => this.#halt(new PortError('log_foreign', message)));
  }

  async append(record: Uint8Array, annotations: readonly Annotation[]): Promise<void> {
    this.#assertOpen();
    if (record.length > this.maxRecordBytes)
      throw new PortError('log_record_too_large', `The record has ${record.length} bytes.`);
    if (this.#sender.isFull) throw new PortError('store_unavailable', 'Too much is waiting to be appended.');
    if (annotations.length > 0) this.#annotations.assertRoom();
    const sent = this.#sender.add([{ value: this.#envelopes.seal(record) }]);
    const appended = this.#gathering.during(sent).catch(error => {
      throw new PortError(
        'log_append_unknown',
        `The record may or may not be in the log. ${describeError(error)}`,
        {
          cause: error,
        },
      );
    });
    await Promise.all([appended, this.#annotations.save(annotations)]);
  }

  subscribe(
    fromOffset: number,
    handler: RecordHandler,
    { isAside = false }: SubscriptionOptions = {},
  ): LogSubscription {
    this.#assertOpen();
    const reader = new OrderedReader({
      reader: new PartitionReader(this.#options.kafka, this.#watch),
      watch: this.#watch,
      envelopes: this.#envelopes,
      fromOffset,
      onEnd: end => this.#watchdog.sawEnd(end),
      acknowledged: values => this.#acknowledged(values),
    });
    const subscription = new KafkaLogSubscription({
      reader,
      fromOffset,
      handler,
      isAside,
      knownEnd: () => this.#watchdog.knownEnd,
      gather: () => this.#gathering.wait(),
      onFailure: reason => this.#halt(reason),
    });
    this.#subscriptions.add(subscription);
    subscription.ended.finally(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  /** @throws PortError `store_unavailable` when no leader answers for five seconds */
  async end(): Promise<number> {
    this.#assertOpen();
    const deadline = performance.now() + endWithinMs;
    for (;;) {
      try {
        return await this.#probe();
      } catch (error) {
        this.#assertOpen();
        if (performance.now() > deadline)
          throw new PortError('store_unavailable', `The log cannot be reached. ${describeError(error)}`, {
            cause: error,
          });
        await this.#watch.refresh();
        await setTimeout(50);
      }
    }
  }

  async annotations(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#assertOpen();
    return this.#annotations.find(ids);
  }

  async eraseAnnotation(id: string): Promise<void> {
    this.#assertOpen();
    await this.#annotations.erase(id);
  }

  /** How it is doing, for the readiness of its process. */
  health(): LogHealth {
    return this.#watchdog.health(performance.now(), this.#watch.lastAnswerAt);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#sender.idle();
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
    await this.#annotations.close(saveTextsWithinMs);
    for (const timer of this.#timers) clearInterval(timer);
    this.#prober.close();
    this.#producer.close();
    this.#watch[Symbol.dispose]();
  }

  async #send(messages: readonly KafkaMessage[], signal: AbortSignal): Promise<void> {
    const { knownEnd } = this.#watchdog;
    const offset = await this.#producer.send(messages, signal);
    this.#watchdog.sawEnd(offset + messages.length);
    if (offset >= knownEnd) return;
    const { topic, partition } = this.#watch.partition;
    const error = new PortError(
      'log_corrupt',
      `Topic ${topic}, partition ${partition}, was known to go up to ${knownEnd} and took a new record at ${offset}: it has ` +
        'lost its end, or is not the one it was. Compare the replicas of the partition, and restore the topic from a backup.',
    );
    this.#halt(error);
    throw error;
  }

  /**
   * A record can be read a moment before it is acknowledged. It is held back until then, since whoever waits for its answer
   * is in this process, and must not be told before enough brokers have it (rule R10).
   */
  async #acknowledged(values: readonly Buffer[]): Promise<void> {
    const batch = this.#sender.underWay;
    if (batch === undefined) return;
    const ours = new Set(batch.messages.map(({ value }) => tagOf(value).toString('latin1')));
    if (values.some(value => ours.has(tagOf(value).toString('latin1')))) await batch.settled;
  }

  async #probe(): Promise<number> {
    const end = await this.#prober.end();
    this.#watchdog.sawEnd(end);
    return end;
  }

  #halt(reason: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#sender.stop(reason);
    for (const subscription of this.#subscriptions) subscription.stop(reason);
    this.#options.onHalt(reason);
  }

  #assertOpen(): void {
    if (this.#closing !== undefined || this.#halted) throw new PortError('log_closed', 'The log is closed.');
  }
}
