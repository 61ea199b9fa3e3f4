export * from './bearer-authentication.ts';
export * from './bounded-map.ts';
export * from './request-origin.ts';
export * from './revocation-list.ts';
export * from './token-verifier.ts';
