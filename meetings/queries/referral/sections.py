"""The answers of a referral in the order of its form, as rows of words, to check before it is
submitted and to read afterwards. Only the kinds of addresses are given; each address is shown
separately."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from meetings.models import Answer
from meetings.queries.referral.full import FullReferral, Person
from meetings.rules.completeness import WORDS, Step
from sharing.models import Address, Agreement, Party

Words = str | Promise


@dataclass(frozen=True)
class Row:
    key: Words
    lines: list[Words] = field(default_factory=list)
    party: Party | None = None  # whose addresses these are
    addresses: list[Address] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    step: Step
    words: Words
    url: str
    rows: list[Row]


def sections_of(shown: FullReferral) -> list[Section]:
    """Return the content of the referral, step by step."""
    rows = {
        Step.VICTIM: _victim(shown),
        Step.CONTACT: _contact(shown),
        Step.PERPETRATORS: _perpetrators(shown),
        Step.CHILDREN: _children(shown),
        Step.ADDRESSES: _addresses(shown),
        Step.INCIDENT: _incident(shown),
        Step.CHECKLIST: _checklist(shown),
        Step.GROUNDS: _grounds(shown),
        Step.SHARING: _sharing(shown),
        Step.EQUALITY: _equality(shown),
    }
    return [Section(step, WORDS[step], shown.url_of(step), rows[step]) for step in Step]


def _row(key: Words, *values: Words | int | None) -> Row:
    return Row(key, [str(value) for value in values if value not in (None, "")])


def _victim(shown: FullReferral) -> list[Row]:
    victim, referral = shown.victim.party, shown.referral
    rows = [
        _row(_("Name"), victim.full_name),
        _row(_("Born"), capfirst(shown.victim.born)),
        _row(_("Other names and spellings"), victim.other_names),
        _row(_("Referred by"), referral.author.name, referral.agency.name),
    ]
    if referral.worker_name:
        rows.append(
            _row(
                _("For the worker"),
                referral.worker_name,
                referral.worker_role,
                referral.worker_contact,
            )
        )
    return rows


def _contact(shown: FullReferral) -> list[Row]:
    contact = shown.contact
    if contact is None:
        return [_row(_("The one safe way"))]
    return [
        _row(_("The one safe way"), contact.get_way_display(), contact.details),
        _row(_("Safe times"), contact.times),
        _row(
            _("Never"),
            contact.never,
            _("The phone may be watched: no call, no text") if contact.phone_watched else "",
        ),
        _row(_("Must not learn of it"), shown.must_not_learn),
        _row(_("Confirmed"), contact.confirmed_by, date_format(contact.confirmed_on)),
    ]


def _person(person: Person) -> Row:
    party = person.party
    lines: list[Words] = [capfirst(person.born)]
    for tie in person.ties:
        lines.append(
            _("%(tie)s of %(name)s") % {"tie": tie.get_tie_display(), "name": tie.other.full_name}
        )
    for words, value in (
        (_("Also known as %(value)s"), party.other_names),
        (_("Work: %(value)s"), party.occupation),
        (_("Lives with %(value)s"), party.lives_with),
        (_("School or nursery: %(value)s"), party.school),
    ):
        if value:
            lines.append(words % {"value": value})
    return Row(party.full_name, lines)


def _perpetrators(shown: FullReferral) -> list[Row]:
    return [_person(one) for one in shown.perpetrators] or [_row(_("Perpetrator"))]


def _children(shown: FullReferral) -> list[Row]:
    rows = [_person(one) for one in [*shown.children, *shown.at_risk]]
    if not rows:
        rows.append(_row(_("Children and others"), _nobody(shown)))
    if shown.children:
        told = {"yes": _("Yes"), "no": _("Not yet")}.get(shown.referral.child_referral, "")
        on = shown.referral.child_referral_on
        rows.append(_row(_("Children’s social care told"), told, date_format(on) if on else ""))
    return rows


def _nobody(shown: FullReferral) -> str:
    return _("None") if Step.CHILDREN in shown.referral.steps_done else ""


def _addresses(shown: FullReferral) -> list[Row]:
    rows = [
        Row(one.party.full_name, [], one.party, one.addresses)
        for one in shown.people
        if one.addresses
    ]
    if not rows:
        known = Step.ADDRESSES in shown.referral.steps_done
        rows.append(_row(_("Address"), _("Not known") if known else ""))
    return rows


def _incident(shown: FullReferral) -> list[Row]:
    referral = shown.referral
    on = referral.incident_on
    return [
        _row(_("Date of the incident"), date_format(on) if on else ""),
        _row(_("What happened"), referral.what_happened),
        _row(_("History"), referral.background),
        _row(_("Done today to keep them safe"), referral.done_today),
        _row(_("Danger to staff"), referral.danger_to_staff),
    ]


def _checklist(shown: FullReferral) -> list[Row]:
    counts, standing = shown.counts, shown.assessment
    if standing is None:
        return [_row(_("Checklist"))]
    rows = [
        _row(_("Date"), date_format(standing.assessed_on)),
        _row(_("Tool"), f"{standing.tool} {standing.tool_version}".strip()),
        _row(_("Source"), standing.source or _("The victim")),
    ]
    for key, answer, number in (
        (_("Yes: %(number)s of 24"), Answer.YES.value, counts.yes),
        (_("Don’t know: %(number)s"), Answer.NOT_KNOWN.value, counts.not_known),
        (_("No: %(number)s"), Answer.NO.value, counts.no),
        (_("No answer: %(number)s"), "", counts.unanswered),
    ):
        if number or answer == Answer.YES:
            labels = [line.label for line in shown.answers[answer]]
            # None of the 24 has an answer: one number says as much as 24 lines.
            rows.append(_row(key % {"number": number}, *(labels if number < 24 else [])))
    rows.append(_row(_("Comment"), standing.comment))
    return rows


def _grounds(shown: FullReferral) -> list[Row]:
    referral = shown.referral
    none = _("None of these, or not sure") if Step.GROUNDS in referral.steps_done else ""
    return [
        _row(_("Grounds named"), *(shown.grounds or [none])),
        _row(_("Professional judgement"), referral.judgement),
        _row(_("Local ground"), referral.local_ground),
        _row(_("Incidents in 12 months"), referral.incident_count),
        _row(_("Earlier referrals"), referral.earlier_marac),
    ]


def _sharing(shown: FullReferral) -> list[Row]:
    decision = shown.decision
    if decision is None:
        return [_row(_("Does the victim agree?"))]
    asked = date_format(decision.asked_on) if decision.asked_on else ""
    rows = [_row(_("Does the victim agree?"), Agreement(decision.agreement).label, asked)]
    if decision.agreement != Agreement.AGREES:
        rows += [
            _row(_("Why sharing is necessary"), decision.necessity),
            _row(_("Why it is no more than needed"), decision.proportionality),
            _row(_("What could happen if not"), decision.risk_if_not_shared),
        ]
    return rows


def _equality(shown: FullReferral) -> list[Row]:
    victim = shown.victim.party
    return [
        _row(_("Gender"), victim.get_gender_display()),
        _row(_("Pregnant"), victim.get_pregnant_display()),
        _row(_("Ethnic group"), victim.get_ethnicity_display()),
        _row(_("Disabled"), victim.get_disabled_display()),
        _row(_("Lesbian, gay, bisexual or trans"), victim.get_lgbt_display()),
        _row(_("First language, or signs"), victim.language or _("Not asked")),
        _row(_("Needs an interpreter"), victim.get_interpreter_display()),
    ]
