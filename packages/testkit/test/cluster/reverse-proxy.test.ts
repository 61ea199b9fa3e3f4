import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Backends } from '../../src/cluster/backends.ts';
import { ReverseProxy } from '../../src/cluster/reverse-proxy.ts';
import { until } from '../../src/conformance/util.ts';

/** A process that answers with its name, and what it was asked. */
class Backend {
  readonly asked: string[] = [];
  ready = true;
  /** Whether it answers nothing but checks, or not even these. */
  isSilent = false;
  isFrozen = false;
  checks = 0;
  /** Ends the silence for what has come. */
  speak = Promise.withResolvers<void>();
  readonly #server: Server;

  constructor(name: string) {
    this.#server = createServer(async (request, response) => {
      if (request.url === '/readyz') {
        this.checks += 1;
        if (this.isFrozen) await this.speak.promise;
        return response.writeHead(this.ready ? 200 : 503).end();
      }
      this.asked.push(`${request.method} ${request.url} ${await text(request)}`);
      if (this.isSilent) await this.speak.promise;
      response.writeHead(201, { 'x-name': name, 'set-cookie': ['a=1', 'b=2'] }).end(name);
    });
  }

  /** Resolves when what it says of itself now is known to the proxy. */
  async checked(): Promise<void> {
    const { checks } = this;
    await until(() => this.checks > checks + 1);
  }

  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }
}

describe('ReverseProxy', () => {
  let one: Backend;
  let two: Backend;
  let other: Backend;
  let proxy: ReverseProxy;
  let backends: { readonly main: Backends; readonly other: Backends };
  let ports: { readonly one: number; readonly two: number };

  before(async () => {
    [one, two, other] = [new Backend('one'), new Backend('two'), new Backend('other')];
    ports = { one: await one.listen(), two: await two.listen() };
    backends = {
      main: new Backends([ports.one, ports.two]),
      other: new Backends([await other.listen()]),
    };
    proxy = await ReverseProxy.start({
      backends,
      route: path => (path.startsWith('/other') ? 'other' : 'main'),
    });
  });
  after(async () => {
    await proxy[Symbol.asyncDispose]();
    for (const group of [backends.main, backends.other]) group[Symbol.dispose]();
    await Promise.all([one, two, other].map(backend => backend.close()));
  });

  const send = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(proxy.url + path, init);
    return { status: response.status, name: await response.text(), cookies: response.headers.getSetCookie() };
  };
  const post = (key?: string) =>
    send('/x', { method: 'POST', body: 'b', ...(key && { headers: { 'idempotency-key': key } }) });

  it('leaves it to the services to refuse what is too large', async () => {
    const response = await fetch(`${proxy.url}/${'a'.repeat(20_000)}`);
    // Node itself refuses it there: an answer of the proxy would not name who has served it.
    assert.equal(response.status, 431);
    assert.notEqual(response.headers.get('served-by'), null);
  });

  it('routes by path, asks the backends of a group in turn, and passes everything on', async () => {
    assert.deepEqual(await send('/other?q=1'), { status: 201, name: 'other', cookies: ['a=1', 'b=2'] });
    assert.deepEqual(other.asked, ['GET /other?q=1 ']);
    const names = [(await post()).name, (await post()).name];
    assert.deepEqual(names.toSorted(), ['one', 'two']);
    assert.equal(one.asked.at(-1), 'POST /x b');
  });

  it('passes over a backend that is not ready', async () => {
    one.ready = false;
    const settled = async () => [(await post()).name, (await post()).name, (await post()).name].join();
    let names = '';
    while (names !== 'two,two,two') names = await settled();
    one.ready = true;
    while (!names.includes('one')) names = await settled();
  });

  /** Who answers two requests that may be repeated, when one of them has come to the second backend and it stays silent. */
  const whoAnswers = async (meanwhile: () => Promise<void>) => {
    two.speak = Promise.withResolvers();
    two.isSilent = true;
    const before = two.asked.length;
    const answers = [post('key'), post('key')];
    await until(() => two.asked.length > before);
    await meanwhile();
    const names = (await Promise.all(answers)).map(({ name }) => name);
    two.isSilent = false;
    two.speak.resolve();
    return names.toSorted();
  };

  it('leaves a backend that is not ready any more what it has', async () => {
    const names = await whoAnswers(async () => {
      two.ready = false;
      await two.checked();
      two.speak.resolve();
    });
    assert.deepEqual(names, ['one', 'two']);
    two.ready = true;
    await two.checked();
  });

  it('repeats a request that is late, and leaves its backend the others', async context => {
    // Of its own: which of them is next in turn must not depend on what was asked before.
    const main = new Backends([ports.one, ports.two]);
    const hurried = await ReverseProxy.start({ backends: { main }, route: () => 'main', patienceMs: 3_000 });
    context.after(async () => {
      await hurried[Symbol.asyncDispose]();
      main[Symbol.dispose]();
    });
    const ask = async () => (await fetch(hurried.url)).text();
    two.speak = Promise.withResolvers();
    two.isSilent = true;
    const askedBefore = two.asked.length;
    const first = [ask(), ask()];
    await until(() => two.asked.length === askedBefore + 1);
    await delay(1_500);
    const second = [ask(), ask()];
    await until(() => two.asked.length === askedBefore + 2);
    assert.deepEqual(await Promise.all(first), ['one', 'one']);
    // The second one has waited for half of the time only.
    two.isSilent = false;
    two.speak.resolve();
    assert.deepEqual((await Promise.all(second)).toSorted(), ['one', 'two']);
  });

  it('repeats what may be repeated when a backend does not even say whether it is ready', async () => {
    const names = await whoAnswers(async () => {
      two.isFrozen = true;
    });
    assert.deepEqual(names, ['one', 'one']);
    two.isFrozen = false;
  });

  it('repeats only what may be repeated when a backend breaks off', async () => {
    await two.close();
    for (const _ of [1, 2, 3]) assert.equal((await send('/x')).name, 'one');
    await one.close();
    assert.equal((await send('/x')).status, 503);
    assert.ok([502, 503].includes((await post()).status));
  });
});
