"""A case on which something happened."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from tests.integration.follow_up.helpers import action_of, update
from tests.signing_in import signed_in_client
from tests.story import case_at


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.ACTIONS)
    signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
    update(cast, action_of(cast, case), "in_progress", "Panel on Tuesday.")
    signed_in_client(cast, "hal").get(reverse("case", args=[case.pk]))
    return case
