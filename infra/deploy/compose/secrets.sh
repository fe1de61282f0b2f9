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
named=$file
cannot() {
  echo "$named $1" >&2
  exit 1
}
if [ -L "$file" ]; then
  file=$(readlink -f "$named") || cannot "cannot be made: it is a link to a place that is not there."
fi
if [ ! -d "$(dirname "$file")" ]; then
  cannot "cannot be made: there is no folder $(dirname "$file")."
fi
there=$file
if [ ! -e "$file" ]; then
  there=/dev/null
elif [ ! -f "$file" ] || [ ! -w "$file" ]; then
  cannot "is no file that can be written."
elif [ ! -r "$file" ]; then
  cannot "cannot be read."
fi

# Nothing is also quotes with nothing between them, and a remark; a # with no blank before it is a value's.
b='[[:space:]]*'
something="[^\"'[:space:]]|[[:space:]]+[^\"'#[:space:]]|${b}[\"']${b}[^\"'[:space:]]"
nothing="$b(\"$b\"|'$b')?$b([[:space:]]#.*)?"
assigned() { printf '%s' "^$b(export[[:space:]]+)?($1)$b="; }
lacking="" said=""
for name in POSTGRES_PASSWORD FILMS_DATABASE_PASSWORD TEMPORAL_DATABASE_PASSWORD STORE_KEY STORE_SECRET STUDIO_TOKEN \
  GRAFANA_PASSWORD; do
  if grep -qE "$(assigned "$name")($something)" "$there"; then
    said="$said$name is there.
"
  else
    lacking="$lacking${lacking:+|}$name"
    said="$said$name is new.
"
  fi
done

# All of it, into the file beside: what is there, of the same owner, and what is lacking.
write() {
  if [ "$there" = "$file" ]; then
    chmod 600 "$file" && cp -p "$file" "$beside" || return
  fi
  sed -E "/$(assigned "$lacking")$nothing\$/d" "$there" >"$beside" || return
  # A line that its editor left without an end would take ours into it.
  if [ -n "$(tail -c 1 "$beside")" ]; then
    echo >>"$beside" || return
  fi
  for name in $(echo "$lacking" | tr '|' ' '); do
    # Hexadecimal, which an address of a database and a shell take as it is.
    printf '%s=%s\n' "$name" "$(od -An -vtx1 -N 24 /dev/urandom | tr -d ' \n')" >>"$beside" || return
  done
  mv "$beside" "$file"
}

unwritten="cannot be written, and is as it was: see that it and its folder are yours to write, and that the disk has room."
if [ -n "$lacking" ]; then
  # Beside it, so that a full disk takes nothing and leaves nothing half-written.
  beside=$(mktemp "$file.XXXXXX" 2>/dev/null) || cannot "$unwritten"
  trap 'rm -f "$beside"' EXIT
  (write) 2>/dev/null || cannot "$unwritten"
else
  chmod 600 "$file" 2>/dev/null || cannot "$unwritten"
fi
printf '%s' "$said"
