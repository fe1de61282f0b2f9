#!/bin/sh
# In the image's first stage: everything that is listed, by hash, into /opt/longtake; then the project itself, and its bill of materials.
set -eu
context=${1:-/context}
place=${2:-/opt/longtake}

python3 -m venv --without-pip /tools
python3 -m venv --without-pip "$place"

pip=$(echo "$context"/tools/pip-*.whl)/pip
pip_of() {  # the environment, then pip's own words
  of=$1; shift
  python3 "$pip" --isolated --disable-pip-version-check --no-cache-dir --python "$of/bin/python" "$@"
}

by_hash() {  # the environment, the wheels, the list
  pip_of "$1" install --quiet --no-compile --no-index --no-deps --only-binary :all: --require-hashes --find-links "$2" --requirement "$3"
}

by_hash /tools "$context/tools" "$context/tools.txt"
by_hash "$place" "$context/wheels" "$context/wheels.txt"

# Of what these wheels bring along, what nothing here reaches: a seventh of the image. What a wheel no longer has ends the build, so that
# it is looked at again what there is to leave out. Not of what comes next: Triton compiles C that it brings along.
leave() {  # where, then what find is to find there
  from=$place/lib/python3.11/site-packages/$1; shift
  found=$(find "$from" "$@" -prune -print)
  [ -n "$found" ] || { echo "Nothing to leave out: $from has none of '$*'." >&2; exit 1; }
  echo "$found" | tr '\n' '\0' | xargs -0 rm -r
}
leave . -type d -name tests
leave . -type f '(' -name '*.c' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' ')'
leave temporalio/bridge/sdk-core
# The same library is within the module that Python loads.
leave onnxruntime/capi -name 'libonnxruntime.so.*'
leave onnxruntime -mindepth 1 -maxdepth 1 -type d '(' -name transformers -o -name tools -o -name quantization -o -name datasets ')'
# What writes as figures what was said, and other ways to say a thing: voices say it one way.
leave damga -type d -name itn
leave damga -name variants.fst
# Of Amazon's services: the store, keys, and what logs in to them.
leave botocore/data -mindepth 1 -maxdepth 1 -type d ! -name s3 ! -name kms ! -name 'sso*' ! -name sts ! -name signin
rm "$place/NotoSansCJKtc-Regular.otf"  # it is in its package too

if [ -e "$context/gpu.txt" ]; then
  by_hash "$place" "$context/gpu" "$context/gpu.txt"
  # Its build is the owner's choice, and so are its dependencies: those alone are not listed by hash.
  pip_of "$place" install --quiet --no-compile --no-index --only-binary :all: --find-links "$context/torch" "$(cat "$context/torch.txt")"
fi

# By its name out of a folder: from a path, pip would write down where that was.
/tools/bin/python -m pip wheel --quiet --no-cache-dir --no-index --no-deps --no-build-isolation --wheel-dir /own "$context/source"
pip_of "$place" install --quiet --no-compile --no-index --no-deps --find-links /own longtake
pip_of "$place" check

# Letters are shaped by what a wheel cannot bring along: without it a film would fail at its first card.
"$place/bin/python" -B -c 'from PIL import features; raise SystemExit(not features.check("fribidi"))' ||
  { echo "The base has no libfribidi.so.0: Debian has it in libfribidi0." >&2; exit 1; }

/tools/bin/cyclonedx-py environment --output-reproducible --output-format JSON --output-file "$place/sbom.cdx.json" "$place/bin/python"

# Compiled now, as nothing is written there later; by no time and no hash, as none of it changes. What is for a newer Python is left.
python3 -m compileall -qq -f -j 0 --invalidation-mode unchecked-hash "$place/lib" || true
