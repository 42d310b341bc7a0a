"""A case on which something happened."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.follow_up import update_action
from tests.doing import do
from tests.integration.follow_up.helpers import action_of
from tests.signing_in import signed_in_client
from tests.story import case_at


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.ACTIONS)
    signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
    do(
        cast,
        "petra",
        update_action,
        action_id=action_of(cast, case).pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    signed_in_client(cast, "hal").get(reverse("case", args=[case.pk]))
    return case
