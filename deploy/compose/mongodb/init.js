// Run by mongosh in the job `mongodb-init`: makes the three members one replica set, then the users, each with the rights
// it needs and no more. Running it again changes nothing, or gives the users the passwords that the secrets have now.
const { readFileSync } = require('node:fs');

const members = process.env.MEMBERS.split(',');
const secret = name => readFileSync(`${process.env.SECRETS_DIR}/${name}`, 'utf8').trim();
const database = 'fintech_app';
const giveUpAt = Date.now() + 120_000;

const root = `mongodb://root:${secret('mongodb-root.password')}`;
const first = new Mongo(`${root}@${members[0]}/?directConnection=true&serverSelectionTimeoutMS=60000`);
try {
  first.getDB('admin').runCommand({ replSetGetStatus: 1 });
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  // The first one is preferred, so that after a quiet night the same machine does the work again.
  const config = members.map((host, index) => ({ _id: index, host, priority: index === 0 ? 2 : 1 }));
  // A primary that is gone or silent is missed for seconds: docs/reference/mongodb-collections.md says why.
  const settings = { electionTimeoutMillis: 2500, heartbeatIntervalMillis: 100, heartbeatTimeoutSecs: 2 };
  first.getDB('admin').runCommand({ replSetInitiate: { _id: 'rs0', members: config, settings } });
  print(`the replica set consists of ${members.join(', ')}`);
}

for (;;) {
  const status = first.getDB('admin').runCommand({ replSetGetStatus: 1 });
  const states = status.members.map(member => member.stateStr);
  const complete = states.every(state => state === 'PRIMARY' || state === 'SECONDARY');
  if (complete && states.includes('PRIMARY')) break;
  if (Date.now() > giveUpAt) throw new Error(`the replica set is not complete: ${states.join(', ')}`);
  sleep(500);
}

const admin = new Mongo(`${root}@${members.join(',')}/?replicaSet=rs0&w=majority`).getDB('admin');

// Each service reads and writes its own collections. It may create what is missing, as it does when it starts.
const knownRoles = admin.getRoles().roles.map(role => role.role);
const collections = JSON.parse(readFileSync(`${__dirname}/collections.json`, 'utf8'));
for (const [service, names] of Object.entries(collections)) {
  const role = `${service}Service`;
  const create = ['createCollection', 'createIndex', 'listCollections', 'listIndexes'];
  const privileges = [
    { resource: { db: database, collection: '' }, actions: create },
    ...names.map(collection => {
      return { resource: { db: database, collection }, actions: ['find', 'insert', 'update', 'remove'] };
    }),
  ];
  const change = knownRoles.includes(role) ? 'updateRole' : 'createRole';
  admin.runCommand({ [change]: role, privileges, roles: [] });
}

/** The users; name and password of each are in its URL. */
const users = {
  'mongodb-auth.url': [{ role: 'authService', db: 'admin' }],
  'mongodb-transaction.url': [{ role: 'transactionService', db: 'admin' }],
  'mongodb-setup.url': [
    { role: 'readWrite', db: database },
    { role: 'dbAdmin', db: database },
  ],
  'mongodb-backup.url': [{ role: 'backup', db: 'admin' }],
  'mongodb-exporter.url': [
    { role: 'clusterMonitor', db: 'admin' },
    { role: 'read', db: 'local' },
  ],
};
const knownUsers = admin.getUsers().users.map(user => user.user);
for (const [file, roles] of Object.entries(users)) {
  const { username, password } = new URL(secret(file).replace(/@.*/, '@host'));
  const change = knownUsers.includes(username) ? 'updateUser' : 'createUser';
  admin.runCommand({ [change]: username, pwd: decodeURIComponent(password), roles });
  print(`${change} ${username}`);
}
