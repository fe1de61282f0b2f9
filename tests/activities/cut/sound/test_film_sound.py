"""A long film's sound in segments: no seam is heard, and a change in one shot makes one of them anew."""

from collections import Counter

import numpy as np
import pytest

from activities.cut.composition import compose
from activities.cut.part_maker import PartMaker
from activities.cut.parts import Parts
from activities.cut.sound import film_sound
from activities.cut.sound.beds import bed
from activities.cut.sound.film_gain import FilmGain
from activities.cut.sound.limiter import Plan
from activities.cut.sound.segment_sound import encoded
from activities.cut.sound.segments import Segment, segments
from infra.media.sound import RATE, write_wav
from library.work import Work
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Picture
from models.cut.timeline import Timeline, TimelineClip, TimelineSound
from models.orders.assets import Use
from tests.activities.cut.sound.test_mix import Film, heard, measured, score, syllables
from tests.activities.cut.test_assembly import Table
from tests.kit.sound_mix import mix as mixed

SHOT = 6 * 24
SMALL = Picture(width=64, height=64)


def long_film(folder, shots=10):
    """Words in every shot, a score, and two places: a minute in three segments."""
    film = Film(folder, frames=shots * SHOT).play(shots * 6.0)
    for number in range(shots):
        film.say(3.0 + number % 3, number * 6 + 0.25, level=0.3 + 0.02 * number)
    return film.effect(*(entry for entry in ambient(shots * 6.0)))


def ambient(seconds):
    yield TimelineSound(name="room tone", seconds=seconds, text="room tone")
    yield TimelineSound(name="a", start=10, seconds=seconds - 20, text="rain")


def of_shots(film):
    """The film's timeline, cut into shots of six seconds."""
    count = film.frames // SHOT
    clips = tuple(TimelineClip(name=f"shot_{n:03d}", frames=SHOT) for n in range(count))
    return film.timeline.model_copy(update={"picture": clips})


def whole(timeline):
    total = round(timeline.seconds * RATE)
    return [Segment(0, 0, total, total)]


def test_segments_begin_where_shots_do_and_cover_the_film(tmp_path):
    timeline = of_shots(long_film(tmp_path))
    parts = segments(timeline)
    assert len(parts) == 3
    assert [part.first for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert parts[-1].end == round(timeline.seconds * RATE)
    for part in parts[1:]:
        assert abs(part.first / RATE - round(part.first / RATE / 6) * 6) <= 0.16


def test_an_hour_without_a_single_join_is_cut_into_segments_all_the_same():
    film = Timeline(
        film_id="f",
        title="F",
        format=SMALL,
        picture=(TimelineClip(name="a", frames=86_400),),
    )
    assert max(part.end - part.first for part in segments(film)) <= 68 * RATE


def test_the_mix_of_segments_is_the_mix_of_the_whole_sample_by_sample(tmp_path, monkeypatch):
    film = long_film(tmp_path)
    kept: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}

    def keeping(mix, raw, gain, path, tell):
        part = mix.segment
        samples = np.concatenate(list(mix.blocks()))[part.first - part.begin :][: part.end - part.first]
        plan = Plan(gain)
        loud = plan.applied(np.concatenate(list(mix.blocks())), 0)[part.first - part.begin :]
        kept.setdefault(parts_of, []).append((samples, loud[: part.end - part.first]))
        return encoded(mix, raw, gain, path, tell)

    monkeypatch.setattr(film_sound, "encoded", keeping)
    timeline = of_shots(film)
    files = {}
    for parts_of, cut in (("segments", segments), ("whole", whole)):
        monkeypatch.setattr(film_sound, "segments", cut)
        files[parts_of] = heard(mixed(timeline, film.media, -14, tmp_path, lambda _: None))
    assert len(kept["segments"]) == 3
    for at in (0, 1):
        pieces = np.concatenate([piece[at] for piece in kept["segments"]])
        one = kept["whole"][0][at]
        assert pieces.shape == one.shape
        assert np.abs(pieces - one).max() < (1e-6 if at == 0 else 0.3)
    # The gain is planned a little lower around the seams; elsewhere both are alike.
    seams = [part.first for part in segments(timeline)[1:]]
    away = np.ones(len(files["whole"]), bool)
    for seam in seams:
        away[seam - RATE : seam + 2 * RATE] = False
    loud = kept["whole"][0][1]
    assert np.abs(np.concatenate([piece[1] for piece in kept["segments"]]) - loud)[away].max() < 2e-3
    # What AAC leaves out of the sound is about as much at a seam as there in a film encoded in one go.
    missed = {
        name: np.square(files[name] - np.concatenate([piece[1] for piece in kept[name]])).mean(1)
        for name in files
    }
    for seam in seams:
        here = slice(seam - 1024, seam + 2048)
        assert missed["segments"][here].mean() < 2 * missed["whole"][here].mean() + 1e-7


def test_a_bed_that_is_begun_amid_it_is_the_same_bed():
    for kind in ("room tone", "sea", "rain", "birds"):
        begun = bed(kind, "a")
        samples = np.concatenate([next(begun) for _ in range(5)])
        later = bed(kind, "a", 2 * RATE + 777)
        rest = np.concatenate([next(later) for _ in range(2)])
        assert np.array_equal(rest, samples[2 * RATE + 777 :][: len(rest)])


def test_a_limiter_that_sees_a_stretch_does_there_what_it_does_in_the_whole():
    rng = np.random.default_rng(1)
    peaks = (0.4 + 0.6 * rng.random(40_000) ** 8).astype(np.float32)
    gain = FilmGain(6.0)
    alone = gain.along(peaks, 0, len(peaks))
    for first, end in ((0, 5000), (11_000, 17_123), (35_000, 40_000)):
        assert np.abs(gain.along(peaks, first, end) - alone[first : end + 1]).max() < 1e-9


def test_seams_are_not_louder_than_a_true_peak_may_be(tmp_path):
    film = long_film(tmp_path)
    path = mixed(of_shots(film), film.media, -14, tmp_path, lambda _: None)
    loud, peak = measured(path)
    assert loud == pytest.approx(-14, abs=0.3)
    assert peak < -1.0
    assert len(heard(path)) == 60 * RATE


class Studio(Table):
    """A cutting table that mixes the sound of a film of spoken shots."""

    def spoken(self, number, level=0.3):
        path = write_wav(
            self.folder / f"line_{number}_{level}.wav", syllables(3.0 + number % 3, level, RATE), RATE
        )
        return CutShot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            frames=SHOT,
            missing="It is not needed.",
            voice=self.store.put_file(path),
            voice_s=3.0 + number % 3,
        )

    def score(self):
        return self.store.put_file(write_wav(self.folder / "score.wav", score(60.0)))

    def sound(self, shots, film_id="film"):
        cut = CutList(
            film_id=film_id,
            title="T",
            width=64,
            height=64,
            title_frames=0,
            end_frames=0,
            shots=tuple(shots),
        )
        parts = Parts(cut, compose(cut, self.score(), {}), self.store)
        with PartMaker(self.workshop, Work(Use(film_id=film_id, run_id="run")), lambda _: None) as maker:

            def made(wanted):
                return [self.store.open_file(asset.blob) for asset in maker.wait(maker.want(wanted))]

            (asset,) = maker.wait([maker.beside(parts.sound(made))])
        return self.store.open_file(asset.blob)


def test_a_line_spoken_otherwise_makes_one_segment_anew_and_keeps_the_gain(tmp_path):
    studio = Studio(tmp_path)
    shots = [studio.spoken(number) for number in range(1, 11)]
    first = studio.sound(shots)
    before = studio.parts()
    assert before["sound-piece"] == before["sound-mix"] == 3
    shots[5] = studio.spoken(6, level=0.25)
    second = studio.sound(shots)
    assert studio.parts() - before == Counter(
        {"sound": 1, "sound-levels": 1, "sound-mix": 1, "sound-piece": 1}
    )
    assert measured(second)[0] == pytest.approx(-14, abs=0.5)
    one, other = heard(first), heard(second)
    clips = tuple(TimelineClip(name=shot.shot_id, frames=SHOT) for shot in shots)
    parts = segments(Timeline(film_id="f", title="F", format=SMALL, picture=clips))
    assert np.array_equal(one[: parts[1].first - 1024], other[: parts[1].first - 1024])
    assert not np.array_equal(one[parts[1].first :], other[parts[1].first :])


def test_a_film_that_got_much_louder_gets_another_gain(tmp_path):
    studio = Studio(tmp_path)
    shots = [studio.spoken(number) for number in range(1, 11)]
    studio.sound(shots)
    before = studio.parts()
    quiet = [shot.model_copy(update={"voice": None, "voice_s": 0.0}) for shot in shots]
    path = studio.sound([shots[0], *quiet[1:]])
    assert (studio.parts() - before)["sound-piece"] == 3
    assert measured(path)[0] == pytest.approx(-14, abs=0.5)


def test_the_same_film_in_another_library_sounds_the_same_to_the_byte(tmp_path):
    films = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        studio = Studio(tmp_path / name)
        films.append(studio.sound([studio.spoken(number) for number in range(1, 6)]).read_bytes())
    assert films[0] == films[1]
