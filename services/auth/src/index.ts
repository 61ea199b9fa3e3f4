export { type AuditEntry, findBreak } from './audit-entry.ts';
export { auditCollection } from './audit-trail.ts';
export { createKeyFile, type Keys, parseKeyFile } from './keys.ts';
export * from './pages/index.ts';
export { Argon2Hasher, defaultHashing, type HashingOptions, type PasswordHasher } from './password-hasher.ts';
export * from './routes/index.ts';
export * from './service.ts';
