"""A case of which police said everything that can be said, to each reader that there can be."""

from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from meetings.models import (
    ActionProposal,
    AddressProposal,
    ContactProposal,
    DetailProposal,
    Stage,
)
from meetings.models.proposal import CORRECTABLE
from meetings.operations.referral import name_advocate
from meetings.operations.research import (
    add_item,
    attach_file,
    change_item,
    propose_action,
    propose_address,
    propose_contact,
    propose_details,
    save_draft,
    set_return_basis,
    submit_research,
    warn_staff,
    withdraw_file,
    withdraw_item,
)
from sharing import clock
from sharing.actor import Actor
from sharing.models import Attachment, Item, Party
from sharing.operations.attachments import Received
from sharing.queries.drafts import NEW
from sharing.roles import Role
from sharing.unit import unit_of_work
from sharing.vault.store import keeping
from tests import attached
from tests.conftest import as_owner
from tests.doing import do, one
from tests.integration.research.helpers import answer, request_of
from tests.integration.unshared import decisions
from tests.integration.unshared.decisions import EVERYBODY, OWNER, Decision
from tests.matrix import observer_of
from tests.memory import told_once
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at

# What stands in what is proposed.
PROPOSALS = {
    DetailProposal: ("value", "source"),
    AddressProposal: ("lines", "source"),
    ContactProposal: ("details",),
    ActionProposal: ("what",),
}


@dataclass
class Telling:
    """A case, and what its return holds by now."""

    cast: object
    case: object
    items: dict[str, UUID] = field(default_factory=dict)  # by mark
    files: dict[str, UUID] = field(default_factory=dict)

    @property
    def request_id(self):
        return request_of(self.cast, self.case, "police").pk

    def values(self, decision: Decision) -> dict:
        """Return what an item says: its mark stands wherever it takes words."""
        kept_back = decision.said["who_may_read"] == "not_shared"
        words = {"text": f"He said {decision.mark}.", "source": decision.mark}
        named = [self.cast.agency(kind).pk for kind in decision.named]
        said = decision.said | ({"restricted_to": named} if named else {})
        return said | ({"text": ""} if kept_back else words)

    def add(self, decision: Decision) -> UUID:
        item = do(self.cast, OWNER, add_item, request_id=self.request_id, **self.values(decision))
        self.items[decision.mark] = item.pk
        return item.pk

    def change(self, item_id: UUID, decision: Decision) -> UUID:
        """Return the item that is to take the place of the other."""
        this = {"case_id": self.case.pk, "item_id": item_id}
        item = do(self.cast, OWNER, change_item, **this, **self.values(decision))
        self.items[decision.mark] = item.pk
        return item.pk

    def withdraw(self, item_id: UUID) -> None:
        do(self.cast, OWNER, withdraw_item, case_id=self.case.pk, item_id=item_id)

    def attach(self, decision: Decision, *, scanned: bool = True, more: bytes = b"") -> UUID:
        is_picture = decision.mark.endswith("picture")
        content = attached.picture() if is_picture else decision.mark.encode() + more
        name = f"{decision.mark}.{'png' if is_picture else 'txt'}"
        with keeping(content) as stored:
            file = do(
                self.cast,
                OWNER,
                attach_file,
                request_id=self.request_id,
                received=Received(attached.examined(name, content), stored, scanned),
                **decision.said,
            )
        self.files[decision.mark] = file.pk
        return file.pk

    def submit(self) -> None:
        do(self.cast, OWNER, submit_research, request_id=self.request_id)

    def is_read_by(self, *names: str) -> None:
        """These people read the page of research, each for the first time or again."""
        for name in names:
            path = reverse("case_research", args=[self.case.pk])
            assert signed_in_client(self.cast, name).get(path).status_code == 200


def begun(cast) -> Telling:
    """Return a case that police know, with everybody who may be curious about it; nothing is
    written about it yet but a warning for staff."""
    return as_known_to(cast, _begun(cast))


def told(cast) -> Telling:
    """Return a case about which every decision was taken."""
    return as_known_to(cast, _told(cast))


def as_known_to(cast, telling: Telling) -> Telling:
    """Where it is told again, the cast knows nothing of who came."""
    cast.memberships.update(telling.cast.memberships)
    telling.cast = cast
    return telling


@told_once
def _begun(cast) -> Telling:
    case = case_at(cast, Stage.RESEARCH)
    with as_owner(), unit_of_work(Actor.system("seed")):
        for name, role, kind in (
            ("ivy", Role.ADVOCATE, "idva"),
            ("perry", Role.REPRESENTATIVE, "probation"),
        ):
            cast.memberships[name] = make_member(name, role, cast.agency(kind))
    cast.memberships["sol"] = observer_of(cast, case.meeting)
    do(cast, "ines", name_advocate, case_id=case.pk, user_id=cast.user("ivy").pk)
    answer(cast, case)
    do(cast, OWNER, warn_staff, case_id=case.pk, text="Visit in pairs.")
    return Telling(cast, case)


@told_once
def _told(cast) -> Telling:
    telling = _begun(cast)
    for decision in (*decisions.STANDING, *decisions.BEFORE.values()):
        telling.add(decision)
    for decision in decisions.FILES.values():
        telling.attach(decision)
    do(
        cast,
        OWNER,
        set_return_basis,
        request_id=telling.request_id,
        is_different=True,
        bases=["s35_2b", "sch8_3"],
        why=f"For {decisions.BASIS.mark}.",
        version=0,
    )
    telling.submit()
    telling.is_read_by(*EVERYBODY)
    for name, decision in decisions.AFTER.items():
        telling.change(telling.items[decisions.BEFORE[name].mark], decision)
    telling.withdraw(telling.items["zqwithdrawn"])
    do(cast, OWNER, withdraw_file, file_id=telling.files["zqfilewithdrawn"])
    telling.submit()
    for decision in decisions.UNSENT:
        telling.add(decision)
    telling.change(telling.items["zqstands"], decisions.CHANGE_UNSENT)
    telling.attach(decisions.FILES_UNSENT["draft"])
    telling.attach(decisions.FILES_UNSENT["not scanned"], scanned=False)
    typed = {"text": f"He said {decisions.TYPED.mark}.", "who_may_read": "shared"}
    do(cast, OWNER, save_draft, case_id=telling.case.pk, part=NEW, said=typed, version=0)
    _proposed(cast, telling)
    return telling


def _proposed(cast, telling: Telling) -> None:
    """Police propose of the victim all that can be proposed."""
    victim = one(cast, OWNER, Party, telling.case, role="victim")
    about = {"request_id": telling.request_id, "party_id": victim.pk}
    mark = {name: decision.mark for name, decision in decisions.PROPOSED.items()}
    stands = {name: getattr(victim, name) for name in CORRECTABLE}
    said = stands | {"other_names": mark["detail"]}
    do(cast, OWNER, propose_details, said=said, source=mark["detail"], **about)
    for name, kind in (("address", "current"), ("safe address", "safe")):
        lines = f"9 {mark[name]} Row"
        do(cast, OWNER, propose_address, kind=kind, lines=lines, source=mark[name], **about)
    confirmed = {"confirmed_by": "An officer", "confirmed_on": clock.today()}
    way = {"way": "in_person", "details": mark["contact"]} | confirmed
    do(cast, OWNER, propose_contact, **way, **about)
    action = {"what": mark["action"], "for_whom": "victim", "by_agency": cast.agency("idva").pk}
    do(cast, OWNER, propose_action, request_id=telling.request_id, **action)


def rows_of(cast, who: str, case_id: UUID) -> set[str]:
    """Return what the database itself shows somebody, past every filter of the portal."""
    with unit_of_work(cast.actor(who)):
        items = Item.objects.filter(scope_id=case_id).values_list("text", "source")
        files = Attachment.objects.filter(scope_id=case_id).values_list("name", flat=True)
        proposed = [
            model.objects.filter(scope_id=case_id).values_list(*names)
            for model, names in PROPOSALS.items()
        ]
        return {str(one) for rows in (items, files, *proposed) for one in rows}
