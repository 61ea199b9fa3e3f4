/** Someone with money and an access token. */
export interface Sender {
  readonly username: string;
  readonly token: string;
}

const password = 'correct horse battery staple';
const openingBalance = 1_000_000_000;

/** Signs up `count` people through the API, logs them in, and gives each one play money. */
export async function signUpSenders(url: string, count: number): Promise<readonly Sender[]> {
  const senders: Sender[] = [];
  for (let index = 0; index < count; index++) {
    const username = `load-${process.pid}-${index}`;
    await post(url, '/auth/signup', { username, password });
    const { access_token: token } = await post(url, '/auth/login', { username, password });
    await post(url, '/deposits', { amount: openingBalance, currency: 'EUR' }, token);
    senders.push({ username, token: String(token) });
  }
  return senders;
}

async function post(
  url: string,
  path: string,
  body: object,
  token?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${String(token)}` }),
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok || typeof answer !== 'object' || answer === null) {
    throw new Error(`POST ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  }
  return { ...answer };
}
