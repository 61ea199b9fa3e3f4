import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** An event of the bus with its data as JSON text. */
export interface EventRow {
  readonly topic: string;
  readonly id: string;
  readonly type: string;
  readonly time: number;
  readonly data: string;
}

export interface NumberedEvent extends EventRow {
  /** Grows with the order of publication, over all topics. */
  readonly seq: number;
}

/** Events that every group has handled are kept up to this number, for groups that come later. */
const keptEvents = 1_000_000;

/** Topics and the positions of their groups. */
export class EventTables {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #last: StatementSync;
  readonly #position: StatementSync;
  readonly #setPosition: StatementSync;
  readonly #deleteOld: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      'insert into events (topic, id, type, time, data) values (?, ?, ?, ?, ?) on conflict (topic, id) do nothing',
    );
    this.#select = database.prepare('select * from events where topic = ? and seq > ? order by seq limit ?');
    this.#last = database.prepare('select max(seq) as seq from events where topic = ?');
    this.#position = database.prepare('select position from event_groups where topic = ? and name = ?');
    this.#setPosition = database.prepare('insert or replace into event_groups values (?, ?, ?)');
    this.#deleteOld = database.prepare(`delete from events where topic = ?1 and seq <=
      (select min(position) from event_groups where topic = ?1) - ${keptEvents}`);
  }

  publish(events: readonly EventRow[]): void {
    for (const { topic, id, type, time, data } of events) this.#insert.run(topic, id, type, time, data);
  }

  /** The position of the group, and the next events behind it. */
  read(topic: string, group: string, limit: number): { position: number; events: NumberedEvent[] } {
    const position = Number(this.#position.get(topic, group)?.position ?? 0);
    const events = this.#select.all(topic, position, limit).map(row => ({
      seq: Number(row.seq),
      topic,
      id: String(row.id),
      type: String(row.type),
      time: Number(row.time),
      data: String(row.data),
    }));
    return { position, events };
  }

  /** Says that the group has handled everything up to the event `seq`. */
  acknowledge(topic: string, group: string, seq: number): void {
    this.#setPosition.run(topic, group, seq);
    this.#deleteOld.run(topic);
  }

  /** Number of the newest event of the topic; 0 when there is none. */
  last(topic: string): number {
    return Number(this.#last.get(topic)?.seq ?? 0);
  }
}
