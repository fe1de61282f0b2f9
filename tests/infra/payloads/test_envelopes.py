"""Keys at a service: the real client of AWS at a socket, payloads in envelopes, and a service that is away."""

import asyncio
import json
import threading
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from temporalio.api.common.v1 import Payload
from temporalio.converter import ActivitySerializationContext

from infra.payloads import aws_kms as real
from infra.payloads import encryption, envelopes
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.key_file import add, create
from infra.payloads.key_services import kms_at
from infra.payloads.keys import KeyRing, KmsKey, read_keys
from infra.payloads.kms import Purpose, WrongWrapping
from infra.payloads.unreadable import UNREADABLE
from models.errors import BadInput, KeysAway
from studio.cli.app import run
from tests.kit.vendors.aws_kms import ACCESS, ALIAS, ARN, OTHER_ARN, AwsKmsDouble

DOOR = Payload(metadata={"encoding": b"json/plain"}, data=b'"a door"')


@pytest.fixture(autouse=True)
def asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelopes, "_RESTS_S", 0.0)


def test_the_double_is_what_boto3_speaks_to_and_refuses_what_aws_would(kms: AwsKmsDouble) -> None:
    client = boto3.session.Session().client("kms")
    context = {"longtake": "payloads"}
    told = client.encrypt(KeyId=ALIAS, Plaintext=b"key", EncryptionContext=context)
    assert told["KeyId"] == ARN
    blob = told["CiphertextBlob"]
    assert client.decrypt(KeyId=ARN, CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == b"key"
    for given, code in (
        ({"EncryptionContext": {"longtake": "names"}}, "InvalidCiphertextException"),
        ({"KeyId": OTHER_ARN}, "IncorrectKeyException"),
        ({"KeyId": "alias/nobody"}, "NotFoundException"),
        ({"CiphertextBlob": b"garbage"}, "InvalidCiphertextException"),
        ({"GrantTokens": ["x"]}, "ValidationException"),
    ):
        asked = {"KeyId": ARN, "CiphertextBlob": blob, "EncryptionContext": context} | given
        with pytest.raises(ClientError, match=code):
            client.decrypt(**asked)
    stranger = boto3.session.Session().client("kms", aws_access_key_id=ACCESS, aws_secret_access_key="wrong")
    with pytest.raises(ClientError, match="IncompleteSignatureException"):
        stranger.encrypt(KeyId=ARN, Plaintext=b"key", EncryptionContext=context)


async def test_payloads_travel_in_envelopes_and_the_service_is_asked_for_a_data_key_and_not_for_a_payload(
    kms: AwsKmsDouble, tmp_path: Path
) -> None:
    ring = create(tmp_path / "keys", "one", ALIAS)
    text = (tmp_path / "keys").read_text()
    assert f"one aws-kms:{ARN}\n" in text, "an alias may lead elsewhere some day"
    assert len(ring.film_id("digest")) == 25
    assert ring.film_id("digest") == read_keys(tmp_path / "keys").film_id("digest")
    kms.calls.clear()
    writer = EncryptionCodec(ring)
    await asyncio.gather(*(writer.encode([DOOR] * 5) for _ in range(20)))
    sent = await writer.encode([DOOR] * 5)
    assert {one.metadata["key-id"] for one in sent} == {b"one"}
    assert await writer.decode(sent) == [DOOR] * 5, "its own data key it knows"
    assert kms.calls == ["Encrypt"]
    # Another process has to ask, once, however many want it at once.
    reader = EncryptionCodec(read_keys(tmp_path / "keys"))
    read = await asyncio.gather(*(reader.decode(sent) for _ in range(20)))
    assert read == [[DOOR] * 5] * 20
    assert kms.calls == ["Encrypt", "Decrypt"]


async def test_a_new_day_has_a_new_data_key_and_the_old_one_writes_on_while_the_service_is_away(
    kms: AwsKmsDouble,
) -> None:
    today = 1
    keys = envelopes.Envelopes(kms_at(f"aws-kms:{ARN}"), lambda: today)
    first = await keys.writing()
    kms.manner, today = "away", 2
    assert await keys.writing() == first
    while keys._made:
        await asyncio.wait_for(asyncio.wait([asyncio.wrap_future(keys._made)]), 60)
    kms.manner = "well"
    assert await keys.writing() == first, "nobody waits for another one"
    if made := keys._made:
        await asyncio.wrap_future(made)
    second = await keys.writing()
    assert second.wrapped != first.wrapped
    assert await keys.reading(first.wrapped) is first.cipher


async def test_a_service_that_is_away_makes_nothing_unreadable_and_that_it_is_back_is_noticed(
    kms: AwsKmsDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keys"
    sent = await EncryptionCodec(create(file, "one", ARN)).encode([DOOR])
    reader = EncryptionCodec(read_keys(file))
    for manner, sentence in (
        ("away", "cannot answer now"),
        ("denied", r"refuses us .* \(AccessDeniedException\): see that AWS's credentials are right"),
        ("disabled", r"has no usable key .* \(DisabledException\)"),
    ):
        kms.manner = manner  # type: ignore[assignment]
        for asked in (reader.decode(sent), reader.encode([DOOR])):
            with pytest.raises(KeysAway, match=sentence):
                await asked
    # In an activity it is waited for.
    monkeypatch.setattr(encryption, "_PAUSE_S", 0.01)
    context = ActivitySerializationContext(
        "default", "film", "FilmWorkflow", "draw", "1", "io", is_local=False
    )
    waiting = asyncio.create_task(reader.with_context(context).decode(sent))
    asked_before = len(kms.calls)
    while len(kms.calls) < asked_before + 3:
        await asyncio.wait([waiting], timeout=0.01)
    assert not waiting.done()
    kms.manner = "well"
    assert await waiting == [DOOR]
    assert await reader.decode(await reader.encode([DOOR])) == [DOOR]


async def test_while_a_slow_service_is_asked_the_event_loop_goes_on(
    kms: AwsKmsDouble, tmp_path: Path
) -> None:
    sent = await EncryptionCodec(create(tmp_path / "keys", "one", ARN)).encode([DOOR])
    kms.manner = "slow"
    reader = EncryptionCodec(read_keys(tmp_path / "keys"))
    reading = asyncio.create_task(reader.decode(sent))
    impatient = asyncio.create_task(reader.decode(sent))
    while "Decrypt" not in kms.calls[-1:]:
        await asyncio.wait([reading], timeout=0.01)
    impatient.cancel()
    await asyncio.wait([impatient])
    assert not reading.done()
    kms.go_on.set()
    assert await reading == [DOOR], "whoever gave up took it from nobody"


class Turning:
    """A service of few words: it wraps a key by turning it round, and counts."""

    unwrapped = 0

    def wrap(self, key: bytes, purpose: Purpose) -> bytes:
        return key[::-1]

    def unwrap(self, wrapped: bytes, purpose: Purpose) -> bytes:
        self.unwrapped += 1
        return wrapped[::-1]


async def test_no_more_data_keys_are_remembered_than_may_be_and_the_one_that_was_used_last_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelopes, "REMEMBERED", 3)
    service = Turning()
    keys = envelopes.Envelopes(service)
    first, *others = [bytes([number]) * 32 for number in range(5)]
    for other in others:
        assert await keys.reading(first) is not None
        assert await keys.reading(other) is not None
    assert service.unwrapped == 5
    assert await keys.reading(first) is not None
    assert await keys.reading(others[0]) is not None
    assert service.unwrapped == 6, "the oldest one was forgotten"


class Hanging(Turning):
    """One that answers nobody before it may, and then that it is away."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def unwrap(self, wrapped: bytes, purpose: Purpose) -> bytes:
        self.unwrapped += 1
        assert self.go_on.wait(60)
        raise KeysAway("It is away.")


async def test_a_service_that_hangs_keeps_nobody_from_another_and_what_waited_for_it_does_not_ask_it_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(envelopes, "_RESTS_S", 600.0)
    service = Hanging()
    hanging, other = envelopes.Envelopes(service), envelopes.Envelopes(Turning())
    asked = [asyncio.create_task(hanging.reading(bytes([number]) * 32)) for number in range(40)]
    try:
        await asyncio.sleep(0)  # all of them are begun
        assert await asyncio.wait_for(other.reading(b"x" * 32), 20) is not None
    finally:
        service.go_on.set()
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert {str(one) for one in told} == {"It is away."}
    assert service.unwrapped <= 4
    assert [record.getMessage() for record in caplog.records] == ["What is encrypted waits: It is away."]


@pytest.mark.parametrize(
    "wrapped", [b"", b"garbage", b"x" * 7000, f"{OTHER_ARN}".encode() + b"\0" + b"x" * 60]
)
async def test_what_no_key_wrapped_is_unreadable_and_asked_for_once(
    kms: AwsKmsDouble, tmp_path: Path, wrapped: bytes
) -> None:
    codec = EncryptionCodec(create(tmp_path / "keys", "one", ARN))
    [sent] = await codec.encode([DOOR])
    sent.metadata["data-key"] = wrapped
    kms.calls.clear()
    for _ in range(3):
        [read] = await codec.decode([sent])
        assert read.metadata["encoding"] == UNREADABLE
        assert "was changed since" in read.data.decode()
    assert len(kms.calls) <= 1


async def test_a_file_goes_over_to_a_service_and_what_its_own_key_wrote_is_read(
    kms: AwsKmsDouble, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    held = create(file, "held")
    [old] = await EncryptionCodec(held).encode([DOOR])
    assert add(file, "wrapped", OTHER_ARN).writes == "held"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(sorted(lines, key=lambda one: not one.startswith("wrapped"))))
    codec = EncryptionCodec(read_keys(file))
    [new] = await codec.encode([DOOR])
    assert new.metadata["key-id"] == b"wrapped"
    assert await codec.decode([old, new]) == [DOOR, DOOR]
    assert read_keys(file).film_id("digest") == held.film_id("digest")
    # A held key's payload with somebody's data key beside it is nobody's.
    old.metadata["data-key"] = new.metadata["data-key"]
    [read] = await codec.decode([old])
    assert read.metadata["encoding"] == UNREADABLE


async def test_whoever_may_only_read_reads(kms: AwsKmsDouble, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    sent = await EncryptionCodec(create(file, "one", ARN)).encode([DOOR])
    kms.allowed = frozenset({"Decrypt"})
    reader = EncryptionCodec(read_keys(file))
    await reader.begin()
    assert await reader.decode(sent) == [DOOR]
    with pytest.raises(KeysAway, match="refuses us"):
        await reader.encode([DOOR])


def test_what_is_wrong_with_a_service_is_a_sentence_before_a_file_is_written(
    kms: AwsKmsDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keys"
    with pytest.raises(BadInput, match="is no key of AWS KMS"):
        create(file, "one", "https://example")
    with pytest.raises(KeysAway, match=r"has no usable key alias/nobody \(NotFoundException\)"):
        create(file, "one", "alias/nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    kms_at.cache_clear()
    with pytest.raises(KeysAway, match="refuses us the key"):
        create(file, "one", ARN)
    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:1")
    with pytest.raises(KeysAway, match="does not answer"):
        create(file, "one", ARN)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(KeysAway, match="set AWS's credentials and its region"):
        create(file, "one", ARN)
    assert not file.exists()


def test_names_that_were_wrapped_by_another_key_are_a_sentence(kms: AwsKmsDouble, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    create(file, "one", ARN)
    file.write_text(file.read_text().replace(f"names aws-kms:{ARN}", f"names aws-kms:{OTHER_ARN}"))
    with pytest.raises(BadInput, match="The line `names` of the file of keys was not wrapped by"):
        read_keys(file).film_id("digest")
    assert isinstance(read_keys(file).keys["one"], KmsKey)
    with pytest.raises(WrongWrapping):
        real.AwsKms(ARN).unwrap(b"x", "names")


def test_a_ring_shows_nothing_of_what_was_wrapped(kms: AwsKmsDouble, tmp_path: Path) -> None:
    assert repr(create(tmp_path / "keys", "one", ARN)) == "KeyRing(writes='one', reads=['one'])"
    ring = KeyRing(writes="one", keys={"one": KmsKey(address=f"aws-kms:{ARN}")}, names=b"n" * 32)
    assert "names" not in str(ring)


def test_the_command_writes_a_file_without_a_secret_and_a_key_that_is_not_there_is_a_sentence(
    kms: AwsKmsDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys"
    assert run(["keys", "new", str(file), "one", "--kms", ALIAS]) == 0
    assert {line.split()[1].split("#")[0] for line in file.read_text().splitlines()[1:]} == {f"aws-kms:{ARN}"}
    assert run(["keys", "add", str(file), "two", "--kms", OTHER_ARN, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["reads"] == ["one", "two"]
    assert run(["keys", "add", str(file), "three", "--kms", "alias/nobody"]) == 1
    said = capsys.readouterr()
    assert "AWS KMS has no usable key alias/nobody (NotFoundException)" in said.err
    assert len(said.err.splitlines()) == 1
    assert "three" not in file.read_text()
