#!/usr/bin/env bash
# Builds Longtake's image (docs/image.md), with docker, podman or buildah, whichever is there:
#
#   infra/deploy/image/build.sh [--gpu] [--base IMAGE] [--with docker|podman|buildah] [--context FOLDER] [TAG]
#
# Two things take the network, both before the image is built: wheels, which are fetched by hash with this machine's own pip (PYTHON
# names another), and, without --base, a base of Debian's slim image. The build itself has none. In FOLDER (build/image) all is done in
# a folder of its own, longtake-image.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
python=${PYTHON:-python3}
base="" tool="" context="$root/build/image" variant=longtake tag=""

usage="build.sh [--gpu] [--base IMAGE] [--with docker|podman|buildah] [--context FOLDER] [TAG]"
fail() { echo "build.sh: $1" >&2; exit 2; }

part='[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*'
name="^([A-Za-z0-9.-]+(:[0-9]+)?/)?$part(/$part)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) echo "usage: $usage"; exit 0 ;;
    --gpu) variant=longtake-gpu; shift ;;
    --base | --with | --context)
      case ${2-} in "" | -*) fail "$1 takes a value." ;; esac
      case $1 in --base) base=$2 ;; --with) tool=$2 ;; --context) context=$2 ;; esac
      shift 2 ;;
    -*) fail "There is no flag $1: --gpu, --base, --with and --context are those there are." ;;
    *)
      [ -z "$tag" ] || fail "one TAG is taken, not $tag and $1 too: $usage"
      [[ $1 =~ $name$ ]] || fail "'$1' is no name of an image, such as registry.example/longtake:0.1.0."
      tag=$1; shift ;;
  esac
done
case $tool in "" | docker | podman | buildah) ;; *) fail "--with takes docker, podman or buildah, not '$tool'." ;; esac
[ -z "$base" ] || [[ $base =~ $name(@sha256:[0-9a-f]{64})?$ ]] || fail "--base '$base' is no name of an image."
context=$context/longtake-image

# pip reads what a list says of systems and processors as of this machine, whichever wheels it is told to fetch.
[ "$variant" = longtake ] || [ "$(uname -sm)" = "Linux x86_64" ] || fail "--gpu is built on Linux on x86-64, not on $(uname -sm)."

works() { command -v "$1" > /dev/null && "$1" info > /dev/null 2>&1; }
if [ -z "$tool" ]; then
  for each in docker podman buildah; do works "$each" && tool=$each && break; done
fi
[ -n "$tool" ] || fail "neither docker, podman nor buildah works here: install one of them."
works "$tool" || fail "$tool does not work here: \`$tool info\` says why."

# Debian 12's C library, and Python 3.11: what BASE has to be, or newer of the former.
platforms=()
for minor in $(seq 36 -1 5); do platforms+=(--platform "manylinux_2_${minor}_x86_64"); done
for name in manylinux2014 manylinux2010 manylinux1; do platforms+=(--platform "${name}_x86_64"); done
fetch() {  # the folder, then what pip is to fetch
  local folder=$1; shift
  "$python" -m pip download --quiet --only-binary :all: --python-version 3.11 --implementation cp \
    --abi cp311 --abi abi3 --abi none "${platforms[@]}" --dest "$folder" "$@"
}

gathered() {  # whether a folder has what a list asked for when it was last filled
  [ -e "$context/$1/.of" ] && [ "$(cat "$context/$1/.of")" = "$2" ]
}

gather() {  # the folder, and its list: what the list does not name is not there
  local mark; mark=$(cksum < "$2")
  cp "$2" "$context/$1.txt"
  gathered "$1" "$mark" && return
  rm -rf "${context:?}/$1"
  fetch "$context/$1" --no-deps --require-hashes --requirement "$2"
  echo "$mark" > "$context/$1/.of"
}

lap() { echo "build.sh: $1: $((SECONDS - since)) s"; since=$SECONDS; }
since=$SECONDS

mkdir -p "$context" 2> /dev/null && [ -w "$context" ] || fail "$context cannot be made or written: name another --context."
gather tools "$root/requirements/image-tools.txt"
gather wheels "$root/requirements/image.txt"
rm -f "$context/gpu.txt" "$context/torch.txt"
if [ "$variant" = longtake-gpu ]; then
  gather gpu "$root/requirements/image-gpu.txt"
  torch=${TORCH_SPEC:-torch==2.13.0}
  echo "$torch" > "$context/torch.txt"
  # Another index has another build by the same name.
  mark=$({ echo "$torch"; env | grep '^PIP_' | sort; "$python" -m pip config list; } | cksum)
  if ! gathered torch "$mark"; then
    rm -rf "${context:?}/torch"
    fetch "$context/torch" "$torch"
    echo "$mark" > "$context/torch/.of"
  fi
fi
lap "wheels"

# What git knows of, where this is a repository: no stray file of whoever builds gets into an image. One around it, in which a source
# package was unpacked, knows of nothing here.
rooms=(pyproject.toml README.md LICENSE models workflows activities library providers workers infra studio)
rm -rf "$context/source" && mkdir "$context/source"
if git -C "$root" ls-files --error-unmatch pyproject.toml > /dev/null 2>&1; then
  git -C "$root" ls-files -z -- "${rooms[@]}" | tar -C "$root" --null --files-from - --create | tar -C "$context/source" --extract
  revision=$(git -C "$root" rev-parse HEAD)
  [ -z "$(git -C "$root" status --porcelain -- "${rooms[@]}" requirements)" ] || revision=""
  epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
else
  tar -C "$root" --exclude __pycache__ --create "${rooms[@]}" | tar -C "$context/source" --extract
  revision="" epoch=${SOURCE_DATE_EPOCH:-315532800}
fi
cp "$here/Dockerfile" "$here/install.sh" "$context"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/pyproject.toml")
tag=${tag:-$variant:$version}

# By the builder that keeps images where `docker run` finds them; for x86-64, as the wheels are.
build() {
  case $tool in
    docker) BUILDX_BUILDER=$(docker context show 2> /dev/null || echo default) DOCKER_BUILDKIT=1 docker build --platform linux/amd64 "$@" ;;
    *) "$tool" build --platform linux/amd64 "$@" ;;
  esac
}

arguments=(--build-arg "SOURCE_DATE_EPOCH=$epoch" --build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "VARIANT=$variant")
if [ -z "$base" ]; then
  base=longtake-base:$version
  build --tag "$base" "$here/base"
  lap "base"
fi
arguments+=(--build-arg "BASE=$base")
[ "$variant" = longtake ] || arguments+=(--build-arg CARDS=all --build-arg ENGINE_CARDS=true)
[ "$tool" = docker ] || arguments+=(--timestamp "$epoch")
build --network none "${arguments[@]}" --tag "$tag" "$context"
lap "image"
echo "build.sh: $tag"
