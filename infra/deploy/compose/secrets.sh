#!/bin/sh
# Writes the secrets that docker-compose.yml asks for into .env, at random, where they are not there yet; nothing that is there is
# changed, and none is printed. Only its owner reads the file.
set -eu
umask 077

file=${1:-$(dirname "$0")/../../../.env}
if [ ! -e "$file" ]; then
  : >"$file"
fi
if [ ! -f "$file" ] || [ ! -w "$file" ]; then
  echo "$file is no file that can be written." >&2
  exit 1
fi
chmod 600 "$file"

# A line that its editor left without an end would take ours into it.
if [ -n "$(tail -c 1 "$file")" ]; then
  echo >>"$file"
fi

for name in POSTGRES_PASSWORD FILMS_DATABASE_PASSWORD TEMPORAL_DATABASE_PASSWORD STORE_KEY STORE_SECRET STUDIO_TOKEN \
  GRAFANA_PASSWORD; do
  # Quotes with nothing between them are nothing.
  if grep -q "^$name=.*[^\"'[:space:]]" "$file"; then
    echo "$name is there."
  else
    # Hexadecimal, which an address of a database and a shell take as it is.
    printf '%s=%s\n' "$name" "$(od -An -vtx1 -N 24 /dev/urandom | tr -d ' \n')" >>"$file"
    echo "$name is new."
  fi
done
