-- What a new cluster needs, once, run by its superuser: two roles, extensions, the database.
-- The same file prepares the private cluster of bin/services and the one of docker-compose.yml.
--
-- Extensions go into template1, because PostGIS may only be created by a superuser and the
-- test runner creates databases of its own: what it creates has them already, so `tourism`
-- need not be a superuser here any more than in production.
--
-- Passwords come by the environment (OWNER_PASSWORD, PUBLIC_PASSWORD), never by an argument
-- list that every user of the machine can read.
\set ON_ERROR_STOP on
\set owner_password `printf %s "$OWNER_PASSWORD"`
\set public_password `printf %s "$PUBLIC_PASSWORD"`

SELECT 'CREATE ROLE tourism' WHERE to_regrole('tourism') IS NULL \gexec
SELECT 'CREATE ROLE tourism_public' WHERE to_regrole('tourism_public') IS NULL \gexec
ALTER ROLE tourism WITH LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD :'owner_password';
ALTER ROLE tourism_public WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE
    CONNECTION LIMIT -1 PASSWORD :'public_password';
-- so that the owner may step down to the public role, as the tests do
GRANT tourism_public TO tourism;

\connect template1
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

SELECT 'CREATE DATABASE tourism OWNER tourism TEMPLATE template1'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tourism') \gexec
