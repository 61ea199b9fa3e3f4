export * from './form.ts';
export * from './local-path.ts';
export * from './log-in-routes.ts';
export * from './page-door.ts';
