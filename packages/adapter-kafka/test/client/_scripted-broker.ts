import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Reader, type RecordsBatch, readRecordsBatch } from '@platformatic/kafka';
import type { BrokerAddress } from '../../src/client/kafka-options.ts';

/** A request to append, as it came over the wire. */
export interface ProduceRequest {
  readonly acks: number;
  readonly batch: RecordsBatch;
}

/** An offset: acknowledged. A name: refused with that error. `silence`: the connection is broken off instead. */
export type ProduceAnswer = bigint | 'silence' | keyof typeof errorCodes;

const errorCodes = { NOT_ENOUGH_REPLICAS: 19, OUT_OF_ORDER_SEQUENCE_NUMBER: 45 } as const;
const produceKey = 0;
const initProducerIdKey = 22;

export interface ScriptedBroker extends AsyncDisposable {
  readonly address: BrokerAddress;
  readonly requests: readonly ProduceRequest[];
}

/** A broker that keeps nothing: it hands out producer ids from 1 on, and answers what it is told, in turn. */
export async function scriptedBroker(
  answer: (request: ProduceRequest, number: number) => ProduceAnswer | Promise<ProduceAnswer>,
): Promise<ScriptedBroker> {
  const requests: ProduceRequest[] = [];
  const sockets = new Set<Socket>();
  let producers = 0;

  const reply = async (socket: Socket, request: Buffer): Promise<void> => {
    const apiKey = request.readInt16BE(0);
    const correlationId = request.readInt32BE(4);
    // The name of the client, and the end of the header's tagged fields.
    const body = request.subarray(10 + request.readInt16BE(8) + 1);
    if (apiKey === initProducerIdKey) {
      producers += 1;
      socket.write(frame(correlationId, int32(0), int16(0), int64(BigInt(producers)), int16(0), noTags));
    } else if (apiKey === produceKey) {
      const produce = readProduce(body);
      requests.push(produce);
      const answered = await answer(produce, requests.length);
      if (answered === 'silence') socket.destroy();
      else socket.write(frame(correlationId, produced(answered)));
    }
  };

  const server = createServer(socket => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        void reply(socket, received.subarray(4, end));
        received = received.subarray(end);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('A TCP server has a port.');
  return {
    address: { host: '127.0.0.1', port: bound.port },
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Produce, version 9: transactional id, acks, timeout, then one topic with one partition. */
function readProduce(body: Buffer): ProduceRequest {
  const reader = Reader.from(body);
  reader.readNullableString();
  const acks = reader.readInt16();
  reader.readInt32();
  const topics = reader.readArray(topic => {
    topic.readString();
    return topic.readArray(partition => {
      partition.readInt32();
      const bytes = partition.readUnsignedVarInt() - 1;
      const batch = readRecordsBatch(
        Reader.from(partition.buffer.subarray(partition.position, partition.position + bytes)),
      );
      partition.skip(bytes);
      return batch;
    });
  });
  const batch = topics[0]?.[0];
  if (batch === undefined) throw new Error('Nothing was sent.');
  return { acks, batch };
}

function produced(answer: bigint | keyof typeof errorCodes): Buffer {
  const isRefused = typeof answer === 'string';
  const partition = [int32(0), int16(isRefused ? errorCodes[answer] : 0), int64(isRefused ? -1n : answer)];
  const rest = [int64(-1n), int64(0n), Buffer.from([1]), Buffer.from([0]), noTags];
  const topic = [Buffer.from([2]), Buffer.from('t'), Buffer.from([2]), ...partition, ...rest, noTags];
  return Buffer.concat([Buffer.from([2]), ...topic, int32(0), noTags]);
}

function frame(correlationId: number, ...body: readonly Buffer[]): Buffer {
  const answer = Buffer.concat([int32(correlationId), noTags, ...body]);
  return Buffer.concat([int32(answer.length), answer]);
}

const noTags = Buffer.from([0]);

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
