-- Run once, as the superuser, by the image's own entry point while the database is new. Each owner has what is its own, and nobody
-- else comes in. The passwords are read from the environment: they are in no argument of a process, and in no file.
\getenv films FILMS_DATABASE_PASSWORD
\getenv temporal TEMPORAL_DATABASE_PASSWORD

CREATE ROLE longtake LOGIN PASSWORD :'films';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';

CREATE DATABASE longtake OWNER longtake ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal OWNER temporal ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal_visibility OWNER temporal ENCODING 'UTF8' TEMPLATE template0;

REVOKE ALL ON DATABASE longtake, temporal, temporal_visibility FROM PUBLIC;
