"""What a narrator is labelled with, in the languages that people write scripts in."""

NARRATORS = frozenset(
    ("narrator", "narration", "narr", "voiceover", "voice-over", "voice over", "vo", "v.o.", "v.o", "audio", "off",
     "erzähler", "erzählerin", "sprecher", "sprecherin", "narrateur", "narratrice", "voix off", "narrador", "narradora", "voz en off",
     "narratore", "voce narrante", "voce fuori campo", "anlatıcı", "рассказчик", "диктор", "旁白", "ナレーター", "ナレーション", "الراوي")
)  # fmt: skip


def is_narrator(name: str) -> bool:
    """Whether a label is the narrator's, and nobody's name."""
    return name.strip().casefold() in NARRATORS
