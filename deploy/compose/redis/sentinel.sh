#!/bin/sh
# Starts one Sentinel. What it learns it keeps in its file, so that it knows the master also after everything was down.
#
# SELF   address of this Sentinel, also the one it listens on
# FIRST  address of the master of a set that has never run
# REDIS_PASSWORD_FILE, and DATA, a directory that outlives the container (default /data)
set -eu
data=${DATA:-/data}
conf=$data/sentinel.conf
password=$(cat "$REDIS_PASSWORD_FILE")

umask 077
[ -s "$conf" ] || cat >"$conf" <<CONF
port 26379
bind $SELF
protected-mode no
dir $data
sentinel announce-ip $SELF
sentinel monitor wallet $FIRST 6379 2
sentinel auth-pass wallet $password
sentinel down-after-milliseconds wallet 3000
sentinel failover-timeout wallet 30000
sentinel parallel-syncs wallet 1
CONF
# The password may have been changed since.
sed -i "s|^sentinel auth-pass wallet .*|sentinel auth-pass wallet $password|" "$conf"
exec redis-server "$conf" --sentinel
