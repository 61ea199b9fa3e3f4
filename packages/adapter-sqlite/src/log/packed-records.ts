/** Several records in one buffer: one copy and one message, however many they are. */
export interface PackedRecords {
  readonly bytes: Uint8Array;
  readonly lengths: Uint32Array;
}

export function packRecords(records: readonly Uint8Array[]): PackedRecords {
  const lengths = Uint32Array.from(records, record => record.length);
  const bytes = new Uint8Array(lengths.reduce((total, length) => total + length, 0));
  let start = 0;
  for (const record of records) {
    bytes.set(record, start);
    start += record.length;
  }
  return { bytes, lengths };
}

/** The records as views of the shared buffer. */
export function unpackRecords({ bytes, lengths }: PackedRecords): Uint8Array[] {
  let end = 0;
  return Array.from(lengths, length => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}
