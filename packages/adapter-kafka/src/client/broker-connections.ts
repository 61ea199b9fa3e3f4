import { Connection } from '@platformatic/kafka';
import { addressKey, type BrokerAddress, type KafkaOptions } from './kafka-options.ts';

const connectWithinMs = 1000;

/**
 * At most one connection to each broker. A broker answers the requests of one connection in order, so whatever must not
 * wait for something else has connections of its own.
 */
export class BrokerConnections {
  readonly #kafka: KafkaOptions;
  readonly #answerWithinMs: number;
  readonly #connections = new Map<string, Promise<Connection>>();
  #closed = false;

  /** A request that is not answered within `answerWithinMs` fails, and its connection is closed. */
  constructor(kafka: KafkaOptions, answerWithinMs: number) {
    this.#kafka = kafka;
    this.#answerWithinMs = answerWithinMs;
  }

  /** The connection to a broker, opened when there is none. */
  get(address: BrokerAddress): Promise<Connection> {
    if (this.#closed) return Promise.reject(new Error('The connections are closed.'));
    const key = addressKey(address);
    const existing = this.#connections.get(key);
    if (existing !== undefined) return existing;
    const connecting = this.#connect(address, () => this.#forget(key, connecting));
    this.#connections.set(key, connecting);
    connecting.catch(() => this.#forget(key, connecting));
    return connecting;
  }

  /** Breaks off all connections; the requests under way fail. */
  dropAll(): void {
    for (const connecting of this.#connections.values()) {
      connecting.then(connection => connection.socket.destroy()).catch(() => {});
    }
    this.#connections.clear();
  }

  /** Breaks off all connections, for good. */
  close(): void {
    this.#closed = true;
    this.dropAll();
  }

  async #connect({ host, port }: BrokerAddress, onEnd: () => void): Promise<Connection> {
    const { clientId, tls, sasl } = this.#kafka;
    const connection = new Connection(clientId, {
      connectTimeout: connectWithinMs,
      requestTimeout: this.#answerWithinMs,
      ...(tls === undefined ? {} : { tls, tlsServerName: true }),
      ...(sasl === undefined ? {} : { sasl }),
    });
    // The failed request tells whoever asked; without a listener the event would end the process.
    connection.on('error', onEnd);
    connection.on('close', onEnd);
    await connection.connect(host, port);
    return connection;
  }

  #forget(key: string, connecting: Promise<Connection>): void {
    if (this.#connections.get(key) === connecting) this.#connections.delete(key);
  }
}
