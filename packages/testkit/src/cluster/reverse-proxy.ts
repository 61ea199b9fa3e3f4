import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Backends } from './backends.ts';

export interface ReverseProxyOptions {
  /** Which group of backends serves a path; the names are keys of `backends`. */
  readonly route: (path: string) => string;
  /** By group. They stay their owner's, and may be shared with other proxies. */
  readonly backends: Readonly<Record<string, Backends>>;
  /** Default: any free one. */
  readonly port?: number;
  /** A request that may be repeated gets another backend after this long without an answer, in milliseconds. Default 6000. */
  readonly patienceMs?: number;
}

/**
 * One address for several processes, as an operator would put in front of them: it asks them in turn, passes over those
 * that are not ready, and asks another one when one breaks off. Only what may be repeated is repeated: reads, and what
 * carries an Idempotency-Key.
 */
export class ReverseProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #groups: Readonly<Record<string, Backends>>;
  readonly #route: (path: string) => string;
  readonly #patienceMs: number;

  private constructor(server: Server, options: ReverseProxyOptions) {
    const address = server.address();
    this.url = `http://127.0.0.1:${isTcp(address) ? address.port : 0}`;
    this.#server = server;
    this.#route = options.route;
    this.#patienceMs = options.patienceMs ?? 6_000;
    this.#groups = options.backends;
  }

  static async start(options: ReverseProxyOptions): Promise<ReverseProxy> {
    const server = createServer({
      // Longer than clients keep an idle connection, so that none is closed under a request.
      keepAliveTimeout: 72_000,
      // More than a service reads: what is too large is for the service to refuse, in its own words.
      maxHeaderSize: 64 * 1024,
    });
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new ReverseProxy(server, options);
    server.on('request', (request, response) => {
      proxy.#serve(request, response).catch(() => response.destroy());
    });
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    this.#agent.destroy();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const backends = this.#groups[this.#route(request.url ?? '/')];
    if (backends === undefined) return refuse(response, 404);
    const repeatable = request.method === 'GET' || request.headers['idempotency-key'] !== undefined;
    for (const port of backends.inTurn()) {
      const answer = await this.#ask(port, request, body, repeatable ? backends : undefined);
      if (typeof answer !== 'string') return pass(answer, response, port);
      // That one answer is late does not make the others there worth repeating, which would double its load elsewhere.
      if (answer === 'late') backends.unready(port);
      else backends.failed(port);
      if (!repeatable) return refuse(response, 502);
    }
    return refuse(response, 503);
  }

  /**
   * The answer of one backend; `gone` when it broke off. With `others`, also when it is known to have failed while another
   * one is ready, and `late` when it took too long.
   */
  #ask(
    port: number,
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    others: Backends | undefined,
  ): Promise<IncomingMessage | 'gone' | 'late'> {
    const options: RequestOptions = {
      agent: this.#agent,
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers,
    };
    return new Promise(resolve => {
      const outgoing = httpRequest(options, resolve);
      outgoing.on('error', () => resolve('gone'));
      if (others !== undefined) {
        const giveUp = (why: 'gone' | 'late') => {
          resolve(why);
          outgoing.destroy();
        };
        const timer = setTimeout(() => giveUp('late'), this.#patienceMs);
        const stopListening = others.onFailure(port, () => giveUp('gone'));
        const settled = () => {
          clearTimeout(timer);
          stopListening();
        };
        outgoing.on('close', settled).on('response', settled);
      }
      outgoing.end(body);
    });
  }
}

/** Tests learn from `served-by` which process it was. */
function pass(answer: IncomingMessage, response: ServerResponse, port: number): void {
  response.writeHead(answer.statusCode ?? 502, [...answer.rawHeaders, 'served-by', String(port)]);
  answer.pipe(response);
  // A stream of live updates ends on both sides when it ends on one.
  response.on('close', () => answer.destroy());
  answer.on('error', () => response.destroy());
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' }).end('{}');
}

const isTcp = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
