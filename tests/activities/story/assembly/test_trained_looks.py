"""A trained look in a film written offline: the token stands in every prompt that shows them, their looks in none."""

import re

import pytest
from temporalio.testing import ActivityEnvironment

from activities import contracts
from activities.story.activity import Writing
from activities.story.assembly.trained_looks import named_by_tokens, without_looks
from infra.storage import LocalStore
from models.brief import Brief
from models.orders.cast import Choice
from models.story.stages import Character
from providers.registry import BUILT_IN, Registry

PROMPT = (
    "Mara Quill, a keeper in a red coat, finds a door in the sea. She opens it. Jon Wells watches Mara from the boat. "
    "Mara walks through the door and Jon follows her."
)


@pytest.fixture
def written(tmp_path):
    """Writes the four stages offline, as the workflow asks for them."""

    def write(prompt, triggers):
        run, writing = (
            ActivityEnvironment().run,
            Writing(Registry(BUILT_IN), tmp_path, LocalStore(tmp_path / "store")),
        )
        choice = Choice(kind="llm", provider="outline", label="io", revision="")
        request = contracts.StageRequest(
            brief=Brief(prompt=prompt, triggers=triggers), choice=choice, seconds=25
        )
        template = run(writing.template, request).selected_template
        request = request.model_copy(update={"template": template})
        story = run(writing.write, request)
        request = request.model_copy(update={"story": story})
        plan = run(writing.plan, request)
        return story, plan, run(writing.visuals, request.model_copy(update={"plan": plan}))

    return write


def prompts(visual):
    return (visual.image_prompt, visual.start_frame_prompt, visual.end_frame_prompt)


@pytest.mark.parametrize("name", ["Mara", "mara quill"])
def test_the_token_stands_in_every_prompt_that_shows_them(written, name):
    plain, _, _ = written(PROMPT, {})
    looks = next(one.description for one in plain.characters if one.name.startswith("Mara"))
    _, plan, visuals = written(PROMPT, {name: "sks_woman"})
    shown = [
        visual
        for scene, visual in zip(plan.shots, visuals.shots, strict=True)
        if any(who.startswith("Mara") for who in scene.characters)
    ]
    assert len(shown) >= 3
    for prompt in (text for visual in shown for text in prompts(visual)):
        assert "sks_woman" in prompt
        assert looks not in prompt
        assert not re.search(r"\bMara\b|red coat", prompt)
    assert "sks_woman" in visuals.consistency.subject_description
    assert looks not in visuals.consistency.subject_description
    assert all(80 <= len(visual.image_prompt.split()) <= 150 for visual in visuals.shots)


def test_everybody_else_keeps_their_description(written):
    plain, _, _ = written(PROMPT, {})
    _, plan, visuals = written(PROMPT, {"Mara": "sks_woman"})
    other = next(one for one in plain.characters if one.name.startswith("Jon"))
    shown = [v for s, v in zip(plan.shots, visuals.shots, strict=True) if other.name in s.characters]
    assert shown
    assert all(other.description in visual.image_prompt for visual in shown)


def test_a_story_without_triggers_is_written_as_before(written):
    assert written(PROMPT, {}) == written(PROMPT, {"Zed": "zed_v1"})


def test_a_role_and_a_chinese_name_are_replaced_too(written):
    _, plan, visuals = written(
        "A lighthouse keeper finds a door in the sea", {"The Keeper": "<lora:keeper=1>"}
    )
    shown = [v for s, v in zip(plan.shots, visuals.shots, strict=True) if s.characters]
    assert all("<lora:keeper=1>" in text and "keeper finds" not in text for v in shown for text in prompts(v))
    _, _, visuals = written("小美在海边找到一扇门。小美打开门。她看见大海。", {"小美": "xm_tok"})
    assert all("xm_tok" in v.image_prompt and "小美" not in v.image_prompt for v in visuals.shots)


def test_a_word_that_is_spelt_like_a_name_stays():
    cast = (Character(name="Will Rose", description="", trigger="tok"),)
    assert named_by_tokens("Will will pick a rose for WILL ROSE.", cast) == "tok will pick a rose for tok."


def test_a_description_is_replaced_with_its_article_and_its_words_alone_stay():
    cast = (Character(name="the old woman", description="", trigger="tok"),)
    assert named_by_tokens("The old woman opens an old door.", cast) == "tok opens an old door."


@pytest.mark.parametrize(
    "prompt",
    [
        "Aldar Kose riding his horse across the steppe to his yurt at sunset",
        "Mara wears a red coat. Mara finds a door in the sea. She opens it.",
        "Bela, a tall man with a grey beard, opens the gate. He walks in, wearing a green hat.",
    ],
)
def test_a_look_is_nobodys_words_where_a_token_brings_it(written, prompt):
    story, plan, visuals = written(prompt, {"main character": "tok_v1"})
    assert story.characters[0].trigger == "tok_v1"
    alone = (story.characters[0].name,)
    for shot, visual in zip(plan.shots, visuals.shots, strict=True):
        if shot.characters == alone:
            assert shot.action
            assert without_looks(shot.action) == shot.action
            for text in prompts(visual):
                assert "tok_v1" in text
                assert not re.search(r"coat|beard|\bhat\b|tall man|cloth|skin|hair|wear", text), text
