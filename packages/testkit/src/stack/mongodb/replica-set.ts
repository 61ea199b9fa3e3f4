import { MongoClient, MongoServerError } from 'mongodb';
import {
  adminUser,
  appDatabase,
  appUser,
  type MongodbSecrets,
  type MongodbStack,
  memberState,
  replicaSetName,
} from './mongodb-stack.ts';

/** How long a primary may be silent before the others elect one, in milliseconds. Ten seconds by default. */
const electionTimeoutMs = 2500;
/**
 * Two seconds by default. After an election a secondary may go on telling the silent old primary for half a minute what it has;
 * the new one learns it from heartbeats alone meanwhile, so that each write with a majority waits for one.
 */
const heartbeatEveryMs = 100;
/** How long a member waits for the answer of a silent one before it stops copying from it, in seconds. Ten by default. */
const heartbeatTimeoutSeconds = 2;

/** Whether a member answers at all, also one that is not in a set yet. */
export async function isAnswering(host: string): Promise<boolean> {
  await memberState(host);
  return true;
}

/** Makes the started members one set with its users. Changes nothing when they are one already. */
export async function formReplicaSet(stack: MongodbStack, secrets: MongodbSecrets): Promise<void> {
  const [first] = stack.members;
  if (first === undefined) throw new RangeError('a replica set has members');
  // The user that members are to each other: it is there before any other user, from every address.
  await using client = new MongoClient(`mongodb://${first.host}/?directConnection=true`, {
    auth: { username: '__system', password: secrets.key },
    authSource: 'local',
    serverSelectionTimeoutMS: 10_000,
  });
  await initiate(client, stack);
  await stack.healthy();
  await createUsers(stack, secrets);
}

async function initiate(client: MongoClient, stack: MongodbStack): Promise<void> {
  const members = stack.members.map(({ host }, index) => ({ _id: index, host }));
  const settings = {
    electionTimeoutMillis: electionTimeoutMs,
    heartbeatIntervalMillis: heartbeatEveryMs,
    heartbeatTimeoutSecs: heartbeatTimeoutSeconds,
  };
  try {
    await client.db('admin').command({ replSetInitiate: { _id: replicaSetName, members, settings } });
  } catch (error) {
    if (!hasCodeName(error, 'AlreadyInitialized')) throw error;
  }
}

async function createUsers(stack: MongodbStack, secrets: MongodbSecrets): Promise<void> {
  const url = stack.endpoints.adminUrl.replace(/\/\/.*@/, '//');
  await using client = new MongoClient(url, {
    auth: { username: '__system', password: secrets.key },
    authSource: 'local',
  });
  const admin = client.db('admin');
  const createUser = async (name: string, password: string, roles: readonly object[]) => {
    try {
      await admin.command({ createUser: name, pwd: password, roles, writeConcern: { w: 'majority' } });
    } catch (error) {
      // Code 51003: the user is there already.
      if (!(error instanceof MongoServerError && error.code === 51003)) throw error;
    }
  };
  await createUser(adminUser, secrets.adminPassword, [{ role: 'root', db: 'admin' }]);
  await createUser(appUser, secrets.appPassword, [{ role: 'readWrite', db: appDatabase }]);
}

function hasCodeName(error: unknown, codeName: string): boolean {
  return error instanceof MongoServerError && error.codeName === codeName;
}
