"""Briefs from flags and files: what is read, what overrides what, and what is said of a bad one."""

import json
from pathlib import Path

import pytest

from activities.story.styles import load_styles
from models.errors import BadInput, LongtakeError, MissingKeys, UnknownName
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.flags.film_flags import called
from studio.service.requests.cautions import cautions

SHOTS = [
    {"shot_number": 1, "shot_type": "CU", "enhanced_prompt": "A red door in wet sand", "duration": 4},
    {"shot_number": 2, "enhanced_prompt": "A lamp is lit", "dialogue": "She lit it anyway."},
]


def said(**flags: object) -> str:
    """The sentence that refuses these flags."""
    with pytest.raises(BadInput) as refused:
        read_asked(Flags(**flags))
    return str(refused.value)


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_sentence_is_enough() -> None:
    asked = read_asked(Flags(prompt="A lighthouse keeper finds a door in the sea"))
    assert asked.request.brief.prompt == "A lighthouse keeper finds a door in the sea"
    assert asked.request.brief.seconds == 30
    assert asked.request.options.approve == "wait"
    assert asked.approve is None


def test_every_flag_reaches_the_request() -> None:
    asked = read_asked(
        Flags(
            prompt="x", title="The Door", seconds="12.5", aspect="9:16", style="ink", mood="calm", seed="7",
            budget="1.25", stop_at="storyboard", approve="auto", no_cache=True,
        )
    )  # fmt: skip
    brief, options = asked.request.brief, asked.request.options
    assert (brief.title, brief.seconds, brief.aspect, brief.style) == ("The Door", 12.5, "9:16", "ink")
    assert (brief.mood, brief.seed) == ("calm", 7)
    assert (str(options.budget), options.stop_at, options.approve) == ("1.25", "storyboard", "auto")
    assert options.use_cache is False


def test_asking_in_the_terminal_makes_the_film_wait() -> None:
    asked = read_asked(Flags(prompt="x", approve="ask"))
    assert (asked.approve, asked.request.options.approve) == ("ask", "wait")


def test_a_toml_brief_says_what_the_film_is_and_how_it_is_run(tmp_path: Path) -> None:
    brief = written(
        tmp_path / "brief.toml",
        'prompt = "A door"\nseconds = 20\nbudget = 3.5\napprove = "wait"\nstop_at = "storyboard"\n'
        '[approval]\ntimeout_hours = 48\non_timeout = "cancel"\n[casting]\nimage = "animatic"\n',
    )
    asked = read_asked(Flags(brief=brief))
    assert asked.request.brief.casting == {"image": "animatic"}
    assert asked.request.options.approval.timeout_hours == 48
    assert str(asked.request.options.budget) == "3.5"
    assert asked.approve == "wait"


def test_a_flag_overrides_the_file_and_a_prompt_takes_the_place_of_its_story(tmp_path: Path) -> None:
    brief = written(tmp_path / "brief.json", json.dumps({"story": "Long ago.", "seconds": 20, "mood": "sad"}))
    asked = read_asked(Flags(brief=brief, prompt="A door", seconds="10"))
    assert (asked.request.brief.prompt, asked.request.brief.story) == ("A door", "")
    assert (asked.request.brief.seconds, asked.request.brief.mood) == (10, "sad")


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_shot_list_is_read_bare_or_inside_an_object(tmp_path: Path, wrapped: bool) -> None:
    data = {"title": "ignored", "shots": SHOTS} if wrapped else SHOTS
    asked = read_asked(Flags(shots=written(tmp_path / "shots.json", json.dumps(data))))
    assert [shot.shot_id for shot in asked.request.brief.shots] == ["shot_001", "shot_002"]
    assert asked.request.brief.shots[0].shot_type == "close-up"


def test_a_byte_order_mark_is_not_part_of_the_story(tmp_path: Path) -> None:
    asked = read_asked(Flags(story=[written(tmp_path / "s.txt", b"\xef\xbb\xbfLong ago.")]))
    assert asked.request.brief.story == "Long ago."


@pytest.mark.parametrize(
    "prompt", ["ילדה מוצאת דלת בים", "一个灯塔守护人在海里发现一扇门", "فتاة تجد بابا في البحر"]
)
def test_a_film_in_any_script_gets_an_id_that_can_name_a_folder(prompt: str) -> None:
    from models.names import checked_film_id

    film_id = read_asked(Flags(prompt=prompt)).request.brief.film_id()
    assert checked_film_id(film_id) == film_id


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"prompt": ""}, "The prompt is empty: say what the film is about."),
        ({"prompt": " \n "}, "The prompt is empty: say what the film is about."),
        ({"prompt": "🎬🎉"}, "The brief has no words: describe the film in at least one word."),
        ({"prompt": "a\x00b"}, "The prompt holds control characters: it looks like a binary file, not text."),
        ({"prompt": "a\udcff"}, "The prompt is not UTF-8 text: write it in UTF-8."),
        ({"prompt": "x", "seconds": "5"}, "--seconds must be at least 6, not 5."),
        ({"prompt": "x", "seconds": "-1"}, "--seconds must be at least 6, not -1."),
        ({"prompt": "x", "seconds": "10801"}, "--seconds must be at most 10800, not 10801."),
        ({"prompt": "x", "seconds": "long"}, "--seconds must be a number, not 'long'."),
        ({"prompt": "x", "seconds": "nan"}, "--seconds must be a number, not 'nan'."),
        ({"prompt": "x", "seed": "1.5"}, "--seed must be a whole number, not 1.5."),
        ({"prompt": "x", "aspect": "4:3"}, "--aspect must be one of '16:9', '9:16' or '1:1', not '4:3'."),
        ({"prompt": "x", "budget": "-2"}, "--budget must be an amount in dollars from 0 to 1,000,000,000, in millionths at the finest, not '-2'."),
        ({"prompt": "x", "budget": "much"}, "--budget must be an amount in dollars from 0 to 1,000,000,000, in millionths at the finest, not 'much'."),
        ({"prompt": "x", "approve": "maybe"}, "--approve must be one of 'ask', 'wait' or 'auto', not 'maybe'."),
        ({"prompt": "x", "stop_at": "end"}, "--stop-at must be one of 'story', 'storyboard' or 'film', not 'end'."),
        ({"prompt": "x", "story_mode": "quad"},
         "--story-mode must be one of 'multi' or 'single', not 'quad'."),
        ({"prompt": "x", "count": "0"}, "-n must be at least 1, not 0."),
        ({"prompt": "x", "model": " "}, "--model is empty: give it a model or a route, or leave it out."),
        ({"prompt": "x", "trigger": ("Mara",)},
         "--trigger must be a character's NAME=TOKEN such as Mara=mara_v2, not 'Mara'."),
        ({"prompt": "x", "title": "t" * 201}, "--title has 201 characters: 200 is the most."),
        ({"prompt": "x", "story": "s.txt"}, "There is a prompt and --story: give one of them."),
    ],
)  # fmt: skip
def test_a_bad_flag_is_named_with_what_would_be_right(flags: dict[str, object], sentence: str) -> None:
    assert said(**flags) == sentence


def test_with_nothing_to_film_the_sentence_shows_how_it_is_done() -> None:
    assert 'longtake make "A lighthouse keeper' in said()


def test_how_a_story_is_written_is_part_of_the_brief() -> None:
    asked = read_asked(
        Flags(
            prompt="x", story_mode="single", pattern="dialogue", model="outline", count="7",
            trigger=("Mara=mara_v2", "The Keeper = <lora:keeper=1>"), story_parallel=True,
        )
    )  # fmt: skip
    brief = asked.request.brief
    assert (brief.story_mode, brief.pattern, brief.shot_count) == ("single-stage", "dialogue", 7)
    assert brief.casting == {"llm": "outline"}
    assert brief.triggers == {"Mara": "mara_v2", "The Keeper": "<lora:keeper=1>"}
    assert asked.request.options.story_parallel is True


def test_a_file_says_how_a_story_is_written_and_flags_change_one_thing_of_it(tmp_path: Path) -> None:
    brief = written(
        tmp_path / "b.toml",
        'prompt = "x"\nstory_mode = "single"\npattern = "chase"\nshot_count = 9\nstory_parallel = true\n'
        '[casting]\nllm = "premium"\nimage = "animatic"\n[triggers]\nMara = "old"\nJon = "jon_v1"\n',
    )
    asked = read_asked(Flags(brief=brief, model="outline", trigger=("Mara=new",)))
    assert asked.request.brief.casting == {"llm": "outline", "image": "animatic"}
    assert asked.request.brief.triggers == {"Mara": "new", "Jon": "jon_v1"}
    assert (asked.request.brief.story_mode, asked.request.brief.shot_count) == ("single-stage", 9)
    assert asked.request.options.story_parallel is True


def test_a_brief_that_says_nothing_of_models_keeps_the_id_it_always_had() -> None:
    plain = read_asked(Flags(prompt="A door in the sea")).request.brief
    spelt = read_asked(Flags(prompt="A door in the sea", story_mode="multi-stage")).request.brief
    assert plain.film_id() == spelt.film_id()
    assert read_asked(Flags(prompt="A door in the sea", story_mode="single")).request.brief != plain


def test_a_model_without_a_key_is_refused_before_anything_starts_unless_the_shots_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "TOGETHER_API_KEY", "GROQ_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LongtakeError, match="OPENROUTER_API_KEY"):
        read_asked(Flags(prompt="x", model="claude-3-haiku"))
    shots = written(tmp_path / "shots.json", json.dumps(SHOTS))
    local = {"image_provider": "animatic", "video_provider": "camera-move"}
    assert len(read_asked(Flags(shots=shots, profile="premium", **local)).request.brief.shots) == 2


def test_who_makes_a_single_shot_is_looked_for_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAL_KEY", raising=False)
    monkeypatch.delenv("FAL_API_KEY", raising=False)
    named = [{**SHOTS[0], "video_provider": "kling"}, {**SHOTS[1], "image_provider": "nobody"}]
    with pytest.raises(UnknownName, match="There is no image provider 'nobody'"):
        read_asked(Flags(shots=written(tmp_path / "shots.json", json.dumps(named))))
    premium = written(tmp_path / "premium.json", json.dumps(named[:1]))
    with pytest.raises(LongtakeError, match=r"FAL_KEY \(for its clips\)"):
        read_asked(Flags(shots=premium))
    monkeypatch.setenv("FAL_KEY", "not-a-secret")
    (shot,) = read_asked(Flags(shots=premium)).request.brief.shots
    assert shot.video_provider == "kling"


def test_one_sentence_names_every_key_that_a_film_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "OPEN_AI_API_KEY", "FAL_KEY", "FAL_API_KEY", "TOGETHER_API_KEY", "GROQ_API_KEY")  # fmt: skip
    for name in names:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LongtakeError, match=r"FAL_KEY \(for its pictures and clips\) and OPENROUTER_API_KEY"):
        read_asked(Flags(prompt="x", profile="premium"))
    with pytest.raises(LongtakeError, match=r"FAL_KEY \(for its clips\): set it where the workers run"):
        read_asked(Flags(prompt="x", video_provider="kling"))
    assert read_asked(Flags(prompt="x", video_provider="kling", stop_at="story")).request.brief.casting
    monkeypatch.setenv("FAL_API_KEY", "not-a-secret")
    asked = read_asked(Flags(prompt="x", video_provider="kling", image_provider="fal-ai/flux/schnell"))
    assert asked.request.brief.casting == {"image": "fal-ai/flux/schnell", "video": "kling"}
    with pytest.raises(
        UnknownName, match=r"There is no video provider 'klink'\. Known: camera-move, svd, wan-5b"
    ):
        read_asked(Flags(prompt="x", video_provider="klink"))
    with pytest.raises(
        LongtakeError, match=r'There is no price for fal/acme/dream: add \[prices."fal/acme/dream"\]'
    ):
        read_asked(Flags(prompt="x", image_provider="fal/acme/dream"))


def test_nobody_compares_pictures_where_a_person_says_off_and_its_fields_are_called_by_their_flags() -> None:
    assert read_asked(Flags(prompt="x", profile="gpu", check="off")).request.brief.casting == {"check": "off"}
    with pytest.raises(BadInput, match=r"^--likeness must be at most 1, not 2"):
        read_asked(Flags(prompt="x", likeness="2"))
    with pytest.raises(BadInput, match=r"^--redraws must be at least 0, not -1"):
        read_asked(Flags(prompt="x", redraws="-1"))


def test_a_template_of_ones_own_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    written(
        tmp_path / "templates/haiku.toml",
        'name = "Haiku"\ntone = "still"\nbest_for = ["poems"]\n'
        '[[beats]]\nname = "Image"\nshare = 0.6\npurpose = "See."\n'
        '[[beats]]\nname = "Turn"\nshare = 0.4\npurpose = "Turn."\n',
    )
    with pytest.raises(UnknownName, match="template 'haiku'"):
        read_asked(Flags(prompt="x", template="haiku"))
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path))
    assert read_asked(Flags(prompt="x", template="haiku")).request.brief.template == "haiku"


def test_shots_as_other_programs_write_them_are_read_as_they_are(tmp_path: Path) -> None:
    shots = [
        {
            "shot_id": "shot_001", "shot_number": 1, "shot_type": "wide", "enhanced_prompt": "An office",
            "negative_prompt": "cartoon", "duration": 5, "dialogue": None, "characters": ["detective"],
            "landscapes": ["office"], "styles": "film noir", "mood": "tense", "time_of_day": "afternoon",
        },
        {"shot_id": None, "enhanced_prompt": "A door", "duration": None, "mood": None, "characters": None},
        {"shot_id": "finale", "enhanced_prompt": "A street", "shot_type": None},
    ]  # fmt: skip
    read = read_asked(Flags(shots=written(tmp_path / "s.json", json.dumps(shots)))).request.brief.shots
    assert [(shot.shot_id, shot.shot_number) for shot in read] == [
        ("shot_001", 1), ("shot_002", 2), ("finale", 3),
    ]  # fmt: skip
    assert (read[0].dialogue, read[0].styles, read[0].time_of_day) == ("", ("film noir",), "day")
    assert (read[1].duration, read[1].mood, read[1].characters, read[2].shot_type) == (5, "", (), "medium")


SCENARIOS = sorted((Path(__file__).parents[4] / "examples/scenarios").glob("*.toml"))


def test_there_are_ten_example_scenarios() -> None:
    assert len(SCENARIOS) == 10


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_an_example_scenario_is_a_brief_whose_style_and_commands_are_real(file: Path) -> None:
    brief = read_asked(Flags(brief=file)).request.brief
    assert brief.style in {style.id for style in load_styles()}
    assert brief.title
    assert 3 <= len(brief.prompt.splitlines()) <= 6
    text = file.read_text(encoding="utf-8")
    for command in ("scenario", "make"):
        assert f"longtake {command} --brief examples/scenarios/{file.name}" in text


def test_unknown_names_are_told_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"no profile 'gold'.*local"):
        read_asked(Flags(prompt="x", profile="gold"))
    with pytest.raises(UnknownName, match="template 'sonnet'"):
        read_asked(Flags(prompt="x", template="sonnet"))
    with pytest.raises(UnknownName, match=r"pattern 'waltz'.*dialogue"):
        read_asked(Flags(prompt="x", pattern="waltz"))
    with pytest.raises(UnknownName, match=r"model 'gpt-0'"):
        read_asked(Flags(prompt="x", model="gpt-0"))


def test_an_unknown_provider_is_refused_before_anything_starts(tmp_path: Path) -> None:
    brief = written(tmp_path / "b.toml", 'prompt = "x"\n[casting]\nimage = "crayons"\n')
    with pytest.raises(UnknownName, match=r"no image provider 'crayons'.*animatic"):
        read_asked(Flags(brief=brief))


def test_files_that_are_no_stories_are_told_apart(tmp_path: Path) -> None:
    missing, large = tmp_path / "none.txt", tmp_path / "large.txt"
    large.write_bytes(b"Anna waits. " * (10 * 2**20 // 12 + 1))
    assert said(story=[missing]) == f"There is no file {missing}: --story needs one that exists."
    assert said(story=[tmp_path]) == f"{tmp_path} is a folder: give a file."
    assert said(story=[large]) == f"{large} has 10.0 MB of text: 10 MB is the most."
    with large.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    assert said(story=[large]) == f"{large} has 50.0 MB: 50 MB is the most."
    binary = written(tmp_path / "b.bin", b"\x7fELF\x00\x00\xff")
    assert said(story=[binary]) == f"{binary} is no text: it holds zero bytes, as binary files do."
    packed = written(tmp_path / "b.zip", b"PK\x03\x04\x00\x00")
    assert (
        said(story=[packed])
        == f"{packed} is a damaged Word file that cannot be opened: save it anew in Word."
    )
    empty = written(tmp_path / "empty.txt", "")
    assert said(story=[empty]) == f"{empty} is empty: say what the film is about."
    assert said(story=[Path("-"), Path("-")]) == "--story names stdin (-) twice: it can be read once."


def test_an_old_encoding_is_read_and_said(tmp_path: Path) -> None:
    text = "Ça commence à l’aube : Élodie part vers la forêt. Où est la clé ?"
    latin = written(tmp_path / "latin.txt", text.encode("cp1252"))
    asked = read_asked(Flags(story=[latin]))
    assert asked.request.brief.story == text
    assert asked.notes == (
        f"{latin} is no UTF-8 and was read as cp1252: if its letters look wrong, save it as UTF-8.",
    )


def test_several_stories_are_told_one_after_the_other(tmp_path: Path) -> None:
    one = written(tmp_path / "1.md", "---\ntitle: The Mill\nauthor: Jo\n---\nA mill turns.")
    two = written(tmp_path / "2.md", "---\ntitle: Later\n---\nThe wheel stops.")
    brief = read_asked(Flags(story=[one, two])).request.brief
    assert (brief.title, brief.story) == ("The Mill", "A mill turns.\n\nThe wheel stops.")
    assert read_asked(Flags(story=[one, two], title="Mine")).request.brief.title == "Mine"
    script = written(
        tmp_path / "s.fountain", "INT. MILL - DAY\n\nANNA\nHello.\n\nEXT. RIVER - DAY\n\nShe runs.\n"
    )
    assert (
        said(story=[one, script]) == f"{one} is prose, and {script} is a screenplay: give files of one kind."
    )


def test_a_broken_brief_is_told_with_its_line(tmp_path: Path) -> None:
    toml = written(tmp_path / "b.toml", 'prompt = "x"\nseconds 30\n')
    assert said(brief=toml).startswith(f"{toml} is not valid TOML: ")
    assert "line 2" in said(brief=toml)
    js = written(tmp_path / "b.json", '{\n"prompt": "x",,\n}')
    assert said(brief=js).startswith(f"{js} is not valid JSON: ")
    assert "line 2" in said(brief=js)
    deep = written(tmp_path / "deep.json", "[" * 100_000)
    assert "nested too deep" in said(brief=deep)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('promt = "x"', "{file}: 'promt' is not a known field: did you mean 'prompt'?"),
        ('prompt = "x"\nseconds = "soon"', "{file}: seconds must be a number, not 'soon'."),
        ('prompt = "x"\n[approval]\ntimeout_hours = 0', "{file}: approval.timeout_hours must be more than 0, not 0."),
        ('prompt = "x"\n[approval]\ntimeout_hrs = 1',
         "{file}: approval.timeout_hrs is not a known field: did you mean 'timeout_hours'?"),
        ('prompt = "x"\nstory = "y"', "{file} has prompt and story: give one of them."),
        ('prompt = "x"\n[casting]\npictures = "a"',
         "{file}: casting.pictures must be one of 'llm', 'image', 'video', 'speech', 'music', 'check', 'effect' or 'lips'."),
        ('prompt = "x"\n[triggers]\nMara = ""', "{file}: triggers must give each character's name a token."),
        ('prompt = "x"\ntriggers = "Mara"', "{file}: triggers must be an object of names and values (in TOML a table), not 'Mara'."),
        ('prompt = 3', "{file}: prompt must be text, not 3."),
        ('prompt = ""', "{file}: prompt is empty: say what the film is about."),
    ],
)  # fmt: skip
def test_a_bad_field_of_a_file_is_named_with_the_file(tmp_path: Path, text: str, sentence: str) -> None:
    file = written(tmp_path / "brief.toml", text)
    assert said(brief=file) == sentence.format(file=file)


@pytest.mark.parametrize(
    ("shots", "sentence"),
    [
        ([SHOTS[0], {"shot_number": 2}], "{file}: shots[1].enhanced_prompt is missing."),
        ([SHOTS[0], {"enhanced_prompt": None}], "{file}: shots[1].enhanced_prompt is missing."),
        ([{**SHOTS[0], "enhanced_promt": None}],
         "{file}: shots[0].enhanced_promt is not a known field: did you mean 'enhanced_prompt'?"),
        ([{**SHOTS[0], "duration": 0}], "{file}: shots[0].duration must be at least 1, not 0."),
        ([{**SHOTS[0], "shot_type": "spiral"}], "{file}: shots[0].shot_type must be one of 'extreme-wide', "),
        ([{**SHOTS[0], "enhanced_promt": "x"}],
         "{file}: shots[0].enhanced_promt is not a known field: did you mean 'enhanced_prompt'?"),
        ([{**SHOTS[0], "shot_number": 1.5}], "{file}: shots[0].shot_number must be a whole number, not 1.5."),
        ([{**SHOTS[0], "shot_number": "one"}], "{file}: shots[0].shot_number must be a whole number, not 'one'."),
        ([{**SHOTS[0], "shot_number": True}], "{file}: shots[0].shot_number must be a whole number, not True."),
        ([{**SHOTS[0], "shot_number": 0}], "{file}: shots[0].shot_number must be at least 1, not 0."),
        ([{**SHOTS[0], "duration": True}], "{file}: shots[0].duration must be a number, not True."),
        (["a door"], "{file}: shots[0] must be an object of names and values (in TOML a table), not 'a door'."),
        ([{**SHOTS[0], "lines": [5]}],
         "{file}: shots[0].lines[0] must be a text, or an object (in TOML a table) with a \"text\", not 5."),
        ([{**SHOTS[0], "lines": ["Come in.", ["Go."]]}],
         "{file}: shots[0].lines[1] must be a text, or an object (in TOML a table) with a \"text\", not "),
        ([{**SHOTS[0], "lines": ["Come in."] * 51}], "{file}: shots[0].lines has too many entries: 50 is the most."),
        ([{**SHOTS[0], "lines": "Come in."}], "{file}: shots[0].lines must be a list, not 'Come in.'."),
        ([SHOTS[0], SHOTS[0]], "{file} has shots that share an id: shot_001."),
        ([{**SHOTS[0], "camera_angle": "none"}],
         "{file}: shots[0].camera_angle must be one of 'eye-level', 'low', 'high', 'overhead' or 'dutch', not 'none'."),
        ([{**SHOTS[0], "shot_number": n, "duration": 60} for n in range(1, 182)],
         "{file} has shots of 10860 s together: 10800 s is the most."),
        ([], "{file} has no shots: it needs at least one."),
        ("door", '{file} must hold a JSON list of shots, or an object with "shots".'),
    ],
)  # fmt: skip
def test_a_bad_shot_is_named_by_its_index_and_field(tmp_path: Path, shots: object, sentence: str) -> None:
    file = written(tmp_path / "shots.json", json.dumps(shots))
    assert said(shots=file).startswith(sentence.format(file=file))


@pytest.mark.parametrize(
    ("shots", "sentence"),
    [
        ('[{"enhanced_prompt": "a"}, {"enhanced_prompt": "  "}]',
         "shots[1].enhanced_prompt is empty: it needs some words."),
        ('[{"prompt": "a door"}]', "shots[0].prompt is not a known field: did you mean 'enhanced_prompt'?"),
        ('[{"enhanced_prompt": "a", "seconds": 3}]',
         "shots[0].seconds is not a known field: did you mean 'duration'?"),
    ],
)  # fmt: skip
def test_a_bad_shot_is_named_with_its_place_and_the_field_that_is_meant(
    tmp_path: Path, shots: str, sentence: str
) -> None:
    file = tmp_path / "list.json"
    file.write_text(shots)
    assert said(shots=file) == f"{file}: {sentence}"
    file.write_text(f'{{"shots": {shots}}}')
    assert said(brief=file) == f"{file}: {sentence}"


def test_what_changes_nothing_or_is_left_out_is_said_before_a_film_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path))
    asked = read_asked(Flags(prompt="A goat climbs a hill", template="aida", story_parallel=True))
    assert cautions(asked, called) == ["--story-parallel changes nothing: the offline writer asks no model."]
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/mine.toml").write_text("name = ")
    asked = read_asked(Flags(prompt="A goat climbs a hill", template="aida"))
    [caution] = cautions(asked, called)
    assert caution.startswith(f"A template is left out: {tmp_path}/templates/mine.toml is not TOML")


def test_who_would_move_lips_needs_no_key_where_none_are_moved_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path))
    monkeypatch.delenv("FAL_KEY", raising=False)
    asked = read_asked(Flags(prompt="A goat climbs a hill", lips_provider="sync-lipsync"))
    assert cautions(asked, called) == [
        "--lips-provider changes nothing: no lips are moved without --lip-sync."
    ]
    with pytest.raises(MissingKeys, match="FAL_KEY"):
        read_asked(Flags(prompt="A goat climbs a hill", lip_sync=True, lips_provider="sync-lipsync"))


def test_a_brief_cannot_say_where_its_words_are_stored(tmp_path: Path) -> None:
    brief = written(tmp_path / "b.toml", '[material]\nblob = "x"\n')
    assert "what Longtake itself writes down" in said(brief=brief)
