"""From bytes to text: UTF-8 and UTF-16 as they say they are, older encodings as their letters suggest."""

import codecs
import re

from models.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_ENOUGH = 100_000
"""Bytes of which an encoding is guessed."""
_LATIN = ("cp1252", "cp1250", "cp1254", "iso8859_2", "iso8859_16", "mac_roman", "mac_latin2", "cp850")
_LETTERS = ("éèàùâêîôûçëïœÉÈÀÊÇŒ", "äöüßÄÖÜ", "ñáéíóúü¿¡Á", "ãõáâàéêíóôúçÇ", "àèéìòùÈ", "åäöÅÄÖ", "æøåÆØÅ", "ąćęłńóśźżŁŚŻ",
    "áčďéěíňóřšťúůýžČŘŠŽ", "őűáéíóöüúŐÁÉ", "ăâîșțşţÎȘ", "ğışçöüİŞÇÖÜâî", "čćžšđČŠŽ")  # fmt: skip
"""The letters with marks of languages that are written in Latin ones."""
_POINTS = "“”„‘’«»–—…°€ "

_CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")


def decoded(data: bytes) -> tuple[str, str]:
    """A text, and the name of its encoding where that was guessed; empty where the file says it or it is UTF-8.

    Raises:
        BadInput: it is no text in an encoding that people use.

    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff"), ""
            except UnicodeDecodeError as error:
                raise BadInput(
                    f"it says that it is {encoding.upper()} and is not (byte {error.start} cannot be read): save it as UTF-8."
                ) from error
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        where = error.start
    if b"\0" in data and not _is_wide(data):
        raise BadInput("it is no text: it holds zero bytes, as binary files do.")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_ENOUGH]).best()
    if best is None:
        raise BadInput(
            f"it is not UTF-8 text (byte {where} cannot be read), nor in an older encoding that can be told: save it as UTF-8."
        )
    encoding = best.encoding
    try:
        if encoding in _LATIN or encoding.startswith(("iso8859_1", "iso8859_9", "mac_", "latin")):
            encoding = (
                _latin(data[:_ENOUGH]) if "cyrillic" not in encoding and "greek" not in encoding else encoding
            )
        encoding = _other_script(data[:_ENOUGH], encoding)
        return data.decode(encoding).removeprefix("\ufeff"), encoding
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInput(
            f"it is not UTF-8 text (byte {where} cannot be read), and not all of it is {encoding}: save it as UTF-8."
        ) from error


def _is_wide(data: bytes) -> bool:
    """Whether every other byte is zero, as in UTF-16 of Latin letters without a mark."""
    head = data[:2000]
    return head[1::2].count(0) > 0.7 * (len(head) // 2) or head[0::2].count(0) > 0.7 * (len(head) // 2)


def _latin(data: bytes) -> str:
    """Of the encodings of Latin letters the one in which a text has most of the letters of one language."""

    def fits(encoding: str) -> float:
        marked = [c for c in data.decode(encoding, "replace") if ord(c) > 0x7F]
        return max(sum(c in letters or c in _POINTS for c in marked) for letters in _LETTERS)

    return max(_LATIN, key=fits)


def _other_script(data: bytes, encoding: str) -> str:
    """The encoding of what short texts are taken for something else: Japanese, Russian, Hebrew."""
    if encoding in ("cp949", "euc_kr", "johab") and (found := _east_asian(data)):
        return found
    if encoding in ("cp949", "euc_kr", "johab") and re.search(
        r"[\u3040-\u30ff]{2}", data.decode("euc_jp", "replace")
    ):
        return encoding if "\ufffd" in data.decode("euc_jp", "replace") else "euc_jp"
    cyrillic = max(_CYRILLIC, key=lambda one: _often(data, one))
    if encoding not in _CYRILLIC and _often(data, cyrillic) > 0.5:
        return cyrillic
    if encoding == "cp1251" and not re.search(r"[A-ZА-Я]", data.decode(encoding, "replace")):
        hebrew = re.findall(r"[\u05d0-\u05ea]", data.decode("cp1255", "replace"))
        return "cp1255" if len(hebrew) > sum(byte > 0x7F for byte in data) * 0.8 else encoding
    return encoding


def _east_asian(data: bytes) -> str:
    """The encoding of a short Japanese or Chinese text, by the letters that no such text goes without; empty where none fits."""
    kana = re.compile(r"[のはをにがでとたてい]")
    common = re.compile("[的一是了在有我他这個中大来上国到说時地不着]")
    for encoding, letters, share in (
        ("shift_jis", kana, 0.15),
        ("euc_jp", kana, 0.15),
        ("gb18030", common, 0.06),
        ("big5", common, 0.06),
    ):
        text = data.decode(encoding, "replace")
        beyond = sum(ord(c) > 0x7F for c in text)
        if "\ufffd" not in text and beyond and len(letters.findall(text)) >= share * beyond:
            return encoding
    return ""


def _often(data: bytes, encoding: str) -> float:
    """The share of the letters beyond ASCII that are the nine small ones which make up six tenths of Russian."""
    beyond = [c for c in data.decode(encoding, "replace") if ord(c) > 0x7F]
    return sum(c in "оеаинтсрв" for c in beyond) / max(1, len(beyond))
