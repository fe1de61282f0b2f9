#!/usr/bin/env bash
# Another build of Longtake under films that run, on Kubernetes with Temporal's Worker Controller: docs/deploys.md.
#
#   infra/deploy/rollout/worker-controller.sh OVERLAY
#
# OVERLAY is the folder of your overlay, in which the new image stands. The controller starts film workers of the new build, has them
# make the smoke film, gives them films step by step and stops the old ones; this applies, waits for that, and wakes films that wait.
# It can be stopped at any point, and run again.
set -euo pipefail

NAMESPACE=${NAMESPACE:-longtake}
# Longer than all pauses of the rollout together.
CURRENT_WITHIN=${CURRENT_WITHIN:-1h}

say() { printf 'rollout: %s\n' "$*" >&2; }
end() { say "$2"; exit "$1"; }

case ${1:-} in
  -h | --help)
    cat <<USAGE
usage: $0 OVERLAY
Another build of Longtake under films that run, on Kubernetes with the Worker Controller; OVERLAY is the folder of your overlay,
with the new image. Variables: NAMESPACE (longtake), CURRENT_WITHIN (1h). More: docs/deploys.md.
USAGE
    exit 0
    ;;
  *) ;;
esac
[ $# -eq 1 ] || end 2 "say the folder of your overlay: $0 OVERLAY"
[ -f "$1/kustomization.yaml" ] || end 2 "no kustomization.yaml in '$1'"
command -v kubectl >/dev/null || end 2 "kubectl is not installed here"
cluster() { kubectl --namespace "$NAMESPACE" "$@"; }

cluster apply --kustomize "$1" >/dev/null ||
  end 1 "the overlay '$1' was not applied, or not all of it: mend what kubectl says above and run this again"
say "the overlay is applied; the controller is waited for, $CURRENT_WITHIN at most"
if ! cluster wait workerdeployment/film --for condition=Ready --timeout "$CURRENT_WITHIN"; then
  cluster get workerdeployment film --output 'jsonpath={range .status.conditions[*]}{.type}{" "}{.status}{" "}{.message}{"\n"}{end}' >&2 || true
  end 1 "the new build is not current, or that could not be seen: films go on as before, or a part of the new ones begins on it; run this again"
fi
say "films that wait are woken"
cluster exec deployment/studio --container longtake -- longtake wake </dev/null ||
  end 1 "the new build is current, but films that wait could not be woken: run this again"
cluster exec deployment/studio --container longtake -- longtake builds </dev/null ||
  end 1 "the new build is current, but \`longtake builds\` could not be asked in the studio's pod: run this again"
say "the new build is deployed; the controller stops the old one's workers once no film is on it"
