"""Derive data/skin-tone-lab.csv (mean and covariance of L*a*b* per 10 degrees of ITA).

Source: Xiao et al., Optics Express 24:14934 (2016), spectra of 482 people at 9 body sites. Only
these derived numbers are kept here. Usage: prepare_data.py xiao2016-skin-lab-d65-2deg.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

BIN_WIDTH_DEG = 10
FIRST_BIN_DEG, LAST_BIN_DEG = -80, 60
MIN_PEOPLE_FOR_COVARIANCE = 12
OUTPUT = Path(__file__).parent / "data" / "skin-tone-lab.csv"


def main(source: str) -> None:
    table = np.genfromtxt(source, delimiter=",", skip_header=1, usecols=(1, 2, 3, 4))
    pooled = np.cov(table[(table[:, 3] > 0) & (table[:, 3] < BIN_WIDTH_DEG), :3].T)
    with OUTPUT.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("ita_deg,count,L,a,b,LL,La,Lb,aa,ab,bb".split(","))
        for start in range(FIRST_BIN_DEG, LAST_BIN_DEG + 1, BIN_WIDTH_DEG):
            rows = table[(table[:, 3] >= start) & (table[:, 3] < start + BIN_WIDTH_DEG), :3]
            cov = np.cov(rows.T) if len(rows) >= MIN_PEOPLE_FOR_COVARIANCE else pooled
            upper = cov[np.triu_indices(3)]
            values = [*rows.mean(axis=0), *upper]
            writer.writerow([start + BIN_WIDTH_DEG / 2, len(rows), *(f"{v:.3f}" for v in values)])


if __name__ == "__main__":
    main(sys.argv[1])
