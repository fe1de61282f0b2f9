"""A person's description is one sentence that code writes from identifiers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.story.assembly.people import (
    IDENTIFIERS,
    CharacterDraft,
    ProductDraft,
    character_of,
    product_description,
)
from models.brief import Brief

BRIEF = Brief(prompt="Mara finds a door.")
TRAINED = Brief(prompt="Mara finds a door.", triggers={"mara": "ohwx"})
FULL = dict.fromkeys(IDENTIFIERS, "three plain words")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.fixed_dictionaries(
        {
            name: st.lists(
                st.sampled_from(["long", "dark", "red", "wool", "of", "with", "silver"]),
                min_size=2,
                max_size=12,
            ).map(" ".join)
            for name in IDENTIFIERS
        }
    )
)
def test_a_description_has_every_identifier_in_at_most_70_words(looks):
    described = character_of(CharacterDraft(name="Mara", **looks), BRIEF).description
    assert len(described.split()) <= 70
    assert described.count(", ") >= len(IDENTIFIERS) - 1
    assert described == character_of(CharacterDraft(name="Mara", **looks), BRIEF).description


def test_a_bare_fact_is_made_clear():
    draft = CharacterDraft(
        name="Mara",
        **FULL | {"age": "62", "hair": "short silver", "eyes": "pale blue", "height": "5 feet 4 inches"},
    )
    described = character_of(draft, BRIEF).description
    for words in (
        "62 years old",
        "short silver hair",
        "pale blue eyes",
        "5 feet 4 inches tall",
        "wearing three plain words",
    ):
        assert words in described


def test_a_trained_look_is_found_by_first_name_in_any_case():
    draft = CharacterDraft(name="Mara Quill")
    assert character_of(draft, TRAINED).trigger == "ohwx"
    assert character_of(draft, TRAINED).description == ""


def test_a_product_is_measured_in_inches_or_is_not_there():
    mug = ProductDraft(name="mug", size_inches="4", material="white ceramic")
    assert product_description(mug) == "mug, 4 inches, white ceramic"
    assert product_description(ProductDraft(name="none", kind="n/a", material="none")) == ""
    assert product_description(None) == ""
