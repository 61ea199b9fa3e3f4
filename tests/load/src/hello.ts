import Fastify from 'fastify';

/** What the web framework does when it has nothing to do: the measure for everything else. */
const app = Fastify();
app.get('/hello', async () => ({ hello: 'world' }));
process.stdout.write(`ready ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
