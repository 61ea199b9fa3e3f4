import { FakeClock, tempDirectory } from '@fintech/testkit';
import { compose, type Wallet } from '../src/compose.ts';
import { parseConfig } from '../src/config.ts';

/** The whole product in this process, at a time of the test's choosing, not listening. */
export async function composeForTest(environment: Readonly<Record<string, string>> = {}) {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await tempDirectory());
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const config = parseConfig({
    DATA_DIR: directory.path,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    ...environment,
  });
  const onHalt = (error: unknown): never => {
    throw error;
  };
  const wallet: Wallet = stack.use(await compose(config, onHalt, { clock }));
  const owned = stack.move();
  return { wallet, clock, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
