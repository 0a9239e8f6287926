#!/bin/sh
# Train twice for a few steps with one seed; weights and metrics must be equal to the last bit.
# Usage: check_reproducible.sh [STEPS]   (about 4 minutes on one core; renders 60 small photos first)
set -eu
cd "$(dirname "$0")"
PYTHON="${PYTHON:-/usr/bin/python3}"
STEPS="${1:-60}"
SHARD=reproducible
"$PYTHON" - "$SHARD" <<'EOF'
import sys
from shards import CACHE, render_shard
render_shard(CACHE / sys.argv[1], seed=5, count=60, size=192, held_out=False, workers=1)
EOF
for run in first second; do
  "$PYTHON" train.py --steps "$STEPS" --batch 4 --side 128 --data "$SHARD" --seed 1 --output ".cache/reproducible-$run" >/dev/null
  "$PYTHON" evaluate.py --run ".cache/reproducible-$run" --sets "$SHARD" --limit 20 >/dev/null
done
hash_of() { "$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["weights_sha256"])' "$1"; }
first=$(hash_of .cache/reproducible-first/run.json)
second=$(hash_of .cache/reproducible-second/run.json)
echo "weights $first"
echo "weights $second"
[ "$first" = "$second" ]
cmp .cache/reproducible-first/metrics.json .cache/reproducible-second/metrics.json
echo "equal weights and equal metrics after $STEPS steps"
