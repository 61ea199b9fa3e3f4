import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { PortError } from '@fintech/ports';
import type { PartitionId } from '../client/partition-watch.ts';

/*
  A value in the log's topic, all numbers big-endian:

  value   := magic version key-id tag record
  magic   := 'FALR'                       4 bytes
  version := 1                            1 byte
  key-id  := first 4 bytes of HMAC-SHA256(key, 'key id')
  tag     := first 16 bytes of HMAC-SHA256(key, version key-id topic 0 partition record)
  topic   := its name in UTF-8, partition := 4 bytes
*/
const magic = Buffer.from('FALR');
const version = 1;
const keyIdAt = 5;
const keyIdBytes = 4;
const tagAt = keyIdAt + keyIdBytes;
const tagBytes = 16;
export const envelopeBytes = tagAt + tagBytes;
export const shortestKeyBytes = 32;

interface Key {
  readonly id: Buffer;
  /** As an object, since with bytes the crypto library sets up a key anew for each record, five times the cost of the hash. */
  readonly secret: KeyObject;
}

/**
 * Seals what goes into one partition and opens what comes out of it, so that flipped bits, records of other programs and
 * records that were moved here from another partition are noticed before they are applied.
 */
export class Envelopes {
  readonly #keys: readonly Key[];
  readonly #signing: Key;
  readonly #place: Buffer;

  /** The first key seals; all of them open, so that keys can be changed one process after another. */
  constructor({ topic, partition }: PartitionId, secrets: readonly Uint8Array[]) {
    const keys = secrets.map(toKey);
    const [signing] = keys;
    if (signing === undefined) throw new Error('The log needs at least one key.');
    const number = Buffer.alloc(5);
    number.writeUInt32BE(partition, 1);
    this.#keys = keys;
    this.#signing = signing;
    this.#place = Buffer.concat([Buffer.from(topic), number]);
  }

  /** A copy of the record in its envelope. */
  seal(record: Uint8Array): Buffer {
    const value = Buffer.allocUnsafe(envelopeBytes + record.length);
    magic.copy(value);
    value[magic.length] = version;
    this.#signing.id.copy(value, keyIdAt);
    value.set(record, envelopeBytes);
    this.#tag(this.#signing, value).copy(value, tagAt);
    return value;
  }

  /** @throws PortError `log_foreign` when it was sealed by nobody we know; `log_corrupt` when it was changed since */
  open(value: Buffer | undefined): Uint8Array {
    if (value === undefined || value.length < envelopeBytes || !value.subarray(0, 4).equals(magic))
      throw new PortError('log_foreign', 'it is not a record of a ledger');
    if (value[magic.length] !== version)
      throw new PortError(
        'log_foreign',
        `its format is version ${value[magic.length]}, and this build knows version ${version}`,
      );
    const keyId = value.subarray(keyIdAt, tagAt);
    const key = this.#keys.find(({ id }) => id.equals(keyId));
    if (key === undefined)
      throw new PortError(
        'log_foreign',
        `it was sealed with the key ${keyId.toString('hex')}, which is not among ours`,
      );
    if (!timingSafeEqual(this.#tag(key, value), tagOf(value)))
      throw new PortError('log_corrupt', 'its checksum does not fit its bytes or its partition');
    return value.subarray(envelopeBytes);
  }

  #tag(key: Key, value: Buffer): Buffer {
    return createHmac('sha256', key.secret)
      .update(value.subarray(magic.length, tagAt))
      .update(this.#place)
      .update(value.subarray(envelopeBytes))
      .digest()
      .subarray(0, tagBytes);
  }
}

/** What tells one sealed record from another. */
export function tagOf(value: Buffer): Buffer {
  return value.subarray(tagAt, envelopeBytes);
}

function toKey(secret: Uint8Array): Key {
  if (secret.length < shortestKeyBytes)
    throw new Error(`A key of the log has at least ${shortestKeyBytes} bytes.`);
  const key = createSecretKey(secret);
  return { id: createHmac('sha256', key).update('key id').digest().subarray(0, keyIdBytes), secret: key };
}
