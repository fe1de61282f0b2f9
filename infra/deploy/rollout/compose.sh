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
# What a card's worker gets beside that, which loads weights before it is healthy: its start_period.
CARD_WITHIN=900
# `first` has the new image do activities before films are tried on it: for a build with an activity that the old one does not have.
ACTIVITIES=${ACTIVITIES:-}
ACTIVITY_WORKERS="worker-io worker-cpu worker-gpu"
OTHERS="worker-io worker-cpu worker-gpu studio codec webhooks"
# Temporal's lists are some seconds behind: for so long a smoke film that has just failed counts as one that runs.
JUST_ENDED=30s

say() { printf 'rollout: %s\n' "$*" >&2; }
end() { say "$2"; exit "$1"; }
usage() {
  cat <<USAGE
usage: $0 BUILD IMAGE [options of \`longtake deploy\`]
Another build of Longtake under films that run, in the folder of docker-compose.yml and .env.
Variables: DRAIN_WITHIN (2h), HEALTHY_WITHIN (300 seconds), ACTIVITIES (first, or nothing). More: docs/deploys.md.
USAGE
}

# Also after the build: `longtake deploy --help` would end well without having deployed it.
for word in "$@"; do
  case $word in
    -h | --help)
      usage
      exit 0
      ;;
    *) ;;
  esac
done
if [ $# -lt 2 ]; then
  end 2 "say which build, and its image: $0 BUILD IMAGE [--ramp 5,50 …]"
fi
build=$1 image=$2
shift 2
[[ $build =~ ^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}$ ]] || end 2 "a build is letters, digits and . _ : / @ + -, not '$build'"
[[ $image =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || end 2 "'$image' is no image"
[[ $DRAIN_WITHIN =~ ^[0-9]{1,6}[smhd]$ ]] || end 2 "DRAIN_WITHIN is a time such as 90s, 10m or 2h, not '$DRAIN_WITHIN'"
[[ $HEALTHY_WITHIN =~ ^[1-9][0-9]{0,5}$ ]] || end 2 "HEALTHY_WITHIN is a number of seconds, not '$HEALTHY_WITHIN'"
[[ $ACTIVITIES =~ ^(first)?$ ]] || end 2 "ACTIVITIES is first or nothing, not '$ACTIVITIES'"
[ -f docker-compose.yml ] && [ -f .env ] || end 2 "no docker-compose.yml and .env here: run it in their folder"
command -v docker >/dev/null || end 2 "docker is not installed here"

# One at a time; what is started from here does not inherit the lock, so that whoever is killed holds nobody up. It is the folder
# that is locked: a file of it may be replaced meanwhile.
if command -v flock >/dev/null; then
  exec 9<.
  flock --nonblock 9 || end 1 "another rollout is at work in this folder"
else
  exec 9</dev/null
  say "there is no flock here: nothing keeps a second rollout out"
fi
docker image inspect "$image" >/dev/null 2>&1 9<&- || docker pull "$image" >&2 9<&- ||
  end 1 "the image $image is not here and cannot be pulled: everything is as it was"
wanted_image=$(docker image inspect --format '{{.Id}}' "$image" 9<&-)

compose() { LONGTAKE_BUILD=$build LONGTAKE_IMAGE=$image docker compose "$@" 9<&-; }
# The program of the new image, with the settings of the studio.
longtake() { compose run --rm --no-deps -T studio "$@" </dev/null; }
told() { docker inspect --format "$1" "$2" 9<&-; }
# A line for each container of film workers, but for one that somebody runs a command in: its id and its build, which is - where it
# has none. It fails where docker does not say all of that: whoever is not seen would be taken for nobody's. `set -e` sees to that
# neither in here nor in `$(…)`.
film_workers() {
  local id ids found
  ids=$(compose ps --all --quiet worker-film) || return
  for id in $ids; do
    found=$(told '{{index .Config.Labels "com.docker.compose.oneoff"}}{{println}}{{range .Config.Env}}{{println .}}{{end}}' "$id") || return
    [[ $found != True* ]] || continue
    found=$(printf '%s\n' "$found" | sed -n 's/^TEMPORAL_WORKER_BUILD_ID=//p')
    printf '%s %s\n' "$id" "${found:--}"
  done
}
ids_of() { film_workers | awk -v build="$1" '$2 == build { print $1 }'; }
stop() {
  local ids
  ids=$(ids_of "$1") || return
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # several ids
  docker stop $ids >/dev/null 9<&- || return
  # shellcheck disable=SC2086
  docker rm --volumes $ids >/dev/null 9<&-
}
# Whether nothing runs on a build, waiting for that as long as is said: also where the server has never heard of it. Whatever keeps
# that from being seen keeps its workers.
drained() { longtake builds --drained "$1" --within "$2"; }
# Whether as many film workers of the build as are wanted are healthy, in time. Compose's own --wait asks that of those of other
# builds too, and one of them may be why this is run.
healthy() {
  local id give_up_at=$((SECONDS + HEALTHY_WITHIN)) count
  while true; do
    count=0
    for id in $(ids_of "$build"); do
      # `running` is one whose file has no check.
      case $(told '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' "$id" || true) in
        healthy | running) count=$((count + 1)) ;;
        *) ;;
      esac
    done
    [ "$count" -lt "$wanted" ] || return 0
    [ "$SECONDS" -lt "$give_up_at" ] || return 1
    sleep 2
  done
}
# `replace WITH SERVICE…`: of those, whatever runs; `compose` makes it anew of the new image, `docker compose` of the one in .env.
replace() {
  local with=$1 service running ids count within
  shift
  running=$(compose --profile '*' ps --services) || {
    say "docker does not say which services run"
    return 1
  }
  for service in "$@"; do
    if printf '%s\n' "$running" | grep -qx "$service"; then
      ids=$(compose --profile '*' ps --quiet "$service") || {
        say "docker does not say how many of $service run"
        return 1
      }
      # One that has just ended is brought back.
      count=$(printf '%s\n' "${ids:-one}" | grep -c .)
      within=$HEALTHY_WITHIN
      [ "$service" != worker-gpu ] || within=$((within + CARD_WITHIN))
      say "$service is replaced"
      $with up --detach --no-deps --wait --wait-timeout "$within" --scale "$service=$count" "$service" || {
        say "$service did not become healthy"
        return 1
      }
    fi
  done
}
before() { docker compose "$@" 9<&-; }
# What was begun for the build is taken back, where nothing is on it.
refuse() {
  drained "$build" "$JUST_ENDED" ||
    end 1 "$1; its workers are left, as something runs on it or that could not be seen (\`longtake builds\`): run this again, or with the build from before"
  stop "$build" || end 1 "$1; its workers could not be stopped again: run this again, or with the build from before"
  if [ -n "$ACTIVITIES" ]; then
    # shellcheck disable=SC2086 # several services
    replace before $ACTIVITY_WORKERS || end 1 "$1: its workers are stopped again, and activities are not done as they were"
  fi
  end 1 "$1: its workers are stopped again, and everything else is as it was"
}

unseen="docker does not say what film workers are there: everything is as it was, run this again"
there=$(film_workers) || end 1 "$unseen"
while read -r id _; do
  [ -n "$id" ] || continue
  does=$(told '{{json .Config.Cmd}}' "$id") || end 1 "$unseen"
  if [[ $does == *tenant* ]]; then
    end 2 "film workers here serve tenants, of whom this knows nothing: do it by hand, for each of them (docs/deploys.md)"
  fi
done <<<"$there"
for id in $(printf '%s\n' "$there" | awk -v build="$build" '$2 == build { print $1 }'); do
  its_image=$(told '{{.Image}}' "$id") || end 1 "$unseen"
  [ "$its_image" = "$wanted_image" ] ||
    end 2 "build $build is there with another image than $image: a build is one program, give this one another name"
done
total=$(printf '%s' "$there" | grep -c . || true)
of_it=$(printf '%s\n' "$there" | awk -v build="$build" '$2 == build' | grep -c . || true)
wanted=$(printf '%s\n' "$there" | awk 'NF { count[$2]++ } END { most = 1; for (each in count) if (count[each] > most) most = count[each]; print most }')
say "film workers: $total there, $of_it of them of build $build, which gets $wanted"
more=$((wanted > of_it ? wanted - of_it : 0))
# One of another build that cannot be started again is no reason to end: it is looked at what those of this build do.
compose up --detach --no-deps --no-recreate --scale "worker-film=$((total + more))" worker-film ||
  say "docker compose could not start every film worker"
healthy || refuse "film workers of build $build did not become healthy in $HEALTHY_WITHIN s"
if [ -n "$ACTIVITIES" ]; then
  say "activities are done by the new image"
  # shellcheck disable=SC2086 # several services
  replace compose $ACTIVITY_WORKERS || refuse "workers of activities of the new image are no good"
fi
say "films are given to build $build"
longtake deploy "$build" "$@" || refuse "build $build did not get all films"

# From here on whoever starts a container gets the new image.
if ! grep -qx "LONGTAKE_BUILD=$build" .env || ! grep -qx "LONGTAKE_IMAGE=$image" .env; then
  env=$(readlink -f .env)
  cp -p "$env" "$env.rollout"
  awk -v build="$build" -v image="$image" '
    /^LONGTAKE_(BUILD|IMAGE)=/ { next } { print } END { print "LONGTAKE_BUILD=" build; print "LONGTAKE_IMAGE=" image }' "$env" >"$env.rollout"
  mv "$env.rollout" "$env"
  say "build and image are written into .env"
fi

# shellcheck disable=SC2086 # several services
replace compose $OTHERS || end 1 "build $build has the films: mend that and run this again"

left=0
there=$(film_workers) || end 1 "build $build has the films, but docker does not say what film workers are left: run this again"
for old in $(printf '%s\n' "$there" | awk -v build="$build" 'NF && $2 != build { print $2 }' | sort -u); do
  # Films of workers without a build went on with the one that became current.
  if [ "$old" = - ] || drained "$old" "$DRAIN_WITHIN"; then
    stop "$old" || end 1 "film workers of build $old could not be stopped; build $build has the films: run this again"
    say "film workers of build $old are stopped"
  else
    say "film workers of build $old stay, as films are on it"
    left=1
  fi
done
[ "$left" = 0 ] || end 1 "build $build is deployed; run this again to stop the workers that are left"
say "build $build is deployed"
