"""Colours as people write them: `mustard yellow`, `pale blue`, `a coat of deep green`."""

import re

from providers.offline.animatic.palette import RGB, mix, shade

COLOURS: dict[str, RGB] = {
    "red": (200, 58, 52), "blue": (52, 100, 168), "green": (70, 132, 82), "yellow": (236, 188, 62), "white": (240, 236, 226),
    "black": (50, 50, 58), "orange": (228, 130, 52), "purple": (124, 76, 152), "pink": (230, 138, 162), "brown": (128, 88, 62),
    "grey": (138, 140, 146), "gray": (138, 140, 146), "golden": (214, 168, 72), "gold": (214, 168, 72), "silver": (184, 190, 198),
    "turquoise": (54, 164, 164), "teal": (32, 122, 124), "cyan": (64, 178, 198), "aqua": (86, 188, 190), "navy": (42, 56, 98),
    "indigo": (66, 62, 132), "violet": (128, 88, 172), "lavender": (176, 162, 208), "lilac": (192, 168, 210), "mauve": (170, 130, 164),
    "plum": (116, 58, 96), "magenta": (192, 62, 130), "fuchsia": (206, 70, 140), "rose": (214, 120, 128), "coral": (232, 122, 100),
    "salmon": (234, 150, 128), "peach": (244, 186, 150), "apricot": (240, 176, 118), "crimson": (170, 38, 52), "scarlet": (208, 48, 42),
    "ruby": (168, 34, 60), "burgundy": (118, 38, 54), "maroon": (112, 40, 46), "wine": (112, 40, 58), "rust": (176, 84, 48),
    "terracotta": (196, 104, 74), "copper": (184, 106, 62), "bronze": (150, 112, 66), "brass": (192, 152, 76), "amber": (226, 152, 52),
    "mustard": (212, 164, 50), "ochre": (204, 148, 64), "saffron": (238, 166, 48), "lemon": (240, 220, 96), "cream": (240, 226, 196),
    "ivory": (242, 234, 212), "beige": (214, 194, 160), "tan": (198, 160, 116), "sand": (214, 188, 142), "khaki": (168, 154, 106),
    "camel": (196, 150, 96), "olive": (112, 116, 64), "moss": (104, 122, 70), "sage": (146, 164, 130), "emerald": (38, 136, 98),
    "jade": (72, 158, 124), "mint": (154, 210, 180), "lime": (158, 196, 68), "chestnut": (134, 76, 50), "mahogany": (112, 56, 46),
    "chocolate": (92, 60, 46), "russet": (190, 98, 52), "tawny": (188, 132, 80), "caramel": (186, 122, 68), "charcoal": (74, 76, 84),
    "slate": (98, 110, 124), "steel": (162, 168, 178), "anthracite": (62, 64, 72), "ash": (168, 166, 162), "pewter": (138, 142, 146),
    "sky blue": (120, 180, 222), "powder blue": (166, 198, 220), "royal blue": (48, 78, 170), "cobalt": (40, 84, 168),
    "midnight blue": (34, 42, 82), "navy blue": (42, 56, 98), "slate blue": (92, 112, 146), "steel blue": (86, 124, 156),
    "denim": (74, 104, 148), "forest green": (46, 96, 66), "bottle green": (32, 82, 62), "sea green": (66, 148, 124),
    "olive green": (112, 116, 64), "moss green": (104, 122, 70), "mustard yellow": (212, 164, 50), "rust red": (176, 72, 46),
    "brick red": (166, 70, 56), "brick": (166, 78, 60), "blood red": (140, 28, 34), "charcoal grey": (74, 76, 84),
    "dove grey": (178, 178, 182), "rose gold": (220, 160, 140), "blonde": (222, 186, 112), "blond": (222, 186, 112),
}  # fmt: skip
"""What we paint for a word; where two words are one colour, both are here together."""

MATERIALS: dict[str, RGB] = {
    "oilskin": (228, 178, 54), "leather": (112, 76, 54), "tweed": (132, 118, 92), "canvas": (180, 160, 122), "linen": (222, 208, 180),
    "straw": (224, 192, 112), "wooden": (150, 106, 70), "wood": (150, 106, 70), "oak": (150, 106, 66), "iron": (88, 90, 100),
    "chrome": (196, 202, 210), "metal": (160, 166, 176), "rubber": (64, 66, 74), "glass": (168, 206, 210), "stone": (150, 146, 140),
    "clay": (190, 112, 82), "pearl": (244, 240, 230), "burlap": (176, 146, 100), "wicker": (196, 156, 100), "cardboard": (192, 146, 96), "marble": (226, 224, 222),
}  # fmt: skip
"""What a thing's material says of its colour where nothing else does."""

_SHADES: dict[str, float] = {
    "dark": -0.34, "deep": -0.18, "inky": -0.4, "bright": 0.0, "vivid": 0.0, "light": 0.34, "pale": 0.46, "soft": 0.22, "pastel": 0.46,
}  # fmt: skip
_DULL = frozenset({"faded", "dusty", "muted", "worn", "dull", "weathered", "washed"})
_ALONE: dict[str, RGB] = {"dark": (58, 56, 68), "light": (222, 212, 196), "pale": (226, 218, 206)}
"""Shades that stand for a colour: dark trousers."""


def _either(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))  # type: ignore[call-overload]


_COLOUR = re.compile(rf"(?<!\w)(?:({_either([*_SHADES, *_DULL])}) )?({_either(COLOURS)})(?!\w)")
_MATERIAL = re.compile(rf"(?<!\w)({_either(MATERIALS)})(?!\w)")
_SHADE = re.compile(rf"(?<!\w)({_either(_ALONE)})(?!\w)")


def plain(text: str) -> str:
    """The text in lower case, its hyphens gone: what all of these functions read."""
    return re.sub(r"[-‐‑–_\s]+", " ", text.lower().replace("’", "'"))


def said_colour(text: str) -> RGB | None:
    """The last colour that a plain text says; None where it says none."""
    *_, found = [None, *_COLOUR.finditer(text)]
    if found is None:
        return None
    colour = COLOURS[found[2]]
    if found[1] in _DULL:
        return mix(colour, (150, 148, 146), 0.3)
    return shade(colour, _SHADES.get(found[1] or "", 0.0))


def colour_in(text: str) -> RGB | None:
    """The last colour of a plain text, or else what a material or a shade says of it: dark leather boots."""
    if (colour := said_colour(text)) is not None:
        return colour
    if found := _MATERIAL.search(text):
        dark = re.search(r"(?<!\w)(?:dark|deep)(?!\w)", text)
        return shade(MATERIALS[found[1]], -0.3 if dark else 0.0)
    found = _SHADE.search(text)
    return _ALONE[found[1]] if found else None
