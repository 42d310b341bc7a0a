"""Files on their way in: held in memory, never in a temporary file, and only so many at once."""

import io
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from sharing.vault.refusals import MOST

# Above it nothing is read at all; below it the form says that the file is too large.
MOST_SENT = 5 * MOST  # bytes
# Of this process; each can hold the file and its sealed form.
slots = BoundedSemaphore(settings.UPLOADS_AT_ONCE)


class Bounded(FileUploadHandler):
    """Reads nothing of a request that is far too large."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > MOST_SENT:
            raise RequestDataTooBig("More was sent than any page takes.")


class NoFile(Bounded):
    """Ignores files sent to a view that takes none."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile


class HeldInMemory(Bounded):
    """Holds one file. A file that is too large comes with its size but without its content, so that
    the form can say so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= MOST:
            self.held.write(raw_data)
        else:
            self.held = io.BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile:
        self.held.seek(0)
        return InMemoryUploadedFile(
            file=self.held,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
