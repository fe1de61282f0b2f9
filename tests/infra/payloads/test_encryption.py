"""What the codec makes of payloads, and of those that it cannot read."""

import random
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload

from infra.payloads import encryption
from infra.payloads.converter import data_converter
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.key_file import add, create
from infra.payloads.keys import KeyRing, read_keys
from infra.payloads.unreadable import ENCRYPTED, NO_KEYS, UNREADABLE
from infra.storage import LocalStore
from models.inputs import Unreadable

RING = KeyRing(writes="one", keys={"one": b"1" * 32}, names=b"n" * 32)


@settings(deadline=None)
@given(
    st.binary(max_size=5000),
    st.sampled_from([{}, {"encoding": b"json/plain"}, {"encoding": ENCRYPTED, "key-id": b"x"}]),
)
async def test_any_payload_comes_back_as_it_was(data: bytes, metadata: dict[str, bytes]) -> None:
    codec, payload = EncryptionCodec(RING), Payload(metadata=metadata, data=data)
    [sent] = await codec.encode([payload])
    assert sent.metadata["encoding"] == ENCRYPTED
    if len(data) > 8:
        assert data not in sent.data
    assert await codec.decode([sent]) == [payload]


async def test_the_same_payload_is_never_encrypted_to_the_same_bytes_and_a_long_one_is_compressed() -> None:
    codec, payload = EncryptionCodec(RING), Payload(data=b"a door in the sea " * 1000)
    [one], [other] = await codec.encode([payload]), await codec.encode([payload])
    assert one.data != other.data
    assert len(one.data) < 1000


async def test_what_was_sent_before_there_were_keys_passes() -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b'"a door"')
    assert await EncryptionCodec(RING).decode([plain]) == [plain]


@pytest.mark.parametrize("what", ["data", "deflated", "key-id", "cut", "empty"])
async def test_a_payload_that_was_changed_says_so_in_its_place(what: str) -> None:
    codec = EncryptionCodec(KeyRing(writes="one", keys={"one": b"1" * 32, "two": b"2" * 32}, names=b""))
    [sent] = await codec.encode([Payload(data=b"a door")])
    if what == "data":
        sent.data = sent.data[:-1] + bytes([sent.data[-1] ^ 1])
    elif what == "cut":
        sent.data = sent.data[:13]
    elif what == "empty":
        sent.data = b""
    else:
        sent.metadata[what] = {"deflated": b"1", "key-id": b"two"}[what]
    [read] = await codec.decode([sent])
    assert read.metadata["encoding"] == UNREADABLE
    assert "was changed since" in read.data.decode()


async def test_a_rotated_key_reads_what_the_old_one_wrote_and_without_it_its_name_is_said(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys"
    ring = create(file, "one")
    [sent] = await EncryptionCodec(ring).encode([Payload(data=b"a door")])
    add(file, "two")
    lines = file.read_text().splitlines()
    file.write_text("\n".join(sorted(lines, key=lambda line: not line.startswith("two"))))
    both = EncryptionCodec(read_keys(file))
    [newer] = await both.encode([Payload(data=b"a door")])
    assert newer.metadata["key-id"] == b"two"
    assert [read.data for read in await both.decode([sent, newer])] == [b"a door"] * 2
    file.write_text("\n".join(line for line in lines if not line.startswith("one")))
    [lost] = await EncryptionCodec(read_keys(file)).decode([sent])
    assert lost.data.decode() == "it is encrypted with the key 'one', and that is not here"


async def test_what_somebody_else_may_have_the_key_of_is_told_from_what_nobody_can_read(
    tmp_path: Path,
) -> None:
    store = LocalStore(tmp_path)
    ours = data_converter(store, codec=EncryptionCodec(RING))
    theirs = KeyRing(writes="two", keys={"two": b"2" * 32}, names=b"")
    [foreign] = await EncryptionCodec(theirs).encode([Payload(data=b"a door")])
    [broken] = await EncryptionCodec(RING).encode([Payload(data=b"a door")])
    broken.data = b""
    for converter, payload, locked, why in (
        (ours, foreign, True, "it is encrypted with the key 'two', and that is not here"),
        (ours, broken, False, "it is encrypted, and was changed since, or with another key of the same name"),
        (data_converter(store), foreign, True, NO_KEYS),
    ):
        assert await converter.decode([payload]) == [Unreadable(reason=why, locked=locked)]


async def test_what_swells_is_unpacked_as_far_as_it_may_be_and_no_further() -> None:
    codec = EncryptionCodec(RING)
    most = 2**20
    fits, swells = Payload(data=b"x" * (most - 8)), Payload(data=b"x" * (most + 1))
    sent = await codec.encode([fits, swells])
    assert sum(len(one.data) for one in sent) < 20_000
    read, refused = await codec.within(most).decode(sent)
    assert read == fits
    assert refused.data.decode() == "it has more than 1,048,576 bytes, and that is the most"
    assert await codec.decode(sent) == [fits, swells]


async def test_an_answer_has_no_more_bytes_than_it_may_however_little_was_sent_for_it(tmp_path: Path) -> None:
    codec = EncryptionCodec(RING)
    converter = data_converter(LocalStore(tmp_path), codec=codec)
    [swells] = await codec.encode([Payload(data=b"x" * 2**20)])
    [small] = await codec.encode([Payload(data=b"a door")])
    for fetching in (True, False):
        told = await converter.opened([swells] * 100 + [small], 3 * 2**20, fetching=fetching)
        assert sum(len(one.data) for one in told) < 3 * 2**20
        assert [len(one.data) == 2**20 for one in told[:3]] == [True, True, False]
        assert "and that is the most" in told[2].data.decode()
        assert told[-1].data == b"a door", "what is small is shown all the same"
    [plain] = await converter.opened([Payload(data=b"x" * 100)], 50)
    assert plain.data.decode() == "of what was asked for at once, no more than 50 bytes are left"


async def test_what_is_long_is_packed_and_unpacked_beside_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[bool] = []

    def noted(name: bytes, how: bytes) -> bytes:
        threads.append(threading.current_thread() is threading.main_thread())
        return name + how

    monkeypatch.setattr(encryption, "_beside", noted)
    codec, draw = EncryptionCodec(RING), random.Random(3)
    for payload, here in ((Payload(data=draw.randbytes(2**20)), False), (Payload(data=b"a door"), True)):
        assert await codec.decode(await codec.encode([payload])) == [payload]
        assert threads == [here, here]
        threads.clear()
