#!/usr/bin/env bash
# Another build of Longtake under films that run, on Kubernetes without Temporal's Worker Controller: docs/deploys.md.
#
#   infra/deploy/rollout/kubernetes.sh BUILD OVERLAY [options of `longtake deploy`]
#
# OVERLAY is the folder of your overlay, in which the new image stands. Film workers of each build are a Deployment of their own,
# worker-film-BUILD. It can be stopped at any point, and run again with the same words: it goes by what is there. The way back is
# the same with the build from before and its image.
set -euo pipefail

NAMESPACE=${NAMESPACE:-longtake}
# How long films may take to leave the old build; then it ends with 1, and is run again later.
DRAIN_WITHIN=${DRAIN_WITHIN:-2h}
# How long pods may take to be ready; one of worker-io ends within 12 minutes.
READY_WITHIN=${READY_WITHIN:-30m}
# `first` has the new image do activities before films are tried on it: for a build with an activity that the old one does not have.
ACTIVITIES=${ACTIVITIES:-}
# Temporal's lists are some seconds behind: for so long a smoke film that has just failed counts as one that runs.
JUST_ENDED=30s

say() { printf 'rollout: %s\n' "$*" >&2; }
end() { say "$2"; exit "$1"; }
usage() {
  cat <<USAGE
usage: $0 BUILD OVERLAY [options of \`longtake deploy\`]
Another build of Longtake under films that run, on Kubernetes; OVERLAY is the folder of your overlay, with the new image.
Variables: NAMESPACE (longtake), DRAIN_WITHIN (2h), READY_WITHIN (30m), ACTIVITIES (first, or nothing). More: docs/deploys.md.
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
  end 2 "say which build, and the folder of your overlay: $0 BUILD OVERLAY [--ramp 5,50 …]"
fi
build=$1 overlay=$2
shift 2
[[ $build =~ ^[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?$ ]] ||
  end 2 "a build is part of a name here: small letters, digits, . and -, 40 at most, not '$build'"
[[ $DRAIN_WITHIN =~ ^[0-9]{1,6}[smhd]$ ]] || end 2 "DRAIN_WITHIN is a time such as 90s, 10m or 2h, not '$DRAIN_WITHIN'"
[[ $READY_WITHIN =~ ^[0-9]{1,6}[smh]$ ]] || end 2 "READY_WITHIN is a time such as 90s, 10m or 2h, not '$READY_WITHIN'"
[[ $ACTIVITIES =~ ^(first)?$ ]] || end 2 "ACTIVITIES is first or nothing, not '$ACTIVITIES'"
[ -f "$overlay/kustomization.yaml" ] || end 2 "no kustomization.yaml in '$overlay'"
command -v kubectl >/dev/null || end 2 "kubectl is not installed here"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What a path from one folder to another goes by is where they really are.
from=$(cd -P "$folder" && pwd) to=$(cd -P "$overlay" && pwd)
cat >"$folder/kustomization.yaml" <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: ["$(printf '%s' "${from#/}" | sed 's,[^/][^/]*,..,g')$to"]
patches:
  - target: {kind: Deployment, name: worker-film}
    options: {allowNameChange: true}
    patch: |-
      - {op: replace, path: /metadata/name, value: "worker-film-$build"}
      - {op: add, path: /metadata/labels/app.kubernetes.io~1version, value: "$build"}
      - {op: add, path: /spec/selector/matchLabels/app.kubernetes.io~1version, value: "$build"}
      - {op: add, path: /spec/template/metadata/labels/app.kubernetes.io~1version, value: "$build"}
      - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: TEMPORAL_DEPLOYMENT_NAME, value: longtake}}
      - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: TEMPORAL_WORKER_BUILD_ID, value: "$build"}}
  - target: {kind: PodDisruptionBudget, name: worker-film}
    options: {allowNameChange: true}
    patch: |-
      - {op: replace, path: /metadata/name, value: "worker-film-$build"}
      - {op: add, path: /metadata/labels/app.kubernetes.io~1name, value: worker-film}
      - {op: add, path: /metadata/labels/app.kubernetes.io~1version, value: "$build"}
      - {op: add, path: /spec/selector/matchLabels/app.kubernetes.io~1version, value: "$build"}
KUSTOMIZATION
kubectl kustomize "$folder" >"$folder/all.yaml" || end 2 "the overlay '$overlay' cannot be built"
grep -q "^  name: worker-film-$build\$" "$folder/all.yaml" ||
  end 2 "the overlay '$overlay' has no Deployment worker-film; with the Worker Controller it is worker-controller.sh"

if grep -Eq '^ *- "?--(all-tenants|tenant)' "$folder/all.yaml"; then
  end 2 "workers of '$overlay' serve tenants, of whom this knows nothing: do it by hand, for each of them (docs/deploys.md)"
fi

cluster() { kubectl --namespace "$NAMESPACE" "$@"; }
# The program of the new image, in a pod of it.
longtake() { cluster exec "deployment/worker-film-$build" --container longtake -- longtake "$@" </dev/null; }
film_workers_of() { printf 'app.kubernetes.io/name=worker-film,app.kubernetes.io/version=%s' "$1"; }
stop() { cluster delete deployment,poddisruptionbudget --selector "$(film_workers_of "$1")" >/dev/null; }
# Whether nothing runs on a build, waiting for that as long as is said: also where the server has never heard of it. Whatever keeps
# that from being seen keeps its workers.
drained() { longtake builds --drained "$1" --within "$2"; }
is_current() { [[ $(longtake builds --json | tr -d ' \n') == *"\"current\":\"$build\""* ]]; }
by_hand="kubectl --namespace $NAMESPACE delete deployment,poddisruptionbudget --selector $(film_workers_of "$build")"
# What was begun for the build is taken back, where nothing is on it.
refuse() {
  local activities=""
  drained "$build" "$JUST_ENDED" ||
    end 1 "$1; its workers are left, as something runs on it or that could not be seen (\`longtake builds\`): run this again, or with the build from before"
  stop "$build" || end 1 "$1; its workers could not be stopped again: $by_hand"
  [ -z "$ACTIVITIES" ] || activities=", but for activities: kubectl --namespace $NAMESPACE rollout undo deployment/worker-io (and -cpu, -gpu)"
  end 1 "$1: its workers are stopped again, and everything else is as it was$activities"
}

there=$(cluster get deployments --selector "$(film_workers_of "$build")" --output 'jsonpath={range .items[*]}{.spec.template.spec.containers[0].image}{"\n"}{end}') ||
  end 1 "the cluster cannot be asked what is there: everything is as it was; see that kubectl reaches it"
wanted=$(awk -v name="  name: worker-film-$build" '
  /^---/ { kind = 0; here = 0 } /^kind: Deployment$/ { kind = 1 } kind && $0 == name { here = 1 }
  here && /^ *(- )?image: / { sub(/^.*image: /, ""); gsub(/"/, ""); print; exit }' "$folder/all.yaml")
if [ -n "$there" ] && [ "$there" != "$wanted" ]; then
  end 2 "build $build is there with the image $there, not $wanted: a build is one program, give this one another name"
fi
# What is there already may have films, or get all new ones: that is never told to be thrown away.
if [ -n "$there" ]; then
  as_it_is="films may be on build $build, so leave its workers (\`longtake builds\` says what is on it)"
  unapplied="they could not be applied; $as_it_is: mend what kubectl says above and run this again"
  unready="not all of them became ready; $as_it_is: see their log, mend that and run this again"
else
  unapplied="they could not be applied, and films go on as before: mend what kubectl says above and run this again, or $by_hand"
  unready="they did not become ready, and films go on as before: see their log, and $by_hand"
fi
say "film workers of build $build are started beside the others"
cluster apply --filename "$folder/all.yaml" --selector "$(film_workers_of "$build")" >/dev/null ||
  end 1 "$unapplied"
cluster rollout status "deployment/worker-film-$build" --timeout "$READY_WITHIN" ||
  end 1 "$unready"
if [ -n "$ACTIVITIES" ]; then
  say "activities are done by the new image"
  for name in worker-io worker-cpu worker-gpu; do
    if grep -q "^  name: $name\$" "$folder/all.yaml"; then
      cluster apply --filename "$folder/all.yaml" --selector "app.kubernetes.io/name=$name" >/dev/null || refuse "$name of the new image could not be applied"
      cluster rollout status "deployment/$name" --timeout "$READY_WITHIN" || refuse "$name of the new image did not become ready"
    fi
  done
fi
say "films are given to build $build"
longtake deploy "$build" "$@" || refuse "build $build did not get all films"

# Nothing else keeps two rollouts apart.
is_current || end 1 "build $build is not current any more, or that could not be seen: the rest is whoever's that deploys, or run this again"
say "everything else is replaced"
cluster apply --filename "$folder/all.yaml" >/dev/null ||
  end 1 "the rest was not applied, or not all of it; build $build has the films: mend what kubectl says above and run this again"
others=$(cluster get deployments --selector 'app.kubernetes.io/part-of=longtake,app.kubernetes.io/name!=worker-film' --output 'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}') ||
  end 1 "what was replaced cannot be looked at; build $build has the films: run this again"
for name in $others; do
  cluster rollout status "deployment/$name" --timeout "$READY_WITHIN" ||
    end 1 "$name did not become ready; build $build has the films: mend it and run this again"
done

left=0
unstopped="could not be stopped; build $build has the films: run this again"
there=$(cluster get deployments --selector 'app.kubernetes.io/name=worker-film' --output 'jsonpath={range .items[*]}{.metadata.labels.app\.kubernetes\.io/version}{"\n"}{end}') ||
  end 1 "film workers of old builds $unstopped"
# An empty line is a Deployment without a build, whose films went on with the one that became current.
while read -r old; do
  if [ "$old" = "$build" ]; then
    continue
  elif [ -z "$old" ]; then
    cluster delete deployment,poddisruptionbudget worker-film --ignore-not-found >/dev/null || end 1 "film workers without a build $unstopped"
    say "film workers without a build are stopped"
  elif drained "$old" "$DRAIN_WITHIN"; then
    stop "$old" || end 1 "film workers of build $old $unstopped"
    say "film workers of build $old are stopped"
  else
    say "film workers of build $old stay, as films are on it"
    left=1
  fi
done <<<"$there"
[ "$left" = 0 ] || end 1 "build $build is deployed; run this again to stop the workers that are left"
say "build $build is deployed"
