"""One training photo from one seed: body, skin, lesion, light, background, things in front, camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from .backgrounds import render_background
from .bodies import Body, render_body
from .camera import finish, photograph
from .lesions import CONDITIONS, add_lesions
from .lighting import Light, cast_shadow, light_surface
from .mimics import add_mimics, body_hair, creases, relief
from .noise import fractal, smoothstep
from .occluders import draw_occluders, overlay_text
from .optics import Array
from .skin import ITA_RANGE_DEG, Person, healthy_texture, sample_person

CLASSES = ("healthy", *CONDITIONS, "no-skin")
CLASS_WEIGHTS = (0.28, 0.22, 0.08, 0.38, 0.04)
# Vitiligo shows least on fair skin and melasma least on dark skin, where healthy skin is mottled: the network sees those more often.
HARD_TONES = {"vitiligo": (0.4, (40.0, 65.0)), "melasma": (0.5, (-60.0, 5.0)), "healthy": (0.3, (-60.0, 5.0))}  # chance, ITA in degrees
USUAL_BODIES = {"melasma": (0.7, ("face", "close-up", "limb")), "vitiligo": (0.3, ("hand", "hands", "limb")), "healthy": (0.3, ("limb",))}  # chance, kinds
MELASMA_BODIES = ("face", "close-up", "trunk", "limb")
STANDARDISED_SHARE = 0.6  # photos taken by a protocol: even light, sharp, little noise; the rest is taken anyhow
ROUGHEST = 2.0  # factor on relief and creases: old or dry skin
HAIR_CHANCE = 0.3
MIMICS_OF_HEALTHY = 2  # healthy photos teach what is no lesion
# Chance of a wide highlight: beside it healthy skin looks darker than it is, and white patches must not be taken for it.
RIDGE_HIGHLIGHT, RIDGE_HIGHLIGHT_OF = 0.2, {"healthy": 0.5, "vitiligo": 0.35}
MOTTLE_OF_STANDARDISED = 0.6  # even light shows less of the unevenness of skin


@dataclass(frozen=True)
class Sample:
    """A photo (8-bit sRGB), its truth and how it came about."""

    image: npt.NDArray[np.uint8]
    skin: npt.NDArray[np.bool_]
    lesion: npt.NDArray[np.bool_]
    condition: str
    ita_deg: float
    body: str
    background: str
    outline: str


def dress_skin(rng: np.random.Generator, body: Body, person: Person, mottle: float, mimics: int) -> Array:
    """Optical density of the healthy skin of this body, landmarks included; `mimics` = how often marks are drawn."""
    size = body.height.shape[0]
    density = healthy_texture(rng, size, person, body.zoom, mottle)
    for _ in range(mimics):
        density = add_mimics(rng, density, person, body.zoom, body.axis_rad)
    for weight, melanin, blood in body.parts.melanin:
        density += (weight * melanin)[..., None] * person.melanin + (weight * blood)[..., None] * person.haemoglobin
    for weight, share in body.parts.pale:
        bare = person.depigmented + 0.15 * person.haemoglobin + 0.12 * person.melanin
        density += (weight * share)[..., None] * (bare - density)
    return density


def paint_parts(rng: np.random.Generator, albedo: Array, body: Body) -> tuple[Array, Array, Array]:
    """Lay nails, lips, eyes and hair over the skin; returns albedo, coverage of non-skin, extra gloss."""
    size = albedo.shape[0]
    covered = np.zeros((size, size), np.float32)
    shiny = np.zeros((size, size), np.float32)
    grain = np.exp(fractal(rng, size, size / 5, 2) * 0.35)[..., None]
    for paint in body.parts.paints:
        colour = np.array(paint.colour, np.float32) * (grain if paint.textured else 1)
        albedo = albedo + paint.alpha[..., None] * (colour - albedo)
        covered = np.maximum(covered, paint.alpha)
        shiny = np.maximum(shiny, paint.alpha * paint.gloss)
    return albedo, covered, shiny


def render_sample(seed: tuple[int, int], size: int, held_out: bool = False, condition: str | None = None) -> Sample:
    """Render the sample of this (base seed, index); the same arguments give the same bytes."""
    rng = np.random.default_rng(seed)
    chosen = condition or CLASSES[int(rng.choice(len(CLASSES), p=CLASS_WEIGHTS))]
    standardised = bool(rng.random() < STANDARDISED_SHARE)
    rough = float(rng.uniform(0.3, 1.2)) if standardised else ROUGHEST
    hard_chance, hard_range = HARD_TONES.get(chosen, (0.0, ITA_RANGE_DEG))
    person = sample_person(rng, hard_range if rng.random() < hard_chance else ITA_RANGE_DEG)
    own = np.exp(-np.stack([person.healthy, person.depigmented]))
    background, background_name = render_background(rng, size, held_out, own)
    if chosen == "no-skin":
        return without_skin(rng, background, background_name, standardised)
    kinds = MELASMA_BODIES if chosen == "melasma" else None
    usual_chance, usual = USUAL_BODIES.get(chosen, (0.0, None))
    if rng.random() < usual_chance:
        kinds = usual
    body = render_body(rng, size, kinds)
    edge = 0.8 / size
    silhouette = smoothstep(edge, -edge, body.distance)
    mottle = MOTTLE_OF_STANDARDISED if standardised else 1.0
    density = dress_skin(rng, body, person, mottle, MIMICS_OF_HEALTHY if chosen == "healthy" else 1)
    bump = relief(rng, size, body.zoom, rough)
    lesion, outline = np.zeros((size, size), bool), "none"
    if chosen != "healthy":
        density, raised, lesion, outline = add_lesions(rng, chosen, density, silhouette > 0.5, body.parts.sites, person, held_out)
        bump = bump + raised
    shade = creases(rng, size, rough)
    for weight, strength in body.parts.shadows:
        shade += weight * strength
    albedo = np.exp(-(density + shade[..., None]))
    albedo, covered, shiny = paint_parts(rng, albedo, body)
    light = light_surface(rng, body.height, bump, RIDGE_HIGHLIGHT_OF.get(chosen, RIDGE_HIGHLIGHT))
    radiance, hidden = compose(rng, albedo, light, background, silhouette, shiny)
    encoded, bar = overlay_text(rng, photograph(rng, radiance, silhouette > 0.5, standardised))
    skin = (silhouette > 0.5) & (covered < 0.5) & (hidden < 0.5) & (bar < 0.5)
    return Sample(finish(rng, encoded, standardised), skin, lesion & skin, chosen, person.ita_deg, body.kind, background_name, outline)


def compose(rng: np.random.Generator, albedo: Array, light: Light, background: Array, silhouette: Array, shiny: Array) -> tuple[Array, Array]:
    """Radiance of the whole frame and the coverage by things that hide the skin."""
    size = silhouette.shape[0]
    if rng.random() < HAIR_CHANCE:
        cover, tint = body_hair(rng, size)
        albedo = albedo + (cover * silhouette)[..., None] * (tint - albedo)
    gloss = light.gloss * (0.5 + shiny) + shiny * 0.05 * (light.diffuse > 1)
    skin_light = albedo * light.diffuse[..., None] + gloss[..., None]
    level = float(np.mean(light.diffuse))
    behind = background * (cast_shadow(rng, silhouette, light.direction) * level)[..., None]
    behind = cv2.GaussianBlur(behind, (0, 0), float(np.exp(rng.uniform(np.log(0.3), np.log(5))))) if rng.random() < 0.4 else behind
    radiance = behind + silhouette[..., None] * (skin_light - behind)
    hidden = np.zeros((size, size), np.float32)
    for cover in draw_occluders(rng, size):
        if not cover.flat:
            radiance = radiance * cast_shadow(rng, cover.alpha, light.direction)[..., None]
        lit = cover.albedo * (level * rng.uniform(0.6, 1.2))
        radiance = radiance + cover.alpha[..., None] * (lit - radiance)
        hidden = np.maximum(hidden, cover.alpha)
    return radiance.astype(np.float32), hidden


def without_skin(rng: np.random.Generator, background: Array, name: str, standardised: bool) -> Sample:
    """A photo with no skin in it."""
    size = background.shape[0]
    nothing = np.zeros((size, size), bool)
    light = light_surface(rng, fractal(rng, size, 2, 2) * 0.05, np.zeros((size, size), np.float32), RIDGE_HIGHLIGHT)
    radiance = background * light.diffuse[..., None]
    for cover in draw_occluders(rng, size):
        radiance = radiance + cover.alpha[..., None] * (cover.albedo - radiance)
    encoded, _ = overlay_text(rng, photograph(rng, radiance.astype(np.float32), nothing, standardised))
    return Sample(finish(rng, encoded, standardised), nothing, nothing, "no-skin", 0.0, "none", name, "none")
