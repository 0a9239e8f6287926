"""Write the model card (README.md) of a model folder from its manifest, so that card and manifest cannot disagree.

Usage: card.py [--folder ../lesion-unet]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from export import FOLDER
from render.skin import TONE_CLASSES

SETS = {
    "validation": "held-out seeds of the training renderer",
    "style": "held-out style: a background and an outline family never trained on",
}
TEXT = """# {name} {version}

{note}

{intended_use}

**Not for:** {not_for}

- Licence: {licence}, weights included.
- {files} {megabytes:.1f} MB, sha256 `{sha256}`.
- Input and output: `manifest.json`. Photo with its long side at {long_side} px, sRGB 0–1; out come probabilities of {channels}.
  Depigmented skin counts as skin. A lesion probability is meant to be read for the condition that the photo is known to show: the network
  does not tell conditions apart, and a plaque may score in another condition's channel.

## Training
- Data: rendered skin only, no photo of any person. Skin colours: Xiao et al., *Opt. Express* 24:14934 (2016) and NIST forearm spectra
  (Cooksey et al., *J. Res. NIST* 122:026, 2017). Code: `../training/`.
- Committees: `{command}` joins the networks below, each in `../training/`. Out come the mean of what they say, the lowest and the highest.
{members}

## Figures
Measured on rendered photos at 512 px by this renderer's own code. They say that the network learnt what was rendered; **they do not say how
well it does on clinical photos**, where texture, anatomy and light go beyond the renderer. Expect less there and look at the overlays.

{figures}
The photos of `validation` and `style` and the phantoms in `test-images/` were never trained on, but they were looked at while the network was
made, so they flatter it a little. False lesion above 100 % of skin means lesion found on a background taken for skin.

## Known limits
- The figures above are those of the network alone, cut at one half; the product adds the colour step and the checks of each patch.
- On healthy skin with gloss, moles, redness or a shadow the network alone finds several per cent of false lesion, and now and then it takes cloth
  for lesion. It must not be used without the colour step and a person who looks at the overlay.
- Its probabilities are not calibrated well (ECE in the table); read them as an order, not as a chance.
- The skin mask misses part of over-exposed depigmented skin; take skin as skin or lesion.
- Dice means average photos, and photos with lesions of a few pixels weigh as much as large ones.
- Fair skin (ITA above 55°) has little contrast to vitiligo in visible light; faint pigment changes are missed or their border is uncertain.
- Nails, lips, teeth, pale palms and soles, gloss and over-exposed skin are the usual sources of false vitiligo; redness and bruises of false
  psoriasis; moles, tan and shadow of false melasma.
- Scalp, mucosa, genital skin, ears from the side, bent fingers and hairy skin were rendered crudely or not at all.
- Other skin diseases were not rendered; what the network says about them means nothing.
"""
MEMBER = """- {version}, {hours} h on {hardware}. Weights: sha256 `{weights_sha256}`. {how}"""
TRAINING = "seed {seed}, {steps} steps, code of commit `{code_commit}`: `{command}`"


def member(facts: dict[str, Any]) -> str:
    """How one network of the committee came about."""
    if "averaged" not in facts:
        return MEMBER.format(**facts, how=TRAINING.format(**facts))
    trainings = [f"  - {TRAINING.format(**each)}" for each in facts["averaged"]]
    return "\n".join([MEMBER.format(**facts, how="The mean of the weights of:"), *trainings])


def files(manifest: dict[str, Any]) -> str:
    """The files by name; the hash is that of one after the other."""
    own = [f", `{file}` for {condition}" for condition, file in manifest.get("files_by_condition", {}).items()]
    return f"Files: `{manifest['file']}`{''.join(own)}; together" if own else f"File: `{manifest['file']}`"


def members(training: dict[str, Any]) -> str:
    own = training.get("members_by_condition", {})
    every = [member(facts) for facts in training["members"]]
    for condition, those in own.items():
        every += [f"- For {condition} alone:", *("  " + member(facts).replace("\n", "\n  ") for facts in those)]
    return "\n".join(every)


def figures(metrics: dict[str, Any]) -> str:
    parts = []
    for name, meaning in SETS.items():
        if name not in metrics:
            continue
        rows = [f"### {name}: {meaning}", "", "| condition | photos | Dice mean | median | " + " | ".join(TONE_CLASSES) + " | area error (median) | skin recall on lesion, mean / p10 | ECE |"]
        rows.append("|---" * (len(TONE_CLASSES) + 7) + "|")
        for condition in ("vitiligo", "psoriasis", "melasma"):
            if condition in metrics[name]:
                rows.append(condition_row(condition, metrics[name][condition]))
        skin, healthy = metrics[name]["skin"], metrics[name].get("healthy")
        rows += ["", f"Skin: mean Dice {skin['dice_mean']:.3f}, ECE {skin['ece']:.3f}."]
        if healthy:
            rows.append(
                f"Healthy photos ({healthy['photos']}): lesion falsely found, share of skin, worst of the three channels: median "
                f"{healthy['false_lesion_share_of_skin_median']:.2%}, 95th percentile {healthy['false_lesion_share_of_skin_p95']:.1%}, worst photo {healthy['false_lesion_share_of_skin_worst']:.1%}."
            )
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts) if parts else "None measured yet.\n"


def condition_row(condition: str, values: dict[str, Any]) -> str:
    tones = [f"{values['dice_mean_by_tone'][tone]:.2f}" if tone in values["dice_mean_by_tone"] else "–" for tone in TONE_CLASSES]
    recall = f"{values['skin_recall_on_lesion_mean']:.3f} / {values['skin_recall_on_lesion_p10']:.3f}"
    cells = [condition, str(values["photos"]), f"{values['dice_mean']:.3f}", f"{values['dice_median']:.3f}", *tones, f"{values['area_error_median']:.1%}", recall, f"{values['ece']:.3f}"]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", default=str(FOLDER))
    folder = Path(parser.parse_args().folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    training = manifest["training"]
    text = TEXT.format(
        **{key: manifest[key] for key in ("name", "version", "note", "intended_use", "not_for", "licence", "sha256")},
        files=files(manifest),
        command=training["command"],
        members=members(training),
        megabytes=manifest["bytes"] / 1e6,
        long_side=manifest["input"]["long_side_px"],
        channels=", ".join(["skin", *manifest["conditions"]]),
        figures=figures(manifest["metrics"]),
    )
    (folder / "README.md").write_text(text)


if __name__ == "__main__":
    main()
