"""The clients of the vendors that are known, each with the key and the address that are set for it."""

from collections.abc import Mapping

from pydantic import SecretStr

from models.errors import MissingKeys, UnknownName
from providers.vendors.callbacks import Callbacks
from providers.vendors.client import VendorClient
from providers.vendors.vendor import Vendor

_SHORTEST_SECRET = 6
"""Shorter values, such as the `any` that a local server takes, are words and no secrets."""


class Clients:
    """A client for each vendor in `known`; `environment` has keys and addresses by their variables' names.

    `callbacks` is the public address at which vendors can tell of their jobs, where there is one.
    """

    def __init__(
        self, known: Mapping[str, Vendor], environment: Mapping[str, str], callbacks: str = ""
    ) -> None:
        self._clients = {
            name: VendorClient(
                vendor,
                SecretStr(
                    next((environment[name] for name in vendor.key_names if environment.get(name)), "")
                ),
                environment.get(vendor.base_env, ""),
                self.clean,
                Callbacks(callbacks, SecretStr(environment.get(vendor.secret_env, ""))),
            )
            for name, vendor in known.items()
        }

    def has_key(self, vendor: str) -> bool:
        """Whether a vendor can be asked: it is known, and needs no key or has one."""
        return vendor in self._clients and self._clients[vendor].has_key

    def of(self, vendor: str) -> VendorClient:
        """The client of a vendor, by its name; all who ask for it share it.

        Raises:
            UnknownName: there is no such vendor.
            MissingKeys: the vendor needs a key, and there is none.

        """
        client = self.reading(vendor)
        if not client.has_key:
            raise MissingKeys(
                f"{client.vendor.shown} needs a key: set {client.vendor.key_env} where the workers run "
                "(`longtake down` restarts them).",
                ((client.vendor.key_env,),),
            )
        return client

    def reading(self, vendor: str) -> VendorClient:
        """The client of a vendor for what everybody may read there, with or without a key.

        Raises:
            UnknownName: there is no such vendor.

        """
        if vendor not in self._clients:
            raise UnknownName("vendor", vendor, list(self._clients))
        return self._clients[vendor]

    def clean(self, text: str) -> str:
        """`text` without any vendor's key in it, and without halves of characters that no file can hold."""
        for client in self._clients.values():
            for secret in (client.key, client.callbacks.secret):
                if len(secret.get_secret_value()) >= _SHORTEST_SECRET:
                    text = text.replace(secret.get_secret_value(), "[key]")
        return text.encode("utf-8", "replace").decode("utf-8")
