// Runs before `npm start` and `npm test`, on whatever Node.js the machine has. So it is plain JavaScript in an old dialect.
const needed = [24, 12];
const found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(
    [
      `Node.js ${needed.join('.')} or newer is needed, because it runs TypeScript directly; this is ${process.versions.node}.`,
      '`npm install` brings it along on Linux, macOS on Intel processors, and Windows: run it, without --omit=optional.',
      `Anywhere else, install Node.js ${needed[0]} from https://nodejs.org and try again.`,
    ].join('\n'),
  );
  process.exit(1);
}
