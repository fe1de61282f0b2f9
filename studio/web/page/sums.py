"""What was paid, as a table names it."""

from studio.service.costs import By
from studio.service.facts.money import CostSum

STAGES = {
    "story": "Story",
    "safety": "Checks",
    "sheet": "People and places",
    "keyframe": "Pictures",
    "voice": "Voices",
    "clip": "Clips",
    "lips": "Lips",
    "score": "Score",
    "effect": "Effects",
}
"""What is made, by the ledger's name for it."""


def called(one: CostSum, by: By) -> str:
    """What a sum is of, for people."""
    if by == "stage":
        return STAGES.get(one.stage or "", one.stage or "")
    if by == "provider":
        return " · ".join(filter(None, (one.provider, one.model)))
    if by == "film":
        return one.film or ""
    if by == "month":
        return one.month or ""
    return one.shot or "the film itself"
