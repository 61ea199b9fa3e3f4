// Brings the types of what the door adds to requests and replies.
export type { AccessOptions } from './access.ts';
export * from './form.ts';
export * from './local-path.ts';
export * from './log-in-routes.ts';
export * from './not-found-page.ts';
export * from './page-door.ts';
export type { ReplyOptions } from './replies.ts';
