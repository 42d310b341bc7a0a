"""What the tests of files on a return share: each is attached by the police, and scanned."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sharing.models import Attachment
from tests.attached import email
from tests.conftest import as_owner
from tests.doing import form_token
from tests.integration.research.helpers import answer
from tests.signing_in import signed_in_client

LETTER = b"There were three calls last year."


@pytest.fixture
def known(cast, case):
    answer(cast, case)


@pytest.fixture
def petra(cast):
    return signed_in_client(cast, "petra")


@pytest.fixture(autouse=True)
def scanned(clamd):
    """Each file is scanned by ClamAV."""


def send(client, case, name="letter.txt", content=LETTER, **values):
    data = {"who_may_read": "shared", "file": SimpleUploadedFile(name, content)} | form_token()
    return client.post(reverse("attach_file", args=[case.pk]), data | values)


def files_of(case):
    with as_owner():
        return list(Attachment.objects.filter(scope_id=case.pk).select_related("file"))


def in_vault():
    return set(storages["vault"].listdir("")[1])


def of(name, case, **more):
    (file,) = files_of(case)
    return reverse(name, kwargs={"case_id": case.pk, "file_id": file.pk} | more)


def mail_with(content, name):
    """Return an e-mail with this that is called a picture."""
    message = email()
    message.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return message.as_bytes()
