#!/bin/sh
# Does what the entry point of the real image does for a member of a replica set: it gives the data to the user of mongod,
# makes the root user with a mongod on localhost when there are no data yet, and goes on as that user.
set -eu
if [ "$(id -u)" = 0 ]; then
  find /data/configdb /data/db ! -user mongodb -exec chown mongodb '{}' +
  exec setpriv --reuid mongodb --regid mongodb --init-groups "$0" "$@"
fi
if [ -n "${MONGO_INITDB_ROOT_USERNAME:-}" ] && [ ! -e /data/db/WiredTiger ]; then
  mongod --bind_ip 127.0.0.1 --fork --logpath /tmp/initdb.log
  user=$MONGO_INITDB_ROOT_USERNAME
  password=$(cat "$MONGO_INITDB_ROOT_PASSWORD_FILE")
  mongosh --quiet --norc admin --eval "db.createUser({ user: '$user', pwd: '$password', roles: ['root'] })"
  mongod --shutdown
fi
exec "$@"
