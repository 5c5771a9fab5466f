#!/bin/sh
# Run before everything else, each time: makes the secrets of this installation that are
# missing, and writes them where each server looks for its own. None is in the repository.
set -eu
umask 077
for name in superuser owner public redis key; do
    if [ ! -s "/secrets/$name" ]; then
        head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > "/secrets/$name.new"
        mv "/secrets/$name.new" "/secrets/$name"
    fi
done
get() { cat "/secrets/$1"; }

cat > /secrets/redis.conf <<CONF
requirepass $(get redis)
appendonly yes
appendfsync everysec
maxmemory ${REDIS_MAXMEMORY:-256mb}
maxmemory-policy volatile-lru
CONF
cat > /app-data/services.env <<ENV
DATABASE_URL=postgis://tourism:$(get owner)@db:5432/tourism
PUBLIC_DATABASE_URL=postgis://tourism_public:$(get public)@db:5432/tourism
REDIS_URL=redis://:$(get redis)@redis:6379/0
SECRET_KEY=$(get key)
ENV

# Only the database and Redis mount this volume (read-only), and their servers' users, whatever
# their numbers, read it. The application has its own file, and no superuser's password.
chmod 755 /secrets
chmod 444 /secrets/*
chown "$APP_UID:$APP_UID" /app-data /app-data/services.env
