// Runs after `npm ci`, and in the making of the image: compiles what the wallet consists of, so that its very first start is
// as quick and as light as every later one. Sources that change afterwards are compiled by the start that finds them changed.
import fs from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { isNodeNewEnough } from './needed-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

async function warm() {
  module.enableCompileCache(`${root}node_modules/.cache/compiled`);
  // Asked for help, the program loads all that it consists of, and does nothing else; here nobody wants to read it.
  process.argv.push('--help');
  process.stdout.write = () => true;
  await import('../apps/standalone/src/main.ts');
  // Without a parent these find nothing to serve and end.
  for (const thread of fs.globSync('packages/*/src/**/*-thread.ts', { cwd: root }))
    await import(`../${thread}`);
  module.flushCompileCache();
}

// Where only an older Node is there, `npm start` says so; there is nothing to warm.
if (isNodeNewEnough) await warm();
