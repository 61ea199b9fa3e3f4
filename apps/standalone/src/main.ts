import { runProcess } from '@fintech/runtime';
import { compose } from './compose.ts';
import { parseConfig } from './config.ts';
import { usage } from './usage.ts';

if (process.argv.includes('--help')) {
  process.stdout.write(usage());
} else {
  await runProcess(async halt => {
    const config = parseConfig(process.env);
    const wallet = await compose(config, halt);
    const { host, authPort, transactionPort } = config;
    const urls = [
      await wallet.everything.listen({ host, port: authPort }),
      await wallet.transactionsOnly.listen({ host, port: transactionPort }),
    ];
    return { urls, [Symbol.asyncDispose]: () => wallet[Symbol.asyncDispose]() };
  });
}
