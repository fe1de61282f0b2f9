"""What a request is for: a story as it stands, an advertisement, or a film about one thing; orders are set aside."""

import re
from dataclasses import dataclass, field
from typing import Literal

from providers.offline.outline.people.name_words import ACTS
from providers.offline.outline.text.phrase import Phrase, being_of, phrase_of
from providers.offline.outline.text.sentences import sentences
from providers.offline.outline.text.word_sets import word_set

SubjectKind = Literal["story", "person", "thing", "product"]

_FILM = (
    r"(?:ads?|adverts?|advertisements?|commercials?|promos?|spots?|films?|movies?|videos?|clips?|trailers?|teasers?|"
    r"shorts?|reels?|documentary|animations?|cartoons?|story|tale|montage)"
)
_ORDER = re.compile(
    r"^(?:hi[,!. ]+|hello[,!. ]+|please[, ]+|can you |could you |i want you to |i(?:'d| would) like (?:you to )?|i want |i need |"
    r"we need |we want )*(?:to )?(?:(?:make|create|produce|generate|write|shoot|design|do|give me|build|film|tell|show)(?: me| us)? )?"
    rf"(?:(?:a|an|the|one|some|my|our)\s+)?(?:[\w-]+\s+){{0,6}}?({_FILM})\b"
    r"(?:[, ]+(?:in|of|with|that is|lasting|at)\s+[\w\s-]*?(?:seconds?|minutes?|style))?[\s,:]+"
    r"(?:about|for|of|on|featuring|showing|where|in which|that shows|starring|with|called|:)\s*",
    re.IGNORECASE,
)
_SELLS = re.compile(r"\b(?:ads?|adverts?|advertisements?|commercials?|promos?|spots?)\b", re.IGNORECASE)
_DIRECTION = re.compile(
    r"^(?:please\b|make (?:it|the|this|sure)\b|use (?:a|an|the|only|slow|lots|warm|dark|black|natural)\b|keep (?:it|the (?:film|tone|video))\b|"
    r"(?:the|this) (?:film|video|ad|clip|movie|commercial|style|tone|mood|music|voice ?over|camera)\b|no (?:text|dialogue|music|voice)\b|"
    r"(?:style|tone|mood|duration|length|format|aspect(?: ratio)?|music|camera|voice ?over|audience)\s*[:=-]|it should\b|should (?:be|feel|look)\b|"
    r"end with (?:a|the) (?:logo|tagline|call)|\d+ ?(?:s|sec|seconds?|minutes?)\b\.?$)",
    re.IGNORECASE,
)
_PRODUCTS = word_set(
    "coffee mug cup tea perfume fragrance cologne app phone smartphone tablet laptop computer headphones earbuds speaker camera watch "
    "smartwatch shoes shoe sneakers sneaker boots jacket jeans dress shirt socks backpack bag handbag chocolate cake bread pizza burger "
    "juice soda water wine beer whisky whiskey gin sauce honey skincare cream serum shampoo soap toothpaste lipstick makeup candle "
    "lamp chair sofa mattress pillow bike bicycle scooter car ring necklace jewelry jewellery bracelet sunglasses glasses brand "
    "subscription service software platform website product gadget toy game book course bottle knife pan blender toaster oven umbrella pen notebook "
    "snack cereal yoghurt yogurt granola chips cookies toothbrush razor vacuum drone console"
)
_WHERE = {
    "kitchen": "coffee mug cup tea chocolate cake bread pizza burger juice soda water wine beer whisky whiskey gin sauce honey bottle knife pan blender toaster oven snack cereal yoghurt yogurt granola chips cookies",
    "room": "perfume fragrance cologne skincare cream serum shampoo soap toothpaste lipstick makeup candle lamp chair sofa mattress pillow ring necklace jewelry jewellery bracelet toothbrush razor vacuum toy game book",
    "office": "app phone smartphone tablet laptop computer software platform website subscription service course pen notebook headphones earbuds",
    "street": "shoes shoe sneakers sneaker boots jacket jeans dress shirt socks backpack bag handbag watch smartwatch sunglasses glasses umbrella speaker camera",
    "road": "bike bicycle scooter car",
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What the film is about. `text` is what to tell, `phrase` the thing or person in a few words, empty when no noun is sure."""

    kind: SubjectKind
    text: str
    phrase: Phrase = field(default_factory=Phrase)
    setting: str = ""


def subject_of(text: str, language: str) -> Subject:
    """Set the order apart from the matter, and say whether the matter is a story, a person or a thing."""
    if language != "en" or len(text) > 1500:
        return Subject("story", text)
    order = _ORDER.match(text)
    matter = text[order.end() :].strip() if order else text
    if not re.search(r"\w", matter):
        matter, order = text, None
    whole = [s.text for s in sentences([part for part in re.split(r"\n+", matter) if part.strip()], language)]
    parts = [p for p in whole if not _DIRECTION.match(p)]
    if parts and len(parts) < len(whole):
        matter = " ".join(parts)
    phrase = phrase_of(parts[0] if parts else matter)
    sells = bool(order and _SELLS.search(order[0])) or (_is_product(phrase.noun) and len(parts) <= 2)
    if sells:
        return Subject("product", _told(matter), phrase, _where(phrase.noun))
    if len(matter.split()) > 40 or len(parts) > 1:
        return Subject("story", matter)
    people = (being_of(word) for word in re.findall(r"[a-z]+(?:['’]s?)?", matter.lower()))
    person = bool(phrase.being) or any(people) or _is_event(matter)
    return Subject("person" if person else "thing", _told(matter), phrase)


def _is_product(phrase: str) -> bool:
    words = phrase.lower().split()
    return bool(words) and words[-1] in _PRODUCTS and not any(being_of(w) for w in words)


def _is_event(matter: str) -> bool:
    """A name or a pronoun that acts: `Mara leaves the island`, `Dr. Smith met Mr. Jones`."""
    match = re.match(r"(?:(?:[A-Z][a-z]+\.? )?[A-Z][a-z]+|he|she|they|we|I)\s+([a-z]+)\s+\w", matter)
    verb = match[1] if match else "versus"
    return verb != "versus" and (verb in ACTS or verb.endswith(("s", "ed")))


def _where(phrase: str) -> str:
    words = phrase.lower().split()
    return next(
        (place for place, nouns in _WHERE.items() if words and words[-1] in nouns.split()), "studio table"
    )


def _told(matter: str) -> str:
    """`A keeper who finds a door` is told as `A keeper finds a door`."""
    return re.sub(
        r"^((?:a|an|the)\s+(?:[\w-]+\s+){1,3})(?:who|that)\s+(?=\w+s\b)", r"\1", matter, flags=re.IGNORECASE
    )
