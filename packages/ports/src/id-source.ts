/** Source of 128-bit ids: 32 lowercase hex digits, never the same twice. */
export interface IdSource {
  next(): string;
}
