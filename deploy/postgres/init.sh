#!/bin/sh
# Run once by the database image on an empty volume: our roles, extensions, database, tuning.
set -eu
cat /deploy/tuning.conf >> "$PGDATA/postgresql.conf"
OWNER_PASSWORD=$(cat /secrets/owner) PUBLIC_PASSWORD=$(cat /secrets/public) \
    psql -X -q -U "$POSTGRES_USER" -d postgres -f /deploy/init.sql
