import { parseArgs } from 'node:util';
import { ApiClient } from './api-client.ts';
import { monthOfLife, people } from './month.ts';

const usage = `Fills a running sandbox with people and a month of their payments, through the public API.

Usage: npm run demo -- [--url http://localhost:5000] [--seed 1] [--currency EUR]

Running it twice with one seed changes nothing the second time: every payment has its own idempotency key.
`;
const password = 'demo money is not real';
const employerFunds = 5_000_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:5000' },
      seed: { type: 'string', default: '1' },
      currency: { type: 'string', default: 'EUR' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { url, seed, currency } = values;
  const api = new ApiClient(url);
  const tokens = new Map<string, string>();
  for (const name of people) {
    tokens.set(name, await api.enter(name, password));
    progress(`signed up ${tokens.size} of ${people.length}`);
  }
  await api.deposit(tokens.get('acme.works') ?? '', employerFunds, currency, `demo-${seed}-funds`);
  await live(api, tokens, Number(seed), currency);
  process.stdout.write(
    `\nLog in at ${url} as any of ${people.join(', ')}.\nThe password of each is: ${password}\n`,
  );
}

async function live(
  api: ApiClient,
  tokens: ReadonlyMap<string, string>,
  seed: number,
  currency: string,
): Promise<void> {
  const payments = monthOfLife(seed);
  for (const [index, { day, from, to, amount, description }] of payments.entries()) {
    const payment = { to: `@${to}`, amount, currency, description };
    await api.pay(tokens.get(from) ?? '', payment, `demo-${seed}-${index}`);
    if (index % 25 === 0 || index === payments.length - 1)
      progress(`day ${day} of 30, ${index + 1} payments`);
  }
}

/** Overwrites one line on a terminal; prints a line each elsewhere. */
function progress(text: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `\ncannot fill the sandbox: ${reason}. Is the wallet running? Start it with npm start.\n`,
  );
  process.exitCode = 1;
});
