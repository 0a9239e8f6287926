"""The demo study: the four pairs as four subjects, with the manual score of an invented rater. A rendered demonstration: no person
was photographed or rated."""
from __future__ import annotations

# Pseudonymous code, height, weight, body region, and per visit: hand units read by the rater and residual depigmentation on the VASI ladder.
# Read off the photographs by hand-unit estimate, as clumsily as people do (one hand unit taken as 1 % of the body surface).
SUBJECTS = (
    ('DEMO-001', 168, 62, 'upper_arm', 'pair-1', ((0.10, 100), (0.10, 90))),
    ('DEMO-002', 181, 84, 'trunk_front', 'pair-2', ((0.10, 100), (0.10, 75))),
    ('DEMO-003', 159, 71, 'lower_leg', 'pair-3', ((0.08, 100), (0.10, 100))),
    ('DEMO-004', 174, 77, 'trunk_back', 'pair-4', ((0.12, 100), (0.10, 75))),
)


def demo_study(days: dict[str, int]) -> dict[str, object]:
    """Content of demo-study.json; a visit's VASI contribution is hand units x residual depigmentation."""
    subjects = []
    for code, height, weight, region, pair, readings in SUBJECTS:
        visits = []
        for visit, (hand_units, residual) in enumerate(readings):
            visits.append({'label': ('baseline', 'follow-up')[visit], 'days_since_baseline': 0 if visit == 0 else days[pair],
                           'photo': {'file': f'{pair}-{("baseline", "followup")[visit]}.jpg', 'condition': 'vitiligo', 'body_region': region,
                                     'view': 'part_of_region', 'illumination': 'visible', 'marker_mm': 20},
                           'manual_score': {'instrument': 'VASI', 'rater': 'RATER-A',
                                            'items': [{'body_region': region, 'hand_units': hand_units, 'residual_depigmentation_percent': residual}],
                                            'value': round(hand_units * residual / 100, 4)}})
        subjects.append({'code': code, 'height_cm': height, 'weight_kg': weight, 'visits': visits})
    return {'title': 'Rendered demonstration study', 'condition': 'vitiligo',
            'note': 'Everything here is rendered or invented: photographs by test-images/render, subjects, dates and manual scores made up. '
                    'The scores imitate a hurried reader: near the truth, not equal to it. They are no evidence of agreement.',
            'subjects': subjects}
