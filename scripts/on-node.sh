#!/usr/bin/env bash
# Tests on another version of Node: `on-node.sh 24 [options of vitest]`. Golden cases, a training that is killed and goes on, and
# the threads that decode, in a quarter of a minute; with NODES=all everything that runs in Node.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$1
shift
selection=(
  --project cpu --project wasm --project node
  test/losses/golden.test.ts test/examples/resume-digits.node.test.ts test/jobs/photos/photo-source.node.test.ts test/jobs/backend
)
[ "${NODES:-}" != all ] || selection=(--project cpu --project wasm --project tensorflow --project node --project timed)
exec npx --yes "node@$version" node_modules/vitest/vitest.mjs run "${selection[@]}" "$@"
