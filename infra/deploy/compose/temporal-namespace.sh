#!/bin/sh
# The namespace of films, with what films tell of themselves; run again, it changes the retention and adds what is lacking.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the command itself.
set -eu

# A server that listens is not ready yet, and one that has just made a namespace does not know it everywhere for some seconds.
again() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
      echo "That was tried $tries times: $*" >&2
      return 1
    fi
    sleep 2
  done
}

attribute() {
  temporal operator search-attribute list | grep -q "^ *$1 " ||
    temporal operator search-attribute create --name "$1" --type "$2"
}

namespace() {
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
  else
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
  fi
}

again temporal operator cluster health
again namespace
again attribute FilmStage Keyword
again attribute FilmTitle Text
again attribute FilmCost Double
