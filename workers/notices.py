"""What vendors tell of their jobs by themselves: checked, and written down for whoever waits, or where a submit was in doubt."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from pydantic import ValidationError

from activities.jobs.records import JobRecord, JobRecords
from infra.database.database import Database
from models.errors import InvalidRequest, MissingExtra, Unauthorised, UnknownName
from models.kinds import KINDS
from providers.jobs import Notice, Notifying
from providers.registry import Registry
from providers.vendors.accounts import vendor_of
from providers.vendors.callbacks import check_mark


class Called(NamedTuple):
    """What the address that a vendor called says beside its name: our name for a job, and our mark of it."""

    reference: str = ""
    mark: str = ""


_PLAIN = Called()


class Notices:
    """The notices of those vendors in the registry that send some: of a vendor's providers one of each kind reads them."""

    def __init__(self, registry: Registry, database: Database) -> None:
        self._records = JobRecords(database)
        self._readers: dict[str, list[Notifying[Any]]] = {}
        for kind in KINDS:
            for name in (*registry.names(kind), *registry.one_of_each_vendor(kind)):
                # A vendor without its key here is asked for nothing, and tells us of nothing.
                with suppress(Unauthorised, MissingExtra):
                    provider = registry.find(kind, name)
                    if isinstance(provider, Notifying):
                        self._readers.setdefault(vendor_of(name), []).append(provider)

    @property
    def vendors(self) -> tuple[str, ...]:
        """The names of the vendors that send notices: the first part of their providers' names."""
        return tuple(self._readers)

    def take(
        self, vendor: str, headers: Mapping[str, str], body: bytes, called: Called = _PLAIN
    ) -> JobRecord | None:
        """The record of the job that a notice tells of, once that is written down; None when it changes nothing.

        `headers` by their names in lower case. Our name for the job counts where the vendor signed it, or where
        the address has it with our own mark. Told again it comes to the same.

        Raises:
            UnknownName: there is no such vendor, or it sends no notices.
            Unauthorised: the signature is missing or wrong, or the address names a job without our mark.
            InvalidRequest: it cannot be read, or names no job of ours.
            StorageError: it could not be written down; the vendor has to send it again.

        """
        if vendor not in self._readers:
            raise UnknownName("vendor that tells of its jobs", vendor, self.vendors)
        try:
            reader, notice = self._read(vendor, headers, body)
            named = Notice(
                reference=notice.reference or called.reference, job_id=notice.job_id, over=notice.over
            )
        except ValidationError as error:
            raise InvalidRequest(f"A notice of {vendor} has names that no job has.") from error
        if called.reference or called.mark:
            check_mark(vendor, called.reference, called.mark, reader.mark_key)
        if not named.reference or named.reference != (called.reference or named.reference):
            raise InvalidRequest(f"A notice of {vendor} does not say which of our jobs it is about.")
        return self._records.notified(vendor, named.reference, named.job_id, over=named.over)

    def _read(self, vendor: str, headers: Mapping[str, str], body: bytes) -> tuple[Notifying[Any], Notice]:
        """What the notice says, and who could read it: a vendor of several kinds may sign for each with another secret."""
        refused: Unauthorised | None = None
        for reader in self._readers[vendor]:
            try:
                return reader, reader.read_notice(headers, body)
            except Unauthorised as error:
                refused = error
        assert refused is not None, "there is at least one reader of that name"
        raise refused
