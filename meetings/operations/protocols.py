"""The rules of an area, as data."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Protocol
from meetings.queries.area_rules import area_rules_of, drafts_past
from meetings.queries.research.rules import agencies_of_area, version_of_agencies
from meetings.rules.area_rules import AreaRules, check_meant, check_rules
from meetings.rules.checklist import own_words
from meetings.rules.days_off import OnDay, check_on_day
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.history import save_all
from sharing.models import Agency, Area
from sharing.operations.locking import lock
from sharing.queries.changed_by import last_writer_of, maker_of_past
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Work

# For an area without its own wording.
DECLARATION = _(
    "What is said and read here is for the safety of the people it is about, and for nothing"
    " else. I pass nothing on outside my agency without asking the agency that gave it. I never"
    " tell a perpetrator, or anybody who might, that a case was heard. I say so now if I know"
    " somebody in a case. Everybody is spoken of with respect and treated alike."
)


def write_first_protocol(
    *,
    actor: Actor,
    area_id: UUID,
    first_meeting_on: date,
    starts_at: time,
    place: str,
    declaration: str = "",
) -> Protocol:
    """The area has its first rules from today on: when and where it meets, what everybody there
    agrees to, and the portal's defaults for everything else."""
    work = perform(actor, may.WRITE_PROTOCOL)
    if Protocol.objects.filter(area_id=area_id).exists():
        raise RuleBroken(_("The area has rules already."))
    protocol = Protocol.objects.create(
        area_id=area_id,
        version=1,
        in_force_from=clock.today(),
        first_meeting_on=first_meeting_on,
        starts_at=starts_at,
        place=place,
        declaration=declaration.strip() or str(DECLARATION),
    )
    work.items.add(protocol.pk)
    return protocol


def choose_core_agencies(*, actor: Actor, version: int, agencies: Collection[UUID]) -> None:
    """These agencies of the area, and no others, are asked about each case of a list that is
    published from now on. Earlier requests stand. `version` is that of
    `core_agencies_to_choose`."""
    work = perform(actor, may.CHOOSE_CORE_AGENCIES)
    lock(Area, actor.area_id)
    known = list(agencies_of_area(actor))
    standing = [one.pk for one in known if one.core]
    now = version_of_agencies(known)
    if version != now:
        newest = Agency.history.filter(id__in=[one.pk for one in known]).latest("history_date")
        raise Overtaken({"agencies": standing}, now, maker_of_past(newest))
    if not {one.pk for one in known} >= set(agencies):
        raise RuleBroken(_("Choose among the agencies of your area."), field="agencies")
    changed = [one for one in known if one.core is not (one.pk in agencies)]
    if not changed:
        raise RuleBroken(_("Nothing is different from what it was."))
    for one in changed:
        one.core = not one.core
    save_all(changed, ["core"])
    work.items.update(one.pk for one in changed)


def set_reminders(
    *,
    actor: Actor,
    version: int,
    remind_research_before: int,
    remind_research_every: int,
    remind_actions_before: int,
    remind_actions_every: int,
    reminded: str,
) -> Protocol:
    """The area has a new version of its rules from today on, with these reminders and otherwise
    unchanged. Cases keep the version under which they were judged."""
    work = perform(actor, may.SET_REMINDERS)
    wanted: dict[str, object] = {
        "remind_research_before": remind_research_before,
        "remind_research_every": remind_research_every,
        "remind_actions_before": remind_actions_before,
        "remind_actions_every": remind_actions_every,
        "reminded": reminded,
    }
    return _next_version(work, wanted, version=version)


def set_research_rules(
    *,
    actor: Actor,
    version: int,
    default_reading: str,
    takes_files: bool,
    takes_unscanned: bool = False,
) -> Protocol:
    """The area has a new version of its rules from today on. It says what is preselected for a new
    item in a case that is judged under it. For every case, it says whether agencies may attach
    files, and whether they may while the scanner is down."""
    work = perform(actor, may.SET_RESEARCH_RULES)
    wanted: dict[str, object] = {
        "default_reading": default_reading,
        "takes_files": takes_files,
        "takes_unscanned": takes_unscanned,
    }
    return _next_version(work, wanted, version=version)


def set_area_rules(*, actor: Actor, version: int, rules: AreaRules, sure: bool = False) -> Protocol:
    """The area has a new version of its rules from today on, with these figures. Cases keep the
    version under which they were judged, and planned meetings their deadlines. `sure` confirms that
    drafts which these figures end are meant to end."""
    work = perform(actor, may.SET_AREA_RULES)
    check_rules(rules)
    standing = Protocol.objects.filter(area=actor.area_id).first()
    if standing is not None:
        before, after = (drafts_past(actor, one) for one in (area_rules_of(standing), rules))
        check_meant(before, after, days=rules.tell_before_throwing_away, sure=sure)
    wanted = asdict(rules) | {"declaration": _in_lines(rules.declaration)}
    return _next_version(work, wanted, version=version)


def set_checklist_wording(
    *, actor: Actor, version: int, wording: Mapping[str, str], checklist_licence: str = ""
) -> Protocol:
    """The area has a new version of its rules from today on, with this wording of the risk
    checklist; a subject without words has the portal's. A case keeps the words in which it was
    asked."""
    work = perform(actor, may.SET_AREA_RULES, event=may.CHECKLIST_WORDED)
    licence = checklist_licence.strip()
    wanted: dict[str, object] = {
        "checklist_wording": own_words(wording, licence),
        "checklist_licence": licence,
    }
    return _next_version(work, wanted, version=version)


def say_of_day(*, actor: Actor, day: date, said: OnDay) -> Area:
    """The area is closed on that day, works on it, or does as the rest of the country does.
    Deadlines that were already worked out stay."""
    work = perform(actor, may.SET_AREA_RULES, event=may.DAY_OFF_SET)
    area = lock(Area, work.actor.area_id)
    check_on_day(day, said, days_off(area), today=clock.today())
    closed, worked = {*area.closed_on} - {day}, {*area.worked_on} - {day}
    if said is OnDay.CLOSED:
        closed.add(day)
    elif said is OnDay.WORKED:
        worked.add(day)
    area.closed_on, area.worked_on = sorted(closed), sorted(worked)
    area.save()
    work.items.add(area.pk)
    return area


def _in_lines(text: str) -> str:
    return "\n".join(text.split("\r\n")).strip()


def _next_version(work: Work, wanted: dict[str, object], *, version: int) -> Protocol:
    area_id = work.actor.area_id
    lock(Area, area_id)  # the next version is no row to lock yet
    newest = Protocol.objects.filter(area=area_id).first()
    if newest is None or newest.in_force_from > clock.today():
        raise RuleBroken(_("Your area has no rules yet, or the next ones are not in force yet."))
    standing = {name: getattr(newest, name) for name in wanted}
    if version != newest.version:
        raise Overtaken(standing, newest.version, last_writer_of(newest))
    if wanted == standing:
        raise RuleBroken(_("Nothing is different from what it was."))
    same = {
        one.attname: getattr(newest, one.attname)
        for one in Protocol._meta.concrete_fields
        if not one.primary_key
    }
    given = same | wanted | {"version": newest.version + 1, "in_force_from": clock.today()}
    protocol = Protocol.objects.create(**given)
    work.items.add(protocol.pk)
    return protocol
