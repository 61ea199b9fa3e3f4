/** Sizes that hold the work of one command and of one record within bounds. */
export const limits = {
  /** Legs of one transfer. */
  legs: 64,
  /** Bytes of one encoded command; the largest that can be written is well below it. */
  commandBytes: 16_384,
  /** Bytes of one log record, its frame included. */
  recordBytes: 524_288,
} as const;
