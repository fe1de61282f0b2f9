"""The object store: files named by the sha256 of their bytes, in a local folder or in an S3 bucket.

Not here: which asset a file is (`library/`).
"""

from infra.storage.address import open_store
from infra.storage.files import FOR_PEOPLE, copy_atomically, sha256_of, storage_errors, write_atomically
from infra.storage.folder import Folder, check_folder
from infra.storage.local import LocalStore
from infra.storage.store import Store

__all__ = [
    "FOR_PEOPLE",
    "Folder",
    "LocalStore",
    "Store",
    "check_folder",
    "copy_atomically",
    "open_store",
    "sha256_of",
    "storage_errors",
    "write_atomically",
]
