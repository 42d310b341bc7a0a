"""A bucket that speaks S3, in place of a folder. It is closed, nothing in it is overwritten, and a
bucket that hangs counts as one that does not answer."""

from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

# A person waits for the answer, and holds a process of the web server.
PATIENCE = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3}
)
NOT_THERE = 404


class Bucket(S3Storage):
    """A bucket whose objects are read and written by their own names."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return the settings that hold unless the installation sets others."""
        ours = {
            "default_acl": None,  # as the bucket has it: closed
            "file_overwrite": False,
            "client_config": PATIENCE,
        }
        return {**super().get_default_settings(), **ours}

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was stored. Raises `FileNotFoundError`, as a folder does."""
        try:
            at: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == NOT_THERE:
                raise FileNotFoundError from error
            raise
        return at
