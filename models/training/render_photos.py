"""Render the photos into .cache/: training shards, held-out seeds (validation) and the held-out style.

Usage: render_photos.py [--shards 4] [--count 2000] [--check 150] [--size 512] [--workers 2]
The result does not depend on --workers. A shard that is complete is kept.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2

from shards import CACHE, is_complete, render_shard

TRAIN_SEED, VALIDATION_SEED, STYLE_SEED = 1501, 900012, 900013  # shard k of the training photos has TRAIN_SEED + k
EVALUATION_SIZE = 512  # the long side at which photos are measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--check", type=int, default=160)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    jobs = [(f"train-{k}", TRAIN_SEED + k, options.count, options.size, False) for k in range(options.shards)]
    checks = [("validation", VALIDATION_SEED, options.check, EVALUATION_SIZE, False), ("style", STYLE_SEED, options.check, EVALUATION_SIZE, True)]
    for name, seed, count, size, held_out in jobs[:1] + checks + jobs[1:]:
        if not is_complete(CACHE / name, count):
            render_shard(CACHE / name, seed, count, size, held_out, options.workers)
        print(name, count, flush=True)


if __name__ == "__main__":
    main()
