import type { BusEvent } from '@fintech/ports';
import type { KafkaMessage } from '../client/partition-producer.ts';

/*
  An event in its topic: the key is its id, the value is JSON in UTF-8:
  {"id": string, "type": string, "time": milliseconds since 1970, "data": anything}
*/

export function encodeEvent({ id, type, time, data }: BusEvent): KafkaMessage {
  return { key: Buffer.from(id), value: Buffer.from(JSON.stringify({ id, type, time, data: data ?? null })) };
}

/** Undefined when the bytes are no event: somebody else wrote them. */
export function decodeEvent(value: Buffer | undefined): BusEvent | undefined {
  try {
    const event: unknown = JSON.parse(value?.toString('utf8') ?? '');
    return isEvent(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is BusEvent {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'type' in value && 'time' in value && 'data' in value)) return false;
  return typeof value.id === 'string' && typeof value.type === 'string' && typeof value.time === 'number';
}
