export * from './api-docs.ts';
export * from './create-app.ts';
export * from './health.ts';
export * from './identity/index.ts';
export * from './pages/index.ts';
export * from './problem-handler.ts';
export * from './strict-json.ts';
export * from './tokens/index.ts';
