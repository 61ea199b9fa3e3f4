import { brotliCompressSync } from 'node:zlib';
import { type Asset, assets } from '@fintech/web';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';

/** The style sheet, the scripts and the icon that pages refer to, compressed once. */
export const assetRoutes: FastifyPluginAsync = async app => {
  for (const asset of assets) addAsset(app, asset);
};

function addAsset(app: FastifyInstance, { path, contentType, body }: Asset): void {
  const plain = Buffer.from(body);
  const compressed = brotliCompressSync(plain);
  app.get(path, { schema: { hide: true }, config: { rateLimit: false } }, async (request, reply) => {
    reply.headers({
      'content-type': contentType,
      // The path changes with the contents.
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    if (!/\bbr\b/.test(request.headers['accept-encoding']?.toString() ?? '')) return reply.send(plain);
    return reply.header('content-encoding', 'br').send(compressed);
  });
}
