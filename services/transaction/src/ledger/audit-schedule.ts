import type { AppliedBatch, CommandKind } from '@fintech/ledger';
import type { Chance } from './chance.ts';

/** Commands between two statements of the hash chain in the log, at least. */
const auditEvery = 10_000;
/** Sweeps between two of them while there is little traffic: a minute at least. */
const auditEverySweeps = 240;

/** What replicas say by themselves: none of it makes an audit due. */
const idleKinds: ReadonlySet<CommandKind | undefined> = new Set<CommandKind>(['tick', 'audit', 'hello']);

/**
 * Says when this replica should state its hash chain in the log, so that every other one, and every later replay, is held
 * against it (rule R5). Whoever sees an audit of another starts to count again, up to a number that is drawn anew each
 * time. So replicas take turns, and together they append hardly more than one would alone.
 */
export class AuditSchedule {
  readonly #chance: Chance;
  #position: number;
  #afterCommands = 0;
  #afterSweeps = 0;
  #sweeps = 0;
  #hasTraffic = false;

  /** `position`: of the last command that was applied before. */
  constructor(chance: Chance, position: number) {
    this.#chance = chance;
    this.#position = position;
    this.begin(position);
  }

  /** Takes note of what was applied. */
  observe({ results }: AppliedBatch): void {
    for (const { kind, code, position } of results) {
      if (kind === 'audit' && code === 'applied') this.begin(position);
      else if (!idleKinds.has(kind)) this.#hasTraffic = true;
    }
  }

  /** Lets time pass: to be called in every sweep. */
  sweep(): void {
    if (this.#hasTraffic) this.#sweeps += 1;
  }

  isDue(position: number): boolean {
    return position - this.#position >= this.#afterCommands || this.#sweeps >= this.#afterSweeps;
  }

  /** Counts anew, since an audit was appended. */
  begin(position: number): void {
    this.#position = position;
    this.#sweeps = 0;
    this.#hasTraffic = false;
    this.#afterCommands = Math.round(auditEvery * (1 + this.#chance()));
    this.#afterSweeps = Math.round(auditEverySweeps * (1 + this.#chance()));
  }
}
