"""The services that keep keys, by the addresses of those."""

from functools import lru_cache

from infra.payloads.kms import SCHEME, Kms
from models.errors import BadInput
from models.excerpt import quoted


@lru_cache(maxsize=64)
def kms_at(address: str) -> Kms:
    """The key at an address, one for the whole process.

    Raises:
        BadInput: nobody keeps keys there that is known.

    """
    if not address.startswith(SCHEME):
        raise BadInput(
            f"{quoted(address, 58)} is no key of a service that is known: give one such as {SCHEME}arn:…."
        )
    from infra.payloads.aws_kms import AwsKms  # boto3 takes a third of a second to import

    return AwsKms(address.removeprefix(SCHEME))
