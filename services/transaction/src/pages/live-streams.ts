import { PassThrough, type Readable } from 'node:stream';

/** Pages one person may keep up to date at the same time. */
const maxPerPerson = 6;
/** Proxies give up on silent connections after about a minute. */
const heartbeatMs = 15_000;
/** How long a browser waits before it comes back, in milliseconds. */
const retryMs = 3_000;

export interface LiveStream {
  readonly body: Readable;
  /** Sends one event; the stream ends instead when it may not go on or the reader is too slow to follow. */
  send(event: string, data: unknown): void;
}

/** The open event streams of this process, bounded per person. */
export class LiveStreams {
  readonly #open = new Map<string, Set<PassThrough>>();

  /**
   * @param mayGoOn asked before each event and each heartbeat: false once the session has ended or must be renewed
   * @returns `undefined` when the person has enough of them
   */
  open(personId: string, mayGoOn: () => boolean): LiveStream | undefined {
    const own = this.#open.get(personId) ?? new Set();
    if (own.size >= maxPerPerson) return undefined;
    const body = new PassThrough();
    this.#open.set(personId, own.add(body));
    const write = (text: string): void => {
      if (body.writableEnded) return;
      if (!mayGoOn() || body.writableNeedDrain) body.end();
      else body.write(text);
    };
    const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs);
    heartbeat.unref();
    body.once('close', () => {
      clearInterval(heartbeat);
      own.delete(body);
      if (own.size === 0) this.#open.delete(personId);
    });
    write(`retry: ${retryMs}\n\n`);
    return { body, send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`) };
  }

  closeAll(): void {
    for (const streams of this.#open.values()) for (const stream of streams) stream.end();
  }
}
