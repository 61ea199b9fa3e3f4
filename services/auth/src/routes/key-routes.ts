import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { AuthService } from '../service.ts';

const PublicKeyView = Type.Object({
  kty: Type.String(),
  crv: Type.String(),
  x: Type.String(),
  kid: Type.String(),
  alg: Type.String(),
  use: Type.String(),
});
const KeySet = Type.Object({ keys: Type.Array(PublicKeyView) });

/** The keys by which anybody can check our access tokens (RFC 7517). */
export const keyRoutes: FastifyPluginAsyncTypebox<{ readonly service: AuthService }> = async (
  app,
  { service },
) => {
  app.get(
    '/.well-known/jwks.json',
    { schema: { tags: ['auth'], summary: 'Public signing keys', response: { 200: KeySet } } },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300');
      return { keys: [...(await service.publicKeys())] };
    },
  );
};
