"""Who is in a case."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Referral
from meetings.queries.case_bar import CaseBar
from meetings.queries.people import born_words
from sharing.models import Agreement, Party, PartyRole, Relationship


@dataclass(frozen=True)
class Person:
    party: Party
    role: str
    born: str
    to_know: list[str]
    named_in: str = ""  # the joined referral, if only that names them, in words
    since: str = ""  # what was corrected since the reader read it, in words


def people_of(bar: CaseBar) -> list[Person]:
    """Return the people of a case, each with their tie to the victim and what to know of them; then
    those whom only joined referrals name."""
    victims = [*([bar.victim] if bar.victim else []), *_victims(bar)]
    ties = {}
    if victims:
        rows = Relationship.objects.filter(
            scope_id__in=[one.scope_id for one in victims], other__in=victims
        )
        ties = {tie.person_id: tie.get_tie_display() for tie in rows.filter(ended_on__isnull=True)}
    own = [
        Person(party, _role(party, ties), born_words(party), _to_know(party, bar.referral))
        for party in bar.parties
    ]
    return own + [
        Person(
            one.party,
            _role(one.party, ties),
            born_words(one.party),
            _to_know(one.party, one.account.referral),
            one.words,
        )
        for one in bar.elsewhere
    ]


def _victims(bar: CaseBar) -> list[Party]:
    """Return the victims, one for each referral that names a different one."""
    cases = {one.account.pk for one in bar.elsewhere}
    return [
        party
        for case_id in cases
        for party in bar.parties_of_accounts[case_id]
        if party.role == PartyRole.VICTIM
    ]


def _role(party: Party, ties: dict[UUID, str]) -> str:
    label = str(PartyRole(party.role).label)
    tie = ties.get(party.pk, "")
    # "Child, son or daughter" would say one thing twice.
    if not tie or party.role == PartyRole.CHILD:
        return label
    return _("%(role)s, %(tie)s") % {"role": label, "tie": tie.lower()}


def _to_know(party: Party, referral: Referral | None) -> list[str]:
    words = []
    agreement = getattr(referral, "agreement", "")
    if party.role == PartyRole.VICTIM and agreement:
        words.append(str(Agreement(agreement).label))
    if party.other_names:
        words.append(_("Also known as %(names)s") % {"names": party.other_names})
    if party.interpreter == "yes":
        words.append(
            _("Interpreter needed: %(language)s") % {"language": party.language}
            if party.language
            else _("Interpreter needed; the language is not known")
        )
    if party.pregnant == "yes":
        words.append(_("Pregnant"))
    if party.school:
        words.append(party.school)
    if party.role == PartyRole.CHILD and referral and referral.child_referral_on:
        since, submitted = getattr(party, "since", None), getattr(party, "submitted", None)
        # What the referral says of children is not about one who came into the case after it.
        if since and submitted and since > submitted:
            words.append(_("Added since the referral: find out if children’s social care was told"))
        else:
            day = date_format(referral.child_referral_on)
            words.append(_("Children’s social care referral made %(date)s") % {"date": day})
    return words
