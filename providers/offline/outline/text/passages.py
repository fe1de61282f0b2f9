"""One pass over a text: for every sentence, who is in it, where and when it is, and what it feels like."""

from dataclasses import dataclass

from infra.reading.reader import is_plain, read_brief
from models.brief import Brief
from models.shots.shot_list import TimeOfDay
from models.story.manuscript import Manuscript
from models.story.moods import MoodFamily
from providers.offline.outline.people.aliases import aliases_of
from providers.offline.outline.people.appositions import appositions_of, with_introduced
from providers.offline.outline.people.cast import cast_of
from providers.offline.outline.people.given import with_given
from providers.offline.outline.people.names import names
from providers.offline.outline.people.person import Person
from providers.offline.outline.people.presence import Presence, presences
from providers.offline.outline.people.species import told_when_given
from providers.offline.outline.script.people import cast_of_script, shown_of
from providers.offline.outline.script.places import settings_of_script
from providers.offline.outline.script.sample import script_sample
from providers.offline.outline.setting import settings_of, times_of
from providers.offline.outline.text.lexicon import Place, lexicon
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.sentences import Sentence, sample, sentences, sentences_of
from providers.offline.outline.text.subject import Subject, subject_of


@dataclass(frozen=True)
class Line:
    """A sentence and what it tells a camera. `at` is its place in the text, 0 to 1; `moods` may be empty."""

    sentence: Sentence
    at: float
    who: Presence
    place: str
    time: TimeOfDay | None
    moods: tuple[MoodFamily, ...]

    @property
    def text(self) -> str:
        """The sentence as it is read aloud."""
        return self.sentence.text


@dataclass(frozen=True)
class Reading:
    """All that was understood of a text. `title` is the brief's or the text's own, or empty. `views` describes each place that has a known kind."""

    title: str
    language: str
    subject: Subject
    lines: tuple[Line, ...]
    cast: tuple[Person, ...]
    places: tuple[str, ...]
    views: dict[str, Place]
    manuscript: Manuscript

    @property
    def whole(self) -> str:
        """The sentences as one text."""
        return " ".join(line.text for line in self.lines)


def read(brief: Brief) -> Reading:
    """Read the brief's text; a very long one is sampled evenly."""
    manuscript = read_brief(sample(brief.text) if is_plain(brief.text) else brief.text)
    language, title = manuscript.language, manuscript.title
    english = language == "en"
    if manuscript.scripted:
        manuscript = script_sample(manuscript)
        subject = Subject("story", manuscript.text)
        found = sentences_of(manuscript)
    else:
        told = "\n\n".join(passage.text for passage in manuscript.passages)
        subject = subject_of(told, language)
        found = sentences(subject.text.split("\n\n"), language)
    if manuscript.scripted:
        shown = shown_of(found)
        cast = cast_of_script(shown, manuscript, brief.subjects)
        where, views, when = settings_of_script(shown, manuscript)
        who = presences(shown, cast, language)
    else:
        introduced = [*appositions_of(found, language), *aliases_of(found, language)]
        by_name = with_introduced(found, names(found, language), introduced)
        people, named_places = with_given(found, by_name, brief.subjects)
        introduced = [*introduced, *told_when_given(brief.subjects, people)] if english else introduced
        cast = cast_of(found, people, language, introduced)
        where, views = settings_of(found, named_places, english=english, fallback=subject.setting)
        when = times_of(found, english=english)
        who = presences(found, cast, language)
    sizes = [len(s.text) if is_cjk(language) else len(s.text.split()) for s in found]
    total, before = sum(sizes), 0
    lines = []
    for index, sentence in enumerate(found):
        moods = _moods(sentence.text, english=english)
        at = (before + sizes[index] / 2) / total
        lines.append(Line(sentence, at, who[index], where[index], when[index], moods))
        before += sizes[index]
    places = tuple(dict.fromkeys(place for place in where if place))
    return Reading(
        brief.title or title, language, subject, tuple(lines), tuple(cast), places, views, manuscript
    )


def _moods(text: str, *, english: bool) -> tuple[MoodFamily, ...]:
    words = lexicon(english=english)
    return tuple(words.moods[word] for _, word in words.tokens(text) if word in words.moods)
