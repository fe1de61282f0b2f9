"""The certificates that we show and trust: whether they are any, belong together, and until when they hold.

They are read once, when a process starts. No message has anything of a key in it.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from temporalio.envconfig import ClientConnectConfig
from temporalio.service import TLSConfig

from infra.connection.names import giver_of, profile_of
from models.errors import BadInput

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

MINUTES = "%Y-%m-%d %H:%M UTC"


class Shown(NamedTuple):
    """The certificate by which we are known: whose it is, who signed it, and how long it holds."""

    subject: str
    issuer: str
    begins: datetime
    ends: datetime


def check_certificates(tls: TLSConfig, profile: str) -> None:
    """See that what is shown and what is trusted can be used, of a tenant's own `profile` if it is named.

    Raises:
        BadInput: it cannot; the message says what stands where, and what is wrong with it.

    """
    if tls.server_root_ca_cert is not None:
        _read(tls.server_root_ca_cert, "SERVER_CA_CERT", profile)
    if tls.client_cert is None and tls.client_private_key is None:
        return
    if not tls.client_cert or not tls.client_private_key:
        lacking, given = (
            ("CLIENT_KEY", "certificate") if tls.client_cert else ("CLIENT_CERT", "certificate's key")
        )
        raise BadInput(f"A client's {given} alone proves nothing: give {giver_of(lacking, profile)} too.")
    certificate = _read(tls.client_cert, "CLIENT_CERT", profile)
    _check_belongs(certificate, tls.client_private_key, profile)
    shown, now = _facts(certificate), datetime.now(UTC)
    if now >= shown.ends:
        raise BadInput(
            f"The client's certificate of {shown.subject} ended on {shown.ends:{MINUTES}}: "
            f"put a new one where {giver_of('CLIENT_CERT', profile)} says."
        )
    if now < shown.begins:
        raise BadInput(
            f"The client's certificate of {shown.subject} begins on {shown.begins:{MINUTES}}, and it is {now:{MINUTES}} "
            "here: mend the clock, or show another."
        )


def shown(config: ClientConnectConfig) -> Shown | None:
    """The certificate that we show, of what was checked before; None where none is."""
    tls = config.get("tls")
    if not isinstance(tls, TLSConfig) or tls.client_cert is None:
        return None
    return _facts(_read(tls.client_cert, "CLIENT_CERT", profile_of(config)))


def _read(pem: bytes, name: str, profile: str) -> "Certificate":
    """The first certificate of a PEM file; the others are those that it was signed with."""
    from cryptography.x509 import load_pem_x509_certificates  # few have one, and it takes its time

    try:
        return load_pem_x509_certificates(pem)[0]
    except ValueError as error:
        raise BadInput(f"What {giver_of(name, profile)} gives is no certificate in PEM.") from error


def _check_belongs(certificate: "Certificate", pem: bytes, profile: str) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    def public(key: object) -> bytes:
        made: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
        return made

    where = giver_of("CLIENT_KEY", profile)
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        raise BadInput(
            f"The key that {where} gives wants a password: `openssl pkey` writes it without."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadInput(f"What {where} gives is no private key in PEM.") from None
    if public(key.public_key()) != public(certificate.public_key()):
        raise BadInput(
            f"The key that {where} gives does not belong to the certificate of {giver_of('CLIENT_CERT', profile)}."
        )


def _facts(certificate: "Certificate") -> Shown:
    return Shown(
        _called(certificate.subject),
        _called(certificate.issuer),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _called(name: "Name") -> str:
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return repr(str(common[0].value) if common else name.rfc4514_string())
