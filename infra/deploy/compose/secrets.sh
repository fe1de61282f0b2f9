#!/bin/sh
# Writes the secrets that docker-compose.yml asks for into .env, at random, where they are not there yet; nothing that is there is
# changed, and none is printed. Only its owner reads the file.
set -eu
umask 077

usage="usage: secrets.sh [FILE]   (.env of this checkout, if left out)"
case ${1-} in
  -h | --help)
    echo "$usage"
    exit 0
    ;;
esac
case $#:${1-} in
  0: | 1:[!-]*) ;;
  *)
    echo "$usage" >&2
    exit 2
    ;;
esac
file=${1-$(dirname "$0")/../../../.env}
if [ ! -d "$(dirname "$file")" ]; then
  echo "$file cannot be made: there is no folder $(dirname "$file")." >&2
  exit 1
fi
if [ ! -e "$file" ]; then
  : >"$file"
fi
if [ ! -f "$file" ] || [ ! -w "$file" ]; then
  echo "$file is no file that can be written." >&2
  exit 1
fi
if [ -L "$file" ]; then
  file=$(readlink -f "$file")
fi
chmod 600 "$file"

# A line that its editor left without an end would take ours into it.
if [ -n "$(tail -c 1 "$file")" ]; then
  echo >>"$file"
fi

# Nothing is also quotes with nothing between them, and a remark; a # with no blank before it is a value's.
b='[[:space:]]*'
something="[^\"'[:space:]]|[[:space:]]+[^\"'#[:space:]]|$b[\"']$b[^\"'[:space:]]"
nothing="$b(\"$b\"|'$b')?$b([[:space:]]#.*)?"
for name in POSTGRES_PASSWORD FILMS_DATABASE_PASSWORD TEMPORAL_DATABASE_PASSWORD STORE_KEY STORE_SECRET STUDIO_TOKEN \
  GRAFANA_PASSWORD; do
  assigned="^$b(export[[:space:]]+)?$name$b="
  if grep -qE "$assigned($something)" "$file"; then
    echo "$name is there."
  else
    if grep -qE "$assigned$nothing\$" "$file"; then
      # By a file beside it, so that a full disk takes nothing; of the same owner.
      beside=$(mktemp "$file.XXXXXX")
      trap 'rm -f "$beside"' EXIT
      cp -p "$file" "$beside"
      grep -vE "$assigned$nothing\$" "$file" >"$beside" || [ $? = 1 ]
      mv "$beside" "$file"
    fi
    # Hexadecimal, which an address of a database and a shell take as it is.
    printf '%s=%s\n' "$name" "$(od -An -vtx1 -N 24 /dev/urandom | tr -d ' \n')" >>"$file"
    echo "$name is new."
  fi
done
