#!/bin/sh
# Starts Kafka as the real image does: its own program turns the environment into settings, and formats new storage.
set -eu
classes='/opt/kafka/libs/*'
# A container that is started again finds its storage formatted, which is no mistake.
said=$(java -cp "$classes" kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) ||
  echo "$said" | grep -q 'already formatted' || { echo "$said"; exit 1; }
# shellcheck disable=SC2086
exec java $KAFKA_HEAP_OPTS -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp "$classes" \
  kafka.Kafka /opt/kafka/config/server.properties
