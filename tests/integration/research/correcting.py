"""What the tests of corrected people share: police propose it, Carys accepts it, who had read it
knows."""

from meetings.models import DetailProposal
from meetings.queries.research.corrected_people import details_waiting
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.research.proposing import decide, propose
from tests.memory import told_once
from tests.visits import get, post, words_of

WAITS = "was corrected or taken back"


def words(cast, who, page, *args):
    return words_of(get(cast, who, page, *args))


def waiting(cast, case, who="rowan"):
    with unit_of_work(cast.actor(who)):
        return details_waiting([case.pk])


def newest(model=DetailProposal):
    with as_owner():
        return model.objects.unscoped("a test looks").order_by("-proposed_at").first()


@told_once
def read_by(cast, case, *names):
    """These people have read the page of the case."""
    for who in names:
        assert get(cast, who, "case", case.pk).status_code == 200


@told_once(unseen=True)
def correct(cast, case, who="victim", **said):
    """Police propose it, and Carys accepts it."""
    propose(cast, case, who, **said)
    assert decide(cast, case, proposal := newest(), accept=True).status_code == 302
    return proposal


def acknowledge(cast, case, proposal, who="rowan", **values):
    return post(cast, who, "acknowledge_correction", case.pk, proposal.pk, **values)
