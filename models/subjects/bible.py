"""A film's bible: its subjects, where each stands, and which of them a shot shows."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, Self

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.orders.references import Reference, ReferenceRule
from models.shots.lines import Line
from models.shots.shot_list import Shot
from models.subjects.names import heads_of, named, plain_name
from models.subjects.nouns import noun_of
from models.subjects.subject import Subject, SubjectKind, found_subject
from models.subjects.tints import tints_of

ORDER: tuple[SubjectKind, ...] = ("character", "place", "prop")
"""Whose pictures come first: faces, then the place, then things."""
MOST_TOLD_BY_SHORT_NAMES = 300
"""In a film of more subjects a name means whom it names in full, and no text is searched for them all."""
_DETERMINERS = "the|an?|his|her|its|my|our|their|your|this|that"
RECURS = 2
"""From how many shots on a subject without a picture of its own gets one."""


class SubjectView(Frozen):
    """Where a subject stands. `sheet` is its own picture, drawn where nobody gave one; `missing` says why there is none.

    `voice` is who speaks its lines. `tint` is the colour of a character where nothing is said of it (`tints`). `names` are what else the film calls it: what it was called before, and those that
    were merged into it; `formerly` are descriptions of it that prompts of the film may still hold. `shots` is in how many it is seen.
    """

    subject: Subject
    sheet: Asset | None = None
    missing: str = ""
    voice: str = ""
    names: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    shots: int = 0
    take: int = 1
    tint: int | None = Field(default=None, exclude_if=lambda tint: tint is None)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.subject.name

    @property
    def pictures(self) -> tuple[Blob, ...]:
        """What a provider can be given of it, the best first."""
        return self.subject.references or ((self.sheet.blob,) if self.sheet else ())

    @property
    def wants_sheet(self) -> bool:
        """Whether it recurs and has no picture of its own."""
        return self.shots >= RECURS and not self.pictures

    def changed(self, **changes: object) -> Self:
        """It, with other fields."""
        return self.model_copy(update=changes)


class Shown(NamedTuple):
    """What a provider is given of a shot's subjects, and the names of those for whom there was no room."""

    references: tuple[Reference, ...]
    left_out: tuple[str, ...]


class Bible(Frozen):
    """A film's subjects, characters first, and the voice of its narrator; all voices are those of the provider `speech`."""

    subjects: tuple[SubjectView, ...] = ()
    narrator: str = ""
    speech: str = Field(default="", exclude_if=lambda provider: not provider)

    @cached_property
    def _by_name(self) -> dict[str, SubjectView]:
        """Every name that the film has for each, the earlier subject first where two share one."""
        known: dict[str, SubjectView] = {}
        for view in self.subjects:
            for name in (view.name, *view.names):
                known.setdefault(name, view)
        return known

    @cached_property
    def _by_plain_name(self) -> dict[str, SubjectView]:
        return {plain_name(name): view for name, view in reversed(self._by_name.items())}

    def find(self, name: str) -> SubjectView | None:
        """The subject that `name` means; None for nobody in the film."""
        if view := self._by_plain_name.get(plain_name(name)):
            return view
        if len(self.subjects) > MOST_TOLD_BY_SHORT_NAMES:
            return None
        known = named(name, self._by_name)
        return None if known is None else self._by_name[known]

    def seen_in(self, shot: Shot) -> tuple[SubjectView, ...]:
        """The subjects that a shot shows: characters in the shot's order, then places, then props.

        They are those that it lists. Of a kind that it lists none of, and of props, those that its words name are
        seen too.
        """
        listed = {"character": shot.characters, "place": shot.landscapes, "prop": shot.props}
        mentioned = self._mentioned(shot)
        seen: dict[str, SubjectView] = {}
        for kind in ORDER:
            views = [view for name in listed[kind] if (view := self.find(name)) and view.subject.kind == kind]
            if kind == "prop" or not listed[kind]:
                views += [view for view in mentioned if view.subject.kind == kind]
            seen |= {view.name: view for view in views if view.name not in seen}
        return tuple(seen.values())

    def shown_in(self, shot: Shot, rule: ReferenceRule | None) -> Shown:
        """What a provider with that rule is given for a shot; nothing when it takes no references.

        Each subject gives its best picture, in order; where there is room left, the characters their further ones.
        Those that a person listed for the shot take the place of those that are seen; more of them than a provider of
        pictures takes are refused before (`FilmOrders.cannot_show`).
        """
        if rule is None:
            return Shown((), ())
        views = self.listed_for(shot) if shot.references else self.seen_in(shot)
        views = tuple(view for view in views if view.pictures)
        given = [_reference(view, view.pictures[0]) for view in views[: rule.most]]
        further = [
            _reference(view, picture)
            for view in views
            if view.subject.kind == "character"
            for picture in view.pictures[1:]
        ]
        given += further[: max(0, rule.most - len(given))]
        once: dict[str, Reference] = {}
        for one in given:
            once.setdefault(one.picture.sha256, one)
        return Shown(tuple(once.values()), tuple(view.name for view in views[rule.most :]))

    def listed_for(self, shot: Shot) -> tuple[SubjectView, ...]:
        """The subjects that a person listed for a shot, and that are in the film."""
        views = (self.find(name) for name in shot.references)
        return tuple({view.name: view for view in views if view}.values())

    def voice_of(self, line: Line) -> str:
        """Whose voice speaks a line; empty where nobody was assigned."""
        view = self.find(line.subject) if line.subject else None
        return view.voice if view and view.voice else self.narrator

    def with_(self, *changed: SubjectView) -> Self:
        """The bible with these subjects as they are now, each in its place, by their names; a new one comes last."""
        by_name = {view.name: view for view in changed}
        kept = tuple(by_name.pop(view.name, view) for view in self.subjects)
        return self.having((*kept, *by_name.values()))

    def without(self, name: str) -> Self:
        """The bible without a subject."""
        return self.having(tuple(view for view in self.subjects if view.name != name))

    def counted(self, shots: Iterable[Shot]) -> Self:
        """The bible with in how many of these shots each subject is seen."""
        counts = dict.fromkeys((view.name for view in self.subjects), 0)
        for shot in shots:
            for view in self.seen_in(shot):
                counts[view.name] += 1
        return self.having(tuple(view.changed(shots=counts[view.name]) for view in self.subjects))

    def having(self, subjects: tuple[SubjectView, ...]) -> Self:
        """The bible with these subjects in place of its own."""
        return type(self)(subjects=subjects, narrator=self.narrator, speech=self.speech)

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        # Things are told by their names alone; of very many subjects no others are looked for in a text.
        order = sorted(self._by_name, key=lambda name: self._by_name[name].subject.kind != "prop")
        names = sorted(order[:MOST_TOLD_BY_SHORT_NAMES], key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)", re.IGNORECASE)

    def _mentioned(self, shot: Shot) -> tuple[SubjectView, ...]:
        """The subjects that a shot's words name, in the order in which they do."""
        told = f"{shot.seen} {shot.enhanced_prompt}"
        found = [
            (match.start(), self._by_plain_name.get(plain_name(match[0])))
            for match in self._mention.finditer(told)
        ]
        found += [(match.start(), self._heads[match[1].lower()]) for match in self._head.finditer(told)]
        found.sort(key=lambda one: one[0])
        return tuple({view.name: view for _, view in found if view}.values())

    @cached_property
    def _heads(self) -> dict[str, SubjectView]:
        """Things and places by the last word of their names, where it is nobody else's: a lamp is the brass lamp."""
        if len(self.subjects) > MOST_TOLD_BY_SHORT_NAMES:
            return {}
        owners = heads_of({name: view.name for name, view in self._by_name.items()})
        heads = {head: self._by_name[name] for head, name in owners.items()}
        return {head: view for head, view in heads.items() if view.subject.kind != "character"}

    @cached_property
    def _head(self) -> re.Pattern[str]:
        heads = "|".join(map(re.escape, sorted(self._heads, key=len, reverse=True))) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{_DETERMINERS}) ({heads})(?!\w)", re.IGNORECASE)


def _reference(view: SubjectView, picture: Blob) -> Reference:
    return Reference(subject=view.name, kind=view.subject.kind, picture=picture, noun=noun_of(view.subject))


def _told_of(name: str, shot: Shot) -> str:
    """What a shot says of somebody beside their name: `Emma, a woman in a red coat, waits`."""
    apposed = re.compile(rf"(?<!\w){re.escape(name)}, ((?:an?|the) [^,.;:!?\n]{{3,200}})[,.;:!?]")
    found = apposed.search(shot.enhanced_prompt)
    return found[1].strip() if found else ""


def _listed(shots: Sequence[Shot]) -> list[Subject]:
    """Whom shots list, with what the first that says something says of them; and who speaks in them."""
    names: dict[tuple[str, SubjectKind], str] = {}
    for shot in shots:
        for name in shot.characters:
            names[name, "character"] = names.get((name, "character")) or _told_of(name, shot)
        others: list[tuple[str, SubjectKind]] = [(line.subject, "character") for line in shot.lines]
        others += [(name, "place") for name in shot.landscapes]
        others += [(name, "prop") for name in shot.props]
        for other in others:
            names.setdefault(other, "")
    found = (found_subject(name, kind, words) for (name, kind), words in names.items())
    return [subject for subject in found if subject]


def bible_of(
    given: Sequence[Subject],
    described: Sequence[Subject],
    shots: Sequence[Shot],
    narrator: str = "",
) -> Bible:
    """The bible of a film's shots: whom people gave, whom its story described, and whoever else its shots list.

    A subject that was given and described is one: it is called as it was given, and what was given of it counts. One
    that was given and is in no shot stays, seen nowhere.
    """
    found = [*described, *_listed(shots)]
    kinds: dict[str, list[SubjectKind]] = {}
    for subject in found:
        kinds.setdefault(plain_name(subject.name), []).append(subject.kind)
    views = {
        subject.name: SubjectView(subject=_of_kind(subject, kinds.get(plain_name(subject.name), [])))
        for subject in given
    }
    return _joined(views, found, Bible(narrator=narrator)).counted(shots)


def _of_kind(subject: Subject, kinds: Sequence[SubjectKind]) -> Subject:
    """A subject as what the film itself has by its name: a place has no voice."""
    if not kinds or subject.kind in kinds:
        return subject
    return subject.model_copy(update={"kind": kinds[0], "voice": ""})


def with_newcomers(bible: Bible, shot: Shot) -> Bible:
    """The bible with whomever a shot lists, or lets speak, that it does not know; the same bible where it knows all."""
    strangers = [subject for subject in _listed((shot,)) if bible.find(subject.name) is None]
    if not strangers:
        return bible
    return _joined({view.name: view for view in bible.subjects}, strangers, bible)


def _joined(views: dict[str, SubjectView], listed: Sequence[Subject], voices: Bible) -> Bible:
    """The bible of those that are known and of those that are listed, who may be the same; with the `voices` of another."""
    known: dict[tuple[SubjectKind, str], str] = {}
    for view in views.values():
        known |= {(view.subject.kind, plain_name(name)): view.name for name in (view.name, *view.names)}
    for subject in listed:
        key = (subject.kind, plain_name(subject.name))
        if key not in known and len(views) <= MOST_TOLD_BY_SHORT_NAMES:
            kin = [view.name for view in views.values() if view.subject.kind == subject.kind]
            if short := named(subject.name, kin):
                known[key] = short
        if key not in known:
            # Of two kinds by one name the first stays: what a name means has to be one thing.
            views.setdefault(subject.name, SubjectView(subject=subject))
            known[key] = subject.name
            continue
        view = views[known[key]]
        also = () if subject.name in (view.name, *view.names) else (subject.name,)
        described_as = view.subject.description or subject.description
        token = view.subject.trigger or subject.trigger
        whole = view.subject.model_copy(update={"description": described_as, "trigger": token})
        views[view.name] = view.changed(subject=whole, names=(*view.names, *also))
    order = sorted(_tinted(views.values()), key=lambda view: ORDER.index(view.subject.kind))
    return voices.having(tuple(order))


def _tinted(views: Collection[SubjectView]) -> list[SubjectView]:
    """These subjects, each character with a colour that none of the others has; whoever has one keeps it."""
    characters = [view.subject for view in views if view.subject.kind == "character"]
    tints = tints_of(characters, {view.name: view.tint for view in views if view.tint is not None})
    return [view.changed(tint=tints.get(view.name)) for view in views]
