"""What models are told of a script: who says what in it is given, and not theirs to write."""

from activities.story.prompts.instructions import material
from infra.reading.reader import is_plain, read
from models.brief import Brief

_KEPT = """The text is a script. Its lines are kept word for word and in their order, each with whoever says it in the script (`speaker`); a line that the film has no time for is left out whole, never shortened, rewritten or given to anybody else.
- What its action describes is seen (`action`) and never spoken; only what its narrator says is narration. Titles, headings, transitions and camera words are not spoken.
- Its scenes keep their order, their places, inside or outside, and their hours. Whoever is only heard (V.O., O.S.) is not in frame."""

_WHOLE = 20_000
"""Characters of a script that a model is given as a whole."""


def script_rules(brief: Brief) -> str:
    """What holds for a film of a script; empty where the brief's text is told by a narrator."""
    text = brief.text
    return _KEPT if not is_plain(text) and read(text).scripted else ""


def script(brief: Brief, part: int = 0, parts: int = 1) -> str:
    """The rules and the script itself, for a stage that is not told the text otherwise; empty where it is none.

    Of a script longer than 20,000 characters it is the stretch around the `part` of so many `parts`, with some of what
    is before and after.
    """
    rules = script_rules(brief)
    if not rules:
        return ""
    text = read(brief.text).text
    if len(text) > _WHOLE:
        size = min(_WHOLE, 2 * len(text) // parts)
        start = max(0, min(len(text) - size, len(text) * (2 * part + 1) // (2 * parts) - size // 2))
        text = text[start : start + size]
    return f"{rules}\n{material('script', text)}"
