export * from './http-identity-gateway.ts';
export * from './identity-routes.ts';
export * from './require-service.ts';
export * from './service-tokens.ts';
