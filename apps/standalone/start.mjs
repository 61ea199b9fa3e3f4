import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Plain JavaScript, so that a start whose modules are all in the cache never loads the type stripper: it weighs 15 MB
// in each thread. Threads read the variable; where the folder cannot be written, everything works as without a cache.
const directory = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));
enableCompileCache(directory);
process.env.NODE_COMPILE_CACHE = directory;

await import('./src/main.ts');
