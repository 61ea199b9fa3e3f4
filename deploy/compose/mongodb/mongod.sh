#!/bin/sh
# Starts one member of the replica set. mongod wants a key file that belongs to it alone, and a secret of Compose keeps the
# owner that it has on the host: hence the copy.
set -eu
install -o mongodb -g mongodb -m 400 /run/secrets/mongodb.key /etc/mongodb.key
# BIND_IP  the one address to listen on (default: all)
# The two parameters: a member that copies from one that has fallen silent gives it up soon (docs/reference/mongodb-collections.md).
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /etc/mongodb.key --bind_ip "${BIND_IP:-*}" --wiredTigerCacheSizeGB 0.5 \
  --setParameter oplogNetworkTimeoutBufferSeconds=1 --setParameter oplogFetcherSteadyStateMaxFetcherRestarts=0
