#!/bin/sh
# Run once by the entrypoint of PostgreSQL, on an empty volume: the owner of the tables, and the role of the server.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv server_password SERVER_PASSWORD
CREATE ROLE aval_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE aval_server LOGIN PASSWORD :'server_password';
CREATE DATABASE aval OWNER aval_owner ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C' TEMPLATE template0;
SQL
