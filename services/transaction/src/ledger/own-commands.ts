import type { AppliedBatch, Command, Ledger } from '@fintech/ledger';
import { AuditSchedule } from './audit-schedule.ts';
import type { Chance } from './chance.ts';
import type { CommandBody } from './command-body.ts';
import { Introductions } from './introductions.ts';
import { LedgerClock } from './ledger-clock.ts';
import type { ReplicaOptions } from './replica-options.ts';
import type { Sequencer } from './sequencer.ts';
import { TickSchedule } from './tick-schedule.ts';

export interface OwnCommandsOptions
  extends Pick<ReplicaOptions, 'replicas' | 'replicaId' | 'build' | 'clock' | 'idSource' | 'onWarning'> {
  readonly ledger: Ledger;
  readonly sequencer: Pick<Sequencer, 'post'>;
  readonly chance: Chance;
}

/**
 * What a replica appends by itself, beside what people ask for: audits, ticks and introductions. It matters little whether
 * one of these arrives, since there will be another one. The stamps of all commands are made here as well.
 */
export class OwnCommands {
  readonly clock: LedgerClock;
  readonly #options: OwnCommandsOptions;
  readonly #audits: AuditSchedule;
  readonly #ticks: TickSchedule;
  readonly #introductions: Introductions;
  #wasDoubtful = false;

  constructor(options: OwnCommandsOptions) {
    const {
      ledger,
      chance,
      clock,
      idSource,
      replicas = 'one',
      replicaId = idSource.next(),
      build = '',
    } = options;
    this.#options = options;
    this.clock = new LedgerClock(clock, replicas, chance);
    this.#audits = new AuditSchedule(chance, ledger.position);
    this.#ticks = new TickSchedule(replicas, chance);
    this.#introductions = new Introductions(replicaId, build);
  }

  /** Gives a command its id and its times. Ledger time that is far behind is led on first. */
  stamp(body: CommandBody, id = this.#options.idSource.next()): Command {
    const { sequencer, idSource, ledger } = this.#options;
    const { time, notAfter, ticksBefore } = this.clock.stamp(ledger);
    for (let tick = 0; tick < ticksBefore; tick++)
      sequencer.post({ kind: 'tick', id: idSource.next(), time, notAfter });
    return { ...body, id, time, notAfter };
  }

  /** Somebody waits for ledger time to pass `time`, in milliseconds since 1970. */
  awaitTime(time: number): void {
    this.#ticks.awaitTime(time);
  }

  /** Takes note of a record that was applied; `isOwn`: this replica had appended it. */
  observe(batch: AppliedBatch, isOwn: boolean): void {
    this.#audits.observe(batch);
    if (!isOwn && this.#options.replicas === 'many') {
      const command = batch.results[0]?.command;
      if (command !== undefined) this.clock.hear(command);
      // Whoever introduces itself may want to know what time it is here.
      if (command?.kind === 'hello') this.#ticks.answer();
    }
    this.#auditWhenDue();
  }

  /** To be called four times a second, whatever else happens. */
  sweep(): void {
    const { ledger } = this.#options;
    this.clock.sweep(ledger);
    this.#audits.sweep();
    this.#auditWhenDue();
    if (this.#ticks.sweep(ledger)) this.#post({ kind: 'tick' });
    if (this.#introductions.sweep(ledger) || this.clock.mustAsk) this.#post(this.#introductions.hello);
    this.#warnOfClock();
  }

  #auditWhenDue(): void {
    const { position, nextOffset, chain } = this.#options.ledger;
    if (!this.#audits.isDue(position)) return;
    this.#audits.begin(position);
    this.#post({ kind: 'audit', nextOffset, chain });
  }

  #post(body: CommandBody): void {
    this.#options.sequencer.post(this.stamp(body));
  }

  #warnOfClock(): void {
    const isDoubtful = this.clock.isDoubtful(this.#options.ledger);
    if (isDoubtful === this.#wasDoubtful) return;
    this.#wasDoubtful = isDoubtful;
    this.#options.onWarning(
      isDoubtful
        ? 'the clock of this machine is far ahead of the ledger and of other replicas; their time is used'
        : 'the clock of this machine agrees with the ledger again',
    );
  }
}
