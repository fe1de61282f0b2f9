"""What an expression of PromQL names, read carefully: its metrics, each with the labels that are asked of it or kept of it."""

import re

_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_RANGE = re.compile(r"\[[^\]]*\]")
_KEPT = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_MATCHED = re.compile(r"\{([^}]*)\}")
_LABEL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*(?:=~|!~|!=|=)")
_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*(?!\s*\()\b")
_FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(")
_WORDS = frozenset(("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "inf", "nan"))
FUNCTIONS = frozenset(
    (
        "sum",
        "max",
        "min",
        "avg",
        "count",
        "rate",
        "increase",
        "delta",
        "histogram_quantile",
        "time",
        "absent",
        "max_over_time",
    )
)
"""Those that are used; one that is not among them may be a mistake."""


def checked(expression: str) -> str:
    """The expression without its strings; AssertionError where it cannot be one."""
    plain = _STRING.sub('""', expression)
    for opening, closing in ("()", "{}", "[]"):
        assert plain.count(opening) == plain.count(closing), f"{opening}{closing} do not match: {expression}"
    called = set(_FUNCTION.findall(plain)) - _WORDS
    assert called <= FUNCTIONS, f"{called - FUNCTIONS} is no function that is known here: {expression}"
    return plain


def metrics_in(expression: str) -> set[str]:
    """The metrics that it names."""
    plain = _RANGE.sub("", _MATCHED.sub("", _KEPT.sub("", checked(expression))))
    plain = _FUNCTION.sub("(", plain)
    return {name for name in _NAME.findall(plain) if name not in _WORDS}


def labels_in(expression: str) -> set[str]:
    """The labels that it matches, or sums by."""
    plain = checked(expression)
    matched = {name for inside in _MATCHED.findall(plain) for name in _LABEL.findall(inside)}
    kept = {name.strip() for inside in _KEPT.findall(plain) for name in inside.split(",")}
    return {name for name in matched | kept if name}
