// Runs before `npm start` and `npm test`, on whatever Node.js the machine has. So it is plain JavaScript in an old dialect.
import { isNodeNewEnough, neededNode } from './needed-node.mjs';

if (!isNodeNewEnough) {
  console.error(
    [
      `Node.js ${neededNode} or newer is needed, because it runs TypeScript directly; this is ${process.versions.node}.`,
      '`npm install` brings it along on Linux, macOS on Intel processors, and Windows: run it, without --omit=optional.',
      `Anywhere else, install Node.js ${neededNode.split('.')[0]} from https://nodejs.org and try again.`,
    ].join('\n'),
  );
  process.exit(1);
}
