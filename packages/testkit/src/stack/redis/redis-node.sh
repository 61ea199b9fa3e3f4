#!/bin/sh
# Starts one Redis: redis-node.sh FOLDER PORT FIRST_MASTER_PORT [SENTINEL_PORT …]
# The Sentinels are asked who the master is before each start, so that a former master comes back as a replica. Only a node
# without data believes that the first master is as given: one with data and nobody to ask could serve what is long past.
set -eu
folder=$1 port=$2 master=$3
shift 3

# One line "epoch port" for each Sentinel that answers. The epoch grows with each failover, so the highest is the newest.
ask() {
  for sentinel in "$@"; do
    { timeout 2 redis-cli -p "$sentinel" --raw sentinel master wallet 2>/dev/null || true; } |
      awk 'NR % 2 { key = $0; next } { value[key] = $0 } END { if ("port" in value) print value["config-epoch"], value["port"] }'
  done
}

if [ $# -gt 0 ]; then
  found=$(ask "$@" | sort -n | tail -n 1 | cut -d ' ' -f 2)
  if [ -z "$found" ] && [ -d "$folder/appendonlydir" ]; then
    echo "No Sentinel says who the master is, and this node has data that may be stale: start the Sentinels first." >&2
    exit 1
  fi
  master=${found:-$master}
fi

# Redis itself writes `replicaof` into the file when a Sentinel tells it to; what was true then may be stale now.
sed -i.old '/^replicaof /d' "$folder/redis.conf"
[ "$master" = "$port" ] || echo "replicaof 127.0.0.1 $master" >>"$folder/redis.conf"
exec redis-server "$folder/redis.conf"
