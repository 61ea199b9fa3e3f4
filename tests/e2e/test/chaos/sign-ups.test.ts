import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { it } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { ApiClient } from '../../src/chaos/load/api-client.ts';
import { SignUps } from '../../src/chaos/load/sign-ups.ts';

const Credentials = Type.Object({ username: Type.String() });

/** An identity service that a test can make forget people, or leave requests unanswered. */
class ForgetfulService {
  readonly people = new Map<string, string>();
  #breaksOff = false;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Carries sign-ups out and breaks the connection off, while `work` goes on. */
  async withoutAnswers(work: () => Promise<void>): Promise<void> {
    this.#breaksOff = true;
    await work();
    this.#breaksOff = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/auth/protected') {
      const username = String(request.headers.authorization).replace('Bearer ', '');
      return answer(response, 200, { id: this.people.get(username), username });
    }
    const { username } = Value.Parse(Credentials, await json(request));
    const isKnown = this.people.has(username);
    if (request.url === '/auth/login') {
      const tokens = { access_token: username, refresh_token: 'r', token_type: 'Bearer' };
      const times = { expires_in: 60, refresh_expires_in: 60 };
      return isKnown
        ? answer(response, 200, { ...tokens, ...times })
        : answer(response, 401, { code: 'invalid_credentials' });
    }
    if (isKnown) return answer(response, 409, { code: 'username_taken' });
    const id = `id-of-${username}`;
    this.people.set(username, id);
    if (this.#breaksOff) return void request.socket.destroy();
    answer(response, 201, { id, username });
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Two people who were answered and one who was not, and what is found wrong after `harm`. */
async function foundAfter(harm: (people: Map<string, string>) => void): Promise<readonly string[]> {
  await using service = new ForgetfulService();
  const api = new ApiClient(await service.start(), 5000);
  const signUps = new SignUps(api, 7);
  await signUps.ask();
  await signUps.ask();
  await service.withoutAnswers(() => signUps.ask());
  assert.deepEqual([signUps.answered, signUps.failed], [2, 1]);
  harm(service.people);
  const wrong = await signUps.check();
  api.close();
  return wrong;
}

it('finds nothing wrong when everybody who was told so is there', async () => {
  assert.deepEqual(await foundAfter(() => undefined), []);
});

it('lets somebody who got no answer be there or not', async () => {
  assert.deepEqual(await foundAfter(people => people.delete('newcomer-7-2')), []);
});

it('finds somebody who was told so and is not there', async () => {
  const [wrong, ...rest] = await foundAfter(people => people.delete('newcomer-7-1'));
  assert.match(String(wrong), /newcomer-7-1 cannot log in: 401/);
  assert.deepEqual(rest, []);
});

it('finds somebody who is another person now', async () => {
  const [wrong] = await foundAfter(people => people.set('newcomer-7-0', 'id-of-somebody'));
  assert.match(String(wrong), /was told the id id-of-newcomer-7-0, and is now id-of-somebody/);
});
