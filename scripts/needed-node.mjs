// What the package.json scripts need, in words that every Node.js understands.
const needed = [24, 12];
const found = process.versions.node.split('.').map(Number);

export const neededNode = needed.join('.');
export const isNodeNewEnough = found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1]);
