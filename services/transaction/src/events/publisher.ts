import { transactionsTopic } from '@fintech/contracts';
import { type Command, decodeRecord, type Transfer } from '@fintech/ledger';
import type { BusEvent, CommandLog, DocumentStore, EntryStore, EventBus, LogRecord } from '@fintech/ports';
import type { Replica } from '../ledger/replica.ts';
import { pause } from '../pause.ts';
import { type Progress, PublicationTurn } from './publication-turn.ts';
import { toTransactionEvent } from './transaction-events.ts';

export interface TransactionPublisherOptions {
  readonly commandLog: Pick<CommandLog, 'subscribe'>;
  readonly entryStore: Pick<EntryStore, 'outcomes' | 'entriesBetween'>;
  readonly documentStore: Pick<DocumentStore, 'get' | 'put'>;
  readonly eventBus: Pick<EventBus, 'publish'>;
  /** The one of this process, which writes the read model. */
  readonly replica: Pick<Replica, 'ledger' | 'visible'>;
  /** Names this process among those that publish; another one at each start. */
  readonly holder: string;
  readonly onWarning: (message: string) => void;
}

/** How often it is looked whose turn it is, and how often the holder shows that it lives, in milliseconds. */
const lookEveryMs = 1000;
/**
 * How long records are gathered before their events are published. Many at a time cost the stores far less, and by then the
 * read model has them without being hurried, which would take its own gathering away.
 */
const gatherMs = 200;
/** Whoever is this many records behind need not gather. */
const behindRecords = 50;
const visibleWithinMs = 2000;
const invisiblePauseMs = 250;
/** About so many commands are looked up and published together. */
const commandsAtOnce = 500;

/**
 * Publishes what becomes of transfers, in the order of the ledger, each at least once. Every replica has one, and one of
 * them is at work. It follows the log for what was asked and the read model for what was decided, so whoever is told of a
 * transaction can read it. Where it cannot go on, events wait; money never does.
 */
export class TransactionPublisher implements AsyncDisposable {
  readonly #options: TransactionPublisherOptions;
  readonly #turn: PublicationTurn;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;

  constructor(options: TransactionPublisherOptions) {
    this.#options = options;
    this.#turn = new PublicationTurn(options.documentStore, transactionsTopic, options.holder);
    this.#ended = this.#run();
  }

  /** Records whose events are not known to be published. */
  get lag(): number {
    return Math.max(0, this.#options.replica.ledger.nextOffset - this.#turn.known.nextOffset);
  }

  /** Ends the publishing, so that another replica goes on at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const start = await this.#turn.take();
        if (start !== undefined) await this.#publishFrom(start);
      } catch (error) {
        this.#warn(error);
      }
      await pause(lookEveryMs, signal);
    }
  }

  /** Resolves when the turn is over, for whatever reason. */
  async #publishFrom(start: Progress): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#closing.signal]);
    let progress = start;
    // What is thrown here would halt the log.
    const handler = async (records: readonly LogRecord[]) => {
      try {
        if (this.#keepsUp(records)) await pause(gatherMs, signal);
        for (const part of inParts(records)) {
          if (!signal.aborted) progress = await this.#publish(part, progress, signal);
        }
      } catch (error) {
        this.#warn(error);
        over.abort();
      }
    };
    const subscription = this.#options.commandLog.subscribe(start.nextOffset, handler, { isAside: true });
    while (!signal.aborted) {
      await pause(lookEveryMs, signal);
      if (!(await this.#keep(progress))) over.abort();
    }
    await subscription.close();
    await this.#turn.giveUp(progress);
  }

  #keepsUp(records: readonly LogRecord[]): boolean {
    const last = records.at(-1)?.offset ?? 0;
    return this.#options.replica.ledger.nextOffset - last < behindRecords;
  }

  /** Whether it is still our turn, as far as anybody can tell. */
  async #keep(progress: Progress): Promise<boolean> {
    try {
      return await this.#turn.keep(progress);
    } catch (error) {
      this.#warn(error);
      return true;
    }
  }

  /** Publishes the events of the records, and resolves to how far that is. */
  async #publish(
    records: readonly DecodedRecord[],
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Progress> {
    if (records[0]?.offset !== progress.nextOffset)
      throw new Error(`record ${records[0]?.offset} came to be published, not ${progress.nextOffset}`);
    const commands = records.flatMap(record => record.commands);
    const next = {
      nextOffset: progress.nextOffset + records.length,
      position: progress.position + commands.length,
    };
    if (!commands.some(isTransfer)) return next;
    while (!(await this.#options.replica.visible(next.position, visibleWithinMs))) {
      await pause(invisiblePauseMs, signal);
      if (signal.aborted) return progress;
    }
    const events = await this.#eventsOf(commands, progress.position + 1);
    if (events.length > 0) await this.#options.eventBus.publish(transactionsTopic, events);
    return next;
  }

  /** `first`: position of the first command. They must be in the read model. */
  async #eventsOf(commands: readonly (Command | undefined)[], first: number): Promise<BusEvent[]> {
    const { entryStore, replica } = this.#options;
    const { ledger } = replica;
    const last = first + commands.length - 1;
    const [outcomes, entries] = await Promise.all([
      entryStore.outcomes(first, last),
      entryStore.entriesBetween(first, last),
    ]);
    const entriesAt = Map.groupBy(entries, ({ position }) => position);
    const context = {
      ledgerId: ledger.ledgerId ?? '',
      ownerOf: (accountId: string) => ledger.account(accountId)?.ownerId,
    };
    return commands.flatMap((command, index) => {
      if (!isTransfer(command)) return [];
      const outcome = outcomes[index];
      if (outcome?.position !== first + index || outcome.commandId !== command.id)
        throw new Error(`the read model does not know command ${command.id} at ${first + index}`);
      const decided = { command, outcome, entries: entriesAt.get(outcome.position) ?? [] };
      return toTransactionEvent(decided, context) ?? [];
    });
  }

  #warn(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.onWarning(`events of transactions wait to be published: ${reason}`);
  }
}

interface DecodedRecord {
  readonly offset: number;
  readonly commands: readonly (Command | undefined)[];
}

/** Decodes records, and puts as many together as make about {@link commandsAtOnce} commands. */
function* inParts(records: readonly LogRecord[]): Iterable<readonly DecodedRecord[]> {
  let part: DecodedRecord[] = [];
  let size = 0;
  for (const { offset, bytes } of records) {
    const commands = decodeRecord(bytes);
    part.push({ offset, commands });
    size += commands.length;
    if (size < commandsAtOnce) continue;
    yield part;
    part = [];
    size = 0;
  }
  if (part.length > 0) yield part;
}

const isTransfer = (command: Command | undefined): command is Transfer => command?.kind === 'transfer';
