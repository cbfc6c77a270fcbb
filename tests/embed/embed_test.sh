#!/bin/bash
# embed_test.sh SOURCE BUILD COMPILED: see CMakeLists.txt.
set -euo pipefail
source=$1 build=$2 compiled=$3
work=$build/tests/embed/work
rm -rf "$work"
cmake --install "$build" --prefix "$work/prefix" >/dev/null
cmake -S "$source/examples/embed" -B "$work/shop" -DCMAKE_CXX_COMPILER=g++ -DCMAKE_C_COMPILER=gcc \
  -DCMAKE_PREFIX_PATH="$work/prefix" -DSHOP_COMPILED_RULES="$compiled" >"$work/configure.log" ||
  { cat "$work/configure.log"; exit 1; }
cmake --build "$work/shop" >"$work/build.log" || { cat "$work/build.log"; exit 1; }

expect() {
  local wanted=$1 got
  shift
  got=$("$@")
  [ "$got" = "$wanted" ] || { echo "$*: expected: $wanted"; echo "got: $got"; exit 1; }
}
rules=$source/examples/embed/total.rir
expect $'25.0\n50' "$work/shop/shop" "$rules"
expect '25.0' "$work/shop/shop_c" "$rules"
if [ "$compiled" = ON ]; then
  expect '25' "$work/shop/till"
fi

# What is installed must not refer to the trees it was made in.
if grep -rIl -e "$source/src" -e "$build/src" "$work/prefix" --include='*.cmake' --include='*.h'; then
  echo "an installed file names the build or source tree"
  exit 1
fi
