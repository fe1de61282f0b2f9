"""Trained looks: a character's token stands where their description would, in stories by models and offline ones."""

import re
from collections.abc import Iterable, Mapping, Sequence

from activities.story.assembly.words import clauses, stopped
from infra.media.text.scripts import UNSPACED
from infra.reading.sentences import sentences
from models.story.stages import Character, PlannedShot, ShotPlan, ShotPrompts, Story, VisualSpec
from models.story.triggers import of_main, trigger_of
from models.subjects.names import ARTICLES, short_name

_THAI = re.compile(r"[\u0e00-\u0e7f]")

_LOOK_WORDS = (
    r"(?:hair(?:ed|style|cut)?|beard(?:ed)?|moustache|mustache|bald|blonde?|brunette|redhead(?:ed)?|eye[ds]?|eyebrows?|skin(?:ned)?|complexion"
    r"|freckle[ds]?|wrinkle[ds]?|scar(?:red|s)?|tattoo(?:s|ed)?|cheekbones?|jaw(?:line)?|wear(?:s|ing)?|wore|worn|dress(?:ed|es)?|clad"
    r"|cloth(?:es|ing|ed)|outfit|costume|uniform|garments?|attire|shirts?|t-shirt|blouse|sweater|jumper|pullover|hoodie|cardigan|jacket|coat|raincoat"
    r"|overcoat|vest|waistcoat|suit|scarf|shawl|skirt|trousers|pants|jeans|shorts|leggings|tights|socks|shoes?|boots?|sneakers|trainers|sandals"
    r"|loafers|hat|beanie|helmet|gloves?|belt|apron|robe|gown|kimono|sari|pyjamas|pajamas|necklace|earrings?|bracelet|glasses|spectacles"
    r"|years? old|year-old|aged|slim|slender|muscular|stocky|petite)"
)
_LOOKS = re.compile(rf"\b{_LOOK_WORDS}\b", re.IGNORECASE)
_WORN = re.compile(
    rf"\s*\b(?:wearing|dressed in|clad in|in|with)\s+(?:[\w'’-]+\s+){{0,5}}?{_LOOK_WORDS}\b"
    rf"(?:\s+and\s+(?:[\w'’-]+\s+){{0,3}}?{_LOOK_WORDS}\b)*",
    re.IGNORECASE,
)
"""Words of appearance and clothing: a trained look brings its own."""
_BUILT = re.compile(
    r",\s+an?\s+(?:[\w-]+\s+){0,2}?(?:tall|short|thin|fat|lean|big|small|little|old|young|elderly|handsome|beautiful|pretty|broad-shouldered)"
    r"(?:\s+[\w-]+)?\s+(?:man|woman|boy|girl|child|person|fellow|lady)\b(?=\s*[,.;:!?]|$)",
    re.IGNORECASE,
)
"""`, a tall man,` after a name."""


def trained_story(story: Story, triggers: Mapping[str, str]) -> Story:
    """The story with a token and no description for each character who has a trained look."""
    theirs = of_main(triggers, [one.name for one in story.characters])
    cast = tuple(
        Character(name=one.name, description="", trigger=token)
        if (token := trigger_of(one.name, theirs))
        else one
        for one in story.characters
    )
    return story.model_copy(update={"characters": cast})


def trained_plan(plan: ShotPlan, story: Story) -> ShotPlan:
    """The shots without what their actions say of how a character with a trained look looks."""
    tokens = {character.name for character in story.characters if character.trigger}
    return plan.model_copy(
        update={
            "shots": tuple(
                _without_looks(shot) if tokens & {*shot.characters} else shot for shot in plan.shots
            )
        }
    )


def trained_visuals(visuals: VisualSpec, plan: ShotPlan, story: Story) -> VisualSpec:
    """The pictures with each token in place of its character's name, wherever the prompt names them."""
    shown = {shot.number: shot.characters for shot in plan.shots}
    return visuals.model_copy(
        update={
            "shots": tuple(
                _tokened(
                    visual,
                    [one for one in story.characters if one.name in shown.get(visual.number, ())],
                )
                for visual in visuals.shots
            )
        }
    )


def named_by_tokens(text: str, cast: Iterable[Character]) -> str:
    """The text with the token of each trained look in place of that character's name, full or short."""
    for character in cast:
        if character.trigger:
            token = character.trigger.replace("\\", "\\\\")
            for name in dict.fromkeys((character.name.strip(), short_name(character.name))):
                text = _naming(name, character.name).sub(token, text) if name else text
    return text


def _naming(name: str, whole: str) -> re.Pattern[str]:
    """Where a text means somebody by this name: as it is spelt where it has a capital, for Will is not `will`."""
    at = whole.casefold().find(name.casefold())
    spelt = whole[at : at + len(name)] if at >= 0 else name
    if UNSPACED.search(spelt) or _THAI.search(spelt):
        # Without spaces a name stands in the middle of other letters.
        return re.compile(re.escape(spelt))
    if whole.casefold().split()[0] in ARTICLES:
        return re.compile(rf"(?<!\w)(?:(?:the|an?)\s+)?{re.escape(short_name(whole))}(?!\w)", re.IGNORECASE)
    either = (
        f"{re.escape(spelt)}|{re.escape(spelt.upper())}"
        if spelt[:1].isupper()
        else f"(?i:{re.escape(spelt)})"
    )
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def without_looks(text: str) -> str:
    """The text without what it says of appearance and clothing: `in a red coat`, else the whole clause."""
    text = _BUILT.sub("", _WORN.sub("", text))
    kept = (
        stopped(" ".join(clause for clause in clauses(sentence) if not _LOOKS.search(clause)))
        for sentence in sentences(text, "")
    )
    return " ".join(sentence for sentence in kept if sentence)


def action_without_looks(action: str, who: Sequence[str]) -> str:
    """What happens, less what is said of appearance and clothing; where nothing else happens, that they are there."""
    there = f"{' and '.join(who)} {'stands' if len(who) == 1 else 'stand'} there and {'looks' if len(who) == 1 else 'look'} ahead."
    return without_looks(action) or (there if who else action)


def _without_looks(shot: PlannedShot) -> PlannedShot:
    return shot.model_copy(update={"action": action_without_looks(shot.action, shot.characters)})


def _tokened(visual: ShotPrompts, cast: Sequence[Character]) -> ShotPrompts:
    fields = ("image_prompt", "start_frame_prompt", "end_frame_prompt")
    return visual.model_copy(update={name: named_by_tokens(getattr(visual, name), cast) for name in fields})
