"""Stage 0: the template whose words the text uses; a story gets a story's arc unless it sells something."""

import re

from models.brief import Brief
from models.errors import BadInput
from models.story.stages import Template, TemplateChoice
from providers.offline.outline.text.passages import Reading

_STORY_ARC = 1.5
_GOALS = {True: "that the audience wants to hold it", False: "that the audience feels it has been there"}


def choose(brief: Brief, templates: tuple[Template, ...], reading: Reading) -> TemplateChoice:
    """The brief's template, or the best scored one with the words that spoke for it.

    Raises:
        BadInput: when there is no template to choose from.

    """
    if not templates:
        raise BadInput("There are no story templates to choose from: add one to activities/story/templates.")
    sells = reading.subject.kind == "product"
    focus = reading.subject.phrase.noun or (
        reading.cast[0].name if reading.cast else reading.places[0] if reading.places else ""
    )
    if brief.template:
        return TemplateChoice(
            selected_template=brief.template, confidence=1.0, reasoning=f"The brief asks for {brief.template}.",
            narrative_focus=focus, emotional_goal=_GOALS[sells],
        )  # fmt: skip
    words = re.findall(r"[^\W\d_]+", reading.whole.lower())
    scored = [(*_score(template, words, sells=sells), template) for template in templates]
    ranked = sorted(scored, key=lambda entry: -entry[0])
    best, found, chosen = ranked[0]
    second, other = (ranked[1][0], ranked[1][2].id) if len(ranked) > 1 else (0.0, "")
    kind = "It is about a product" if sells else "It is a story"
    cited = f" and uses the words {', '.join(found[:5])}" if found else ""
    return TemplateChoice(
        selected_template=chosen.id,
        confidence=round(min(0.95, 0.5 + 0.45 * (best - second) / (best + 1.0)), 2),
        reasoning=f"{kind}{cited}: {chosen.name} suits {', '.join(chosen.best_for[:2])}.",
        alternative_template=other,
        narrative_focus=focus,
        emotional_goal=_GOALS[sells],
    )


def _score(template: Template, words: list[str], *, sells: bool) -> tuple[float, list[str]]:
    """How well a template fits, and which words of the text say so; a longer text weighs no more than a short one."""
    known = {keyword.lower() for keyword in template.keywords}
    stems = tuple(keyword for keyword in sorted(known) if len(keyword) > 4)
    found: dict[str, int] = {}
    for word in words:
        if word in known or (stems and word.startswith(stems)):
            found[word] = found.get(word, 0) + 1
    often = sorted(found, key=lambda word: (-found[word], word))
    rate = sum(min(3, found[word]) for word in often) / max(12.0, len(words) ** 0.5)
    tells = any("stor" in use.lower() for use in template.best_for)
    return rate * 4 + _STORY_ARC * (tells != sells), often
