import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string | undefined;
  readonly key?: string;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed; undefined when it is not JSON. */
  readonly body: unknown;
  /** Whether the answer says that nothing happened this time. */
  readonly replayed: boolean;
  /** Port of the process that answered, as the proxy names it. */
  readonly servedBy: string | undefined;
}

/** Why there is no answer: what was asked for may have happened or not. */
export type NoAnswer = 'timed out' | 'broke off';

/** Speaks HTTP to one address and says what came of it; it never throws. */
export class ApiClient {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string, timeoutMs: number) {
    this.#url = new URL(url);
    this.#timeoutMs = timeoutMs;
  }

  send({ method, path, token, key, body }: ApiRequest): Promise<ApiAnswer | NoAnswer> {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { hostname, port } = this.#url;
    const headers = {
      ...(content === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': content.length }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return new Promise(resolve => {
      const outgoing = httpRequest({ agent: this.#agent, hostname, port, method, path, headers });
      const timer = setTimeout(() => {
        resolve('timed out');
        outgoing.destroy();
      }, this.#timeoutMs);
      const settle = (outcome: ApiAnswer | NoAnswer) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      outgoing.on('error', () => settle('broke off'));
      outgoing.on('response', response => {
        read(response).then(settle, () => settle('broke off'));
      });
      outgoing.end(content);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function read(response: IncomingMessage): Promise<ApiAnswer> {
  const body = await text(response);
  return {
    status: response.statusCode ?? 0,
    body: parse(body),
    replayed: response.headers['idempotency-replayed'] === 'true',
    servedBy: one(response.headers['served-by']),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const one = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;
