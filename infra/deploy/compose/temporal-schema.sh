#!/bin/sh
# Temporal's tables, as new as the server that is about to start; a database that has them already is brought up to date. The databases
# themselves are made by databases.sql. The password is SQL_PASSWORD, which the tool reads by itself.
set -eu

schemas=/etc/temporal/schema/postgresql/v12

tool() {
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p 5432 -u "$POSTGRES_USER" --db "$database" "$@"
}

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%:*} versions=$schemas/${pair#*:}/versioned
  # One that is empty has no version to go on from: it gets one, and the update is tried again.
  if ! tool "$database" update-schema -d "$versions"; then
    echo "$database has no tables yet."
    tool "$database" setup-schema -v 0.0
    tool "$database" update-schema -d "$versions"
  fi
done
