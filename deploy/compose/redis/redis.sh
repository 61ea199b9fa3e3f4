#!/bin/sh
# Starts one Redis as what the Sentinels say it is. A node that was down may not trust what it was: while it was away another
# one became master, and a node that comes back as a second master, or follows the wrong one, answers with old sessions.
#
# SELF       address of this node, also the one it listens on
# FIRST      address of the master of a set that has never run
# SENTINELS  addresses of the Sentinels
# REDIS_PASSWORD_FILE, and DATA, a directory that outlives the container (default /data)
set -eu
data=${DATA:-/data}
conf=$data/redis.conf
password=$(cat "$REDIS_PASSWORD_FILE")

sentinel() {
  timeout 2 redis-cli -h "$1" -p 26379 --raw sentinel "$2" wallet 2>/dev/null || true
}

# One line "epoch address" for each Sentinel that answers. The epoch grows with each failover, so the highest is the newest.
# The Sentinel that carries one out still lists the old master for a moment, and names the new one only when asked for it.
ask() {
  for address in $SENTINELS; do
    epoch=$(sentinel "$address" master | awk 'NR % 2 { key = $0; next } key == "config-epoch"')
    [ -z "$epoch" ] || echo "$epoch $(sentinel "$address" get-master-addr-by-name | head -n 1)"
  done
}

# One Sentinel may have been away too, so two have to answer. After half a minute of fewer, whatever is known has to do.
deadline=$(($(date +%s) + 30))
while answers=$(ask) && [ "$(echo "$answers" | grep -c .)" -lt 2 ] && [ "$(date +%s)" -lt "$deadline" ]; do
  sleep 1
done
master=$(echo "$answers" | sort -n | tail -n 1 | cut -d ' ' -f 2)

# Redis writes into this file whom it follows, so it says what the node was last.
if [ -z "$master" ] && [ -s "$conf" ]; then
  master=$(awk '$1 == "replicaof" { print $2 }' "$conf")
  master=${master:-$SELF}
fi
master=${master:-$FIRST}

umask 077
{
  cat <<CONF
port 6379
bind $SELF
protected-mode no
dir $data
appendonly yes
appendfsync everysec
save ""
maxmemory ${MAXMEMORY:-384mb}
maxmemory-policy noeviction
requirepass $password
masterauth $password
replica-announce-ip $SELF
repl-diskless-sync-delay 0
min-replicas-to-write 1
min-replicas-max-lag 10
CONF
  [ "$master" = "$SELF" ] || echo "replicaof $master 6379"
} >"$conf"
echo "$SELF starts; the master is $master"
exec redis-server "$conf"
