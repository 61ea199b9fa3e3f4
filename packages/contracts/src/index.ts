export * from './events.ts';
export * from './identity.ts';
export * from './money.ts';
export * from './problems.ts';
