"""A bucket that speaks S3, in place of a folder: closed, with nothing in it written over, and one that
hangs is one that does not answer."""

from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

# Somebody waits for it, and holds a process of the web server.
PATIENCE = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3}
)
NOT_THERE = 404


class Bucket(S3Storage):
    """What is in it is read and written by its own name alone."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return what holds where nothing else is said."""
        ours = {
            "default_acl": None,  # as the bucket has it: closed
            "file_overwrite": False,
            "client_config": PATIENCE,
        }
        return {**super().get_default_settings(), **ours}

    def get_modified_time(self, name: str) -> datetime:
        """Return when it was stored; raises `FileNotFoundError` as a folder does."""
        try:
            at: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == NOT_THERE:
                raise FileNotFoundError from error
            raise
        return at
