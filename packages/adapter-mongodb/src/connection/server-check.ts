import type { PortError } from '@fintech/ports';
import { type HostAddress, MongoClient, MongoServerSelectionError } from 'mongodb';
import { hasServerCode, serverCode, unsafeSettings } from './failure.ts';

const askWithinMs = 2000;

/**
 * Resolves when a primary of a replica set answers.
 * @throws PortError `unsafe_settings` when the server is no member of one, or refuses the user
 */
export async function requireReplicaSet(client: MongoClient, hosts: readonly HostAddress[]): Promise<void> {
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (typeof hello.setName !== 'string') throw standsAlone(hosts.join(', '));
  } catch (error) {
    if (hasServerCode(error, serverCode.authenticationFailed, serverCode.unauthorized))
      throw unsafeSettings(`MongoDB refuses the user of the URL: ${error.message}`, error);
    if (error instanceof MongoServerSelectionError) await explain(hosts);
    throw error;
  }
}

/** The driver passes over servers that are not in the set it looks for, without saying why; each is asked by itself. */
async function explain(hosts: readonly HostAddress[]): Promise<void> {
  for (const host of hosts) {
    await using client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
      serverSelectionTimeoutMS: askWithinMs,
      connectTimeoutMS: askWithinMs,
    });
    const hello = await client
      .db('admin')
      .command({ hello: 1 })
      .catch(() => undefined);
    if (hello !== undefined && typeof hello.setName !== 'string') throw standsAlone(String(host));
  }
}

function standsAlone(host: string): PortError {
  return unsafeSettings(
    `The mongod at ${host} is no member of a replica set. Start it with --replSet and initiate the set: only a set keeps what it acknowledged when a server is lost.`,
  );
}
