// Compiles what the wallet consists of before it starts, so that its very first start is as light as every later one.
// With a warm cache this takes some 300 ms.
import { globSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
enableCompileCache(`${root}node_modules/.cache/compiled`);
// Asked for help, the program loads all that it consists of, and does nothing else; here nobody wants to read it.
process.argv.push('--help');
process.stdout.write = () => true;
await import('../apps/standalone/src/main.ts');
// Without a parent these find nothing to serve and end.
for (const thread of globSync('packages/*/src/**/*-thread.ts', { cwd: root })) await import(`../${thread}`);
flushCompileCache();
