"""Scores of probability maps against rendered truth: Dice, skin recall, false lesion, calibration."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from network import CHANNELS
from render.skin import TONE_CLASSES
from shards import LESION_BIT, SKIN_BIT

THRESHOLD = 0.5
CALIBRATION_BINS = 10
SMALLEST_LESION_PX = 60  # photos whose visible lesion is smaller are left out of the mean Dice


def dice(found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    total = int(found.sum()) + int(truth.sum())
    return 2 * int((found & truth).sum()) / total if total else 1.0


class Calibration:
    """Reliability of one channel: mean probability and share of positives per bin, pixel-weighted."""

    def __init__(self) -> None:
        self.count = np.zeros(CALIBRATION_BINS)
        self.confidence = np.zeros(CALIBRATION_BINS)
        self.positive = np.zeros(CALIBRATION_BINS)

    def add(self, probability: npt.NDArray[np.float32], truth: npt.NDArray[np.bool_]) -> None:
        bins = np.minimum((probability * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1).ravel()
        self.count += np.bincount(bins, minlength=CALIBRATION_BINS)
        self.confidence += np.bincount(bins, probability.ravel(), CALIBRATION_BINS)
        self.positive += np.bincount(bins, truth.ravel(), CALIBRATION_BINS)

    def expected_error(self) -> float:
        """ECE (Naeini 2015) over the pixels seen."""
        return float(np.abs(self.confidence - self.positive).sum() / max(self.count.sum(), 1))

    def curve(self) -> list[list[float]]:
        seen = self.count > 0
        return [[round(float(c / n), 3), round(float(p / n), 3)] for c, p, n in zip(self.confidence[seen], self.positive[seen], self.count[seen])]


class Scores:
    """Collects scores photo by photo and summarises them by condition and tone class."""

    def __init__(self) -> None:
        self.dice: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.skin_dice: list[float] = []
        self.lesion_recall: dict[str, list[float]] = defaultdict(list)
        self.false_lesion: list[float] = []
        self.area_error: dict[str, list[float]] = defaultdict(list)
        self.calibration = {name: Calibration() for name in CHANNELS}

    def add(self, probability: npt.NDArray[np.float32], truth: npt.NDArray[np.uint8], note: dict[str, Any]) -> None:
        condition, tone = str(note["condition"]), str(note["tone"])
        skin, lesion = (truth & SKIN_BIT) > 0, (truth & LESION_BIT) > 0
        found_skin = probability[0] > THRESHOLD
        self.calibration["skin"].add(probability[0], skin)
        if skin.any():
            self.skin_dice.append(dice(found_skin, skin))
        if condition in CHANNELS:
            channel = CHANNELS.index(condition)
            found = probability[channel] > THRESHOLD
            self.calibration[condition].add(probability[channel][skin], lesion[skin])
            if lesion.sum() >= SMALLEST_LESION_PX:
                self.dice[condition, tone].append(dice(found, lesion))
                self.lesion_recall[condition].append(float(found_skin[lesion].mean()))
                self.area_error[condition].append(abs(float(found.sum()) - float(lesion.sum())) / float(lesion.sum()))
        elif condition == "healthy" and skin.any():
            worst = (probability[1:] > THRESHOLD).reshape(len(CHANNELS) - 1, -1).sum(axis=1).max()
            self.false_lesion.append(float(worst) / float(skin.sum()))

    def summary(self) -> dict[str, Any]:
        result: dict[str, Any] = {"skin": {"dice_mean": rounded(np.mean(self.skin_dice))}}
        for condition in CHANNELS[1:]:
            by_tone = {tone: self.dice[condition, tone] for tone in TONE_CLASSES if self.dice[condition, tone]}
            every = [value for values in by_tone.values() for value in values]
            if not every:
                continue
            result[condition] = {
                "photos": len(every),
                "dice_mean": rounded(np.mean(every)),
                "dice_median": rounded(np.median(every)),
                "dice_mean_by_tone": {tone: rounded(np.mean(values)) for tone, values in by_tone.items()},
                "area_error_median": rounded(np.median(self.area_error[condition])),
                "skin_recall_on_lesion_mean": rounded(np.mean(self.lesion_recall[condition])),
                "skin_recall_on_lesion_p10": rounded(np.percentile(self.lesion_recall[condition], 10)),
                "ece": rounded(self.calibration[condition].expected_error()),
                "reliability": self.calibration[condition].curve(),
            }
        result["skin"]["ece"] = rounded(self.calibration["skin"].expected_error())
        if self.false_lesion:
            result["healthy"] = {
                "photos": len(self.false_lesion),
                "false_lesion_share_of_skin_median": rounded(np.median(self.false_lesion)),
                "false_lesion_share_of_skin_p95": rounded(np.percentile(self.false_lesion, 95)),
                "false_lesion_share_of_skin_worst": rounded(np.max(self.false_lesion)),
            }
        return result


def rounded(value: Any) -> float:
    return round(float(value), 4)
