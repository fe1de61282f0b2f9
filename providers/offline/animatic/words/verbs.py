"""Words for things that may be verbs as well: `the kite rose`, `he trains`, `the phone rings`; a picture shows things alone."""

import re

from providers.offline.animatic.words.colours import COLOURS, MATERIALS
from providers.offline.animatic.words.unseen import DETERMINERS, HOW, LEADING, TABLES

_BOTH = r"rose|(?:train|fish|book|key|box|camp|fire|ring|bear|duck|fly|flie|map|note|cycle|swallow|plant|phone|screen|bridge|ship|boat|star|watch|clock|bottle|crate|package|mirror|light|bark|seal|saw|bike|sail|rocket|balloon|chair|flower|blossom|letter|ball|bag|shoe|shell|coin|crown|hound|fox|hawk|flock|blanket|cup|water|wave|wood|leave)(?:e?s)?"
_WORD = re.compile(rf"(?P<before>[^\W\d_]+(?:['’-][^\W\d_]+)*)(?P<gap> +)(?P<word>{_BOTH})\b(?P<after>(?: +[^\W\d_]+)?)", re.IGNORECASE)  # fmt: skip
_DOES = frozenset(TABLES["before_verbs"].split())
"""Behind these words comes no thing, but what is done."""
_OBJECT = frozenset(TABLES["after_verbs"].split())
"""What stands behind a verb and hardly ever behind a noun in the plural."""
_OF_THE_PAST = frozenset({"rose"})
"""Where a noun before them is what does it, however they go on."""


def things_only(text: str) -> str:
    """A text in which words that may be things and are verbs are none: `The kite rose` → `The kite does`."""
    return _WORD.sub(
        lambda hit: f"{hit['before']}{hit['gap']}does{hit['after']}" if _acts(hit) else hit[0], text
    )


def _acts(hit: re.Match[str]) -> bool:
    before, word = hit["before"].lower(), hit["word"].lower()
    if before in _DOES:
        return True
    if (
        before in DETERMINERS
        or before in LEADING
        or before in COLOURS
        or before in HOW
        or before in MATERIALS
    ):
        return False
    if before in {"and", "or"}:
        return word.endswith("s") and hit["after"].strip().lower() in _OBJECT
    if word in _OF_THE_PAST:
        return True
    named = hit["before"][0].isupper()
    return (
        word.endswith("s") and not before.endswith("s") and (named or hit["after"].strip().lower() in _OBJECT)
    )
