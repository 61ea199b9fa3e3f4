export type { RedisEndpoint } from './connection/endpoint.ts';
export { openRedisSessionStore, type RedisSessionStoreOptions } from './open-redis-session-store.ts';
export { RedisSessionStore } from './session-store.ts';
