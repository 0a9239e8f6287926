"""The three conditions as changes of optical density, with the mask of what a dermatologist would outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .noise import fractal, smoothstep
from .optics import Array, linear_to_lab
from .outlines import HELD_OUT_FAMILY, Mask, choose_family, draw_outline, on_site, signed_distance
from .skin import Person, lab_of_density, spots

CONDITIONS = ("vitiligo", "psoriasis", "melasma")
FAINTEST_DELTA_E = {"vitiligo": 6.0, "psoriasis": 8.0, "melasma": 4.5}  # CIE76; fainter is not outlined by eye
DEEP_PIGMENT_CHANCE = 0.35  # melasma whose pigment lies in the dermis too
VITILIGO_SITES = ("acral", "orbit", "mouth")
MELASMA_SITES = ("cheek", "forehead", "upper-lip")


@dataclass(frozen=True)
class Skin:
    """State of the skin while lesions are laid on it."""

    density: Array
    bump: Array
    mask: npt.NDArray[np.bool_]
    family: str


def outline_for(rng: np.random.Generator, condition: str, skin: Mask, sites: dict[str, Array], held_out: bool) -> tuple[Mask, str]:
    """Choose a family that suits the condition and the body part, and draw it."""
    if held_out:
        return draw_outline(rng, skin, HELD_OUT_FAMILY), HELD_OUT_FAMILY
    wanted = {"vitiligo": VITILIGO_SITES, "melasma": MELASMA_SITES}.get(condition, ())
    near = [name for name in wanted if name in sites and sites[name].any()]
    if near and rng.random() < (0.5 if condition == "vitiligo" else 0.8):
        chosen = [name for name in near if rng.random() < 0.6] or near[:1]
        mask = np.zeros_like(skin)
        for name in chosen:
            mask |= on_site(rng, sites[name])
        if rng.random() < 0.3:
            mask |= draw_outline(rng, skin, "patches")
        return mask, "site"
    names = {
        "psoriasis": ("patches", "single", "confetti", "contour", "front"),
        "melasma": ("patches", "contour", "single"),
    }.get(condition)
    family = choose_family(rng, names)
    return draw_outline(rng, skin, family), family


def contrast(density: Array, changed: Array, where: npt.NDArray[np.bool_]) -> float:
    """Median CIE76 difference that a change makes inside `where`."""
    step = max(1, int(where.sum()) // 500)
    before, after = (lab_of_density(d[where][::step]) for d in (density, changed))
    return float(np.median(np.linalg.norm(before - after, axis=1))) if len(before) else 0.0


def repigmentation(rng: np.random.Generator, depth: Array) -> Array:
    """Share of the lost pigment that has come back (0..1): around follicles, from the border, or over a part of the patch.

    depth: signed distance to the outline in frame units. Shares near one half, which nobody could outline, are left out.
    """
    size = depth.shape[0]
    back = np.zeros_like(depth)
    if rng.random() < 0.4:
        back = spots(rng, size, int(np.exp(rng.uniform(np.log(3), np.log(250)))), (0.003, 0.014)) * float(rng.uniform(0.6, 1))
    if rng.random() < 0.12:
        reach = float(rng.uniform(0.01, 0.06))
        margin = 1 - smoothstep(0.5 * reach, reach, depth + 0.3 * reach * fractal(rng, size, 12, 2))
        back = np.maximum(back, margin * float(rng.uniform(0.65, 1)))
    if rng.random() < 0.2:
        soft = float(rng.uniform(0.05, 0.5))
        field = fractal(rng, size, float(rng.uniform(1.5, 8)), 3) - float(rng.normal(0, 0.6))
        back = np.maximum(back, smoothstep(-soft, soft, field) * float(rng.uniform(0.65, 1)))
    return back


def add_vitiligo(rng: np.random.Generator, density: Array, outline: Mask, person: Person) -> tuple[Array, Array]:
    """Remove melanin; returns the new density and the share of pigment lost (0..1)."""
    size = outline.shape[0]
    level = float(rng.uniform(0.8, 1.0) if rng.random() < 0.7 else rng.uniform(0.4, 0.8))
    edge = float(np.exp(rng.uniform(np.log(0.0015), np.log(0.012))))
    depth = signed_distance(outline)
    loss = level * smoothstep(-edge, edge, depth)
    if rng.random() < 0.25:  # trichrome: a band of intermediate pigment around the patch, which raters count as lesion
        band = float(rng.uniform(0.01, 0.06))
        loss = np.maximum(loss, level * float(rng.uniform(0.54, 0.8)) * smoothstep(-band - edge, -band + edge, depth))
    loss = loss * (1 - repigmentation(rng, depth))
    loss = loss * (1 - 0.12 * np.clip(fractal(rng, size, 12, 3), 0, 2))
    bare = person.depigmented + (fractal(rng, size, 4, 3) * rng.uniform(0.01, 0.09))[..., None] * person.haemoglobin
    # Texture that is not pigment (creases, fine relief) stays; pigment mottle goes with the melanin.
    changed = density + loss[..., None] * (bare - density)
    if rng.random() < 0.25:  # hyperpigmented border
        rim = np.exp(-(((depth + 2 * edge) / (0.012 + edge)) ** 2)) * (depth < 0)
        changed = changed + (rim * rng.uniform(0.05, 0.3))[..., None] * person.melanin
    return changed, loss / level


def add_psoriasis(rng: np.random.Generator, density: Array, outline: Mask, person: Person) -> tuple[Array, Array, Array]:
    """Blood, scale and relief; returns density, plaque weight and bump height (frame units)."""
    size = outline.shape[0]
    edge = float(np.exp(rng.uniform(np.log(0.002), np.log(0.014))))
    depth = signed_distance(outline)
    plaque = smoothstep(-edge, edge, depth)
    mottled = 1 + fractal(rng, size, 10, 4) * float(rng.uniform(0.05, 0.3))
    blood = plaque * np.clip(mottled, 0.3, 2) * float(rng.uniform(0.25, 1.1))
    brown = plaque * float(rng.uniform(-0.1, 0.35))
    changed = density + blood[..., None] * person.haemoglobin + brown[..., None] * person.melanin
    flakes = fractal(rng, size, float(rng.uniform(8, 60)), 4, 0.7)
    cover = smoothstep(-0.4, 1.2, flakes + float(rng.normal(-0.1, 1.0))) * smoothstep(0, 3 * edge + 0.01, depth)
    cover = cover * float(rng.uniform(0.2, 0.95)) * (rng.random() < 0.85)
    white = np.array([1.0, 0.96, 0.9], np.float32) * float(rng.uniform(0.4, 0.85)) * (1 + 0.1 * flakes[..., None])
    linear = np.exp(-changed)
    scaled = linear + cover[..., None] * (np.maximum(white, linear) - linear)
    bump = plaque * float(rng.uniform(0, 0.006)) + cover * flakes * 0.002
    return -np.log(np.clip(scaled, 1e-3, 1)), plaque, bump.astype(np.float32)


def melasma_colour(rng: np.random.Generator, person: Person) -> Array:
    """Change of density by the pigment of melasma: brown in the epidermis, the deeper the greyer (Tyndall effect; Gilchrest 1977)."""
    grey = np.full(3, np.linalg.norm(person.melanin) / np.sqrt(3), np.float32)
    depth = float(rng.uniform(0.2, 0.9)) if rng.random() < DEEP_PIGMENT_CHANCE else 0.0
    return person.melanin + depth * (grey - person.melanin)


def add_melasma(rng: np.random.Generator, density: Array, outline: Mask, person: Person) -> tuple[Array, Array]:
    """More melanin, often faint, with a soft or a ragged border; returns the new density and the lesion weight (0..1)."""
    size = outline.shape[0]
    edge = float(np.exp(rng.uniform(np.log(0.002), np.log(0.025))))
    ragged = (0.5 * edge + float(rng.uniform(0, 0.008))) * fractal(rng, size, float(rng.uniform(15, 50)), 3)
    weight = smoothstep(-edge, edge, signed_distance(outline) + ragged)
    net = 1 + fractal(rng, size, 18, 4) * float(rng.uniform(0.05, 0.35))
    patchy = np.exp(fractal(rng, size, float(rng.uniform(1.5, 4)), 2) * float(rng.uniform(0, 0.3)))  # no two patches are equally dark
    extra = weight * np.clip(net, 0.2, 2) * patchy * float(rng.uniform(0.12, 0.9))
    blood = weight * float(rng.uniform(0, 0.12))
    return density + extra[..., None] * melasma_colour(rng, person) + blood[..., None] * person.haemoglobin, weight


def add_lesions(
    rng: np.random.Generator, condition: str, density: Array, skin: npt.NDArray[np.bool_], sites: dict[str, Array], person: Person, held_out: bool
) -> tuple[Array, Array, npt.NDArray[np.bool_], str]:
    """Lay one condition on the skin: new density, bump, lesion mask (unclipped to skin) and outline family."""
    outline, family = outline_for(rng, condition, skin.astype(np.uint8), sites, held_out)
    bump = np.zeros(skin.shape, np.float32)
    if condition == "vitiligo":
        changed, weight = add_vitiligo(rng, density, outline, person)
    elif condition == "psoriasis":
        changed, weight, bump = add_psoriasis(rng, density, outline, person)
    else:
        changed, weight = add_melasma(rng, density, outline, person)
    lesion = weight > 0.5
    seen = lesion & skin
    if seen.any():
        delta = contrast(density, changed, seen)
        if delta < FAINTEST_DELTA_E[condition]:  # too faint for any rater: strengthen it
            changed = density + (changed - density) * min(6.0, FAINTEST_DELTA_E[condition] / max(delta, 0.3))
    return np.clip(changed, 0.02, 7).astype(np.float32), bump, lesion, family


__all__ = ["CONDITIONS", "add_lesions", "linear_to_lab"]
