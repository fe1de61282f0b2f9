#!/usr/bin/env bash
# Another build of Longtake under films that run, on one machine with docker-compose.yml: docs/deploys.md.
#
#   infra/deploy/rollout/compose.sh BUILD IMAGE [options of `longtake deploy`]
#
# In the folder of docker-compose.yml and .env. It can be stopped at any point, and run again with the same words: it goes by what
# is there. The way back is the same with the build and the image from before.
set -euo pipefail

# How long films may take to leave the old build; then it ends with 1, and is run again later.
DRAIN_WITHIN=${DRAIN_WITHIN:-2h}
# Seconds until containers that have been started have to be healthy.
HEALTHY_WITHIN=${HEALTHY_WITHIN:-300}
OTHERS="worker-io worker-cpu worker-gpu studio codec webhooks"

say() { printf 'rollout: %s\n' "$*" >&2; }
end() { say "$2"; exit "$1"; }

if [ $# -lt 2 ]; then
  end 2 "say which build, and its image: $0 BUILD IMAGE [--ramp 5,50 …]"
fi
build=$1 image=$2
shift 2
[[ $build =~ ^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}$ ]] || end 2 "a build is letters, digits and . _ : / @ + -, not '$build'"
[[ $image =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || end 2 "'$image' is no image"
[ -f docker-compose.yml ] && [ -f .env ] || end 2 "no docker-compose.yml and .env here: run it in their folder"
command -v docker >/dev/null || end 2 "docker is not installed here"

# One at a time; what is started from here does not inherit the lock, so that whoever is killed holds nobody up.
if command -v flock >/dev/null; then
  exec 9<docker-compose.yml
  flock --nonblock 9 || end 1 "another rollout is at work in this folder"
fi
compose() { LONGTAKE_BUILD=$build LONGTAKE_IMAGE=$image docker compose "$@" 9<&-; }
# The program of the new image, with the settings of the studio.
longtake() { compose run --rm --no-deps -T studio "$@" </dev/null; }
# A line for each container of film workers: its id and its build, which is - where it has none.
film_workers() {
  local id ids found
  ids=$(compose ps --all --quiet worker-film)
  for id in $ids; do
    found=$(docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$id" 9<&- | sed -n 's/^TEMPORAL_WORKER_BUILD_ID=//p')
    printf '%s %s\n' "$id" "${found:--}"
  done
}
stop() {
  local ids
  ids=$(film_workers | awk -v build="$1" '$2 == build { print $1 }')
  # shellcheck disable=SC2086 # several ids
  docker stop $ids >/dev/null 9<&-
  # shellcheck disable=SC2086
  docker rm $ids >/dev/null 9<&-
}
# Whether nothing runs on a build, waiting for that as long as is said: also where the server has never heard of it.
drained() {
  local code=0
  longtake builds --drained "$1" --within "$2" || code=$?
  [ "$code" = 0 ] || [ "$code" = 2 ]
}

there=$(film_workers)
total=$(printf '%s' "$there" | grep -c . || true)
of_it=$(printf '%s\n' "$there" | awk -v build="$build" '$2 == build' | grep -c . || true)
wanted=$(printf '%s\n' "$there" | awk 'NF { count[$2]++ } END { most = 1; for (each in count) if (count[each] > most) most = count[each]; print most }')
say "film workers: $total there, $of_it of them of build $build, which gets $wanted"
more=$((wanted > of_it ? wanted - of_it : 0))
refused=""
compose up --detach --no-deps --no-recreate --wait --wait-timeout "$HEALTHY_WITHIN" --scale "worker-film=$((total + more))" worker-film ||
  refused="film workers of build $build did not become healthy"
if [ -z "$refused" ]; then
  say "films are given to build $build"
  longtake deploy "$build" "$@" || refused="films were not given to build $build"
fi
if [ -n "$refused" ]; then
  if drained "$build" 0s; then
    stop "$build"
    end 1 "$refused: its workers are stopped again, and everything else is as it was"
  fi
  end 1 "$refused; its workers are left, as something runs on it: run this again, or with the build from before"
fi

# From here on whoever starts a container gets the new image.
if ! grep -qx "LONGTAKE_BUILD=$build" .env || ! grep -qx "LONGTAKE_IMAGE=$image" .env; then
  cp -p .env .env.rollout
  awk -v build="$build" -v image="$image" '
    /^LONGTAKE_(BUILD|IMAGE)=/ { next } { print } END { print "LONGTAKE_BUILD=" build; print "LONGTAKE_IMAGE=" image }' .env >.env.rollout
  mv .env.rollout .env
  say "build and image are written into .env"
fi

running=$(compose --profile '*' ps --services)
for service in $OTHERS; do
  if printf '%s\n' "$running" | grep -qx "$service"; then
    count=$(compose --profile '*' ps --quiet "$service" | grep -c .)
    say "$service is replaced"
    compose up --detach --no-deps --wait --wait-timeout "$HEALTHY_WITHIN" --scale "$service=$count" "$service" ||
      end 1 "$service did not become healthy; build $build has the films: mend it and run this again"
  fi
done

left=0
for old in $(film_workers | awk -v build="$build" '$2 != build { print $2 }' | sort -u); do
  # Films of workers without a build went on with the one that became current.
  if [ "$old" = - ] || drained "$old" "$DRAIN_WITHIN"; then
    stop "$old"
    say "film workers of build $old are stopped"
  else
    say "film workers of build $old stay, as films are on it"
    left=1
  fi
done
[ "$left" = 0 ] || end 1 "build $build is deployed; run this again to stop the workers that are left"
say "build $build is deployed"
