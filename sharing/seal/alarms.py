"""The alarms: what is wrong with the trail and its seal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sharing.seal import guards
from sharing.seal.checkpoint import is_signed, text_of
from sharing.seal.sealer import LOOK_BACK
from sharing.seal.state import TOO_LONG

# The sealer writes a heartbeat once a minute; two missing ones could be a restart.
SILENCE = timedelta(minutes=3)
# How far the newest event may be ahead of the database's clock, which somebody may have set.
AHEAD_BY = timedelta(minutes=1)
# For daily work, with two hours to do it in.
A_DAY = timedelta(hours=26)


class Alarm(TextChoices):
    """What is wrong, worst first."""

    ALTERED = "altered", _("The trail was altered after it was sealed")
    VALUES_ALTERED = "values_altered", _("What was written was altered outside the portal")
    VALUES_ERASED = "values_erased", _("Old values were erased")
    UNGUARDED = "unguarded", _("The trail can be changed, or cases read: a guard is off")
    YEAR_MISSING = "year_missing", _("A year of the trail is missing")
    UNSEALED = "unsealed", _("Events wait for their seal for more than a minute")
    STEPPED = "stepped", _("Time moved by more than it should")
    AHEAD = "ahead", _("The trail holds an event of a time that has not come")
    SILENT = "silent", _("The sealer has not been heard of for some minutes")
    NOT_CHECKED = "not_checked", _("Nobody looked through the sealed trail for more than a day")
    NOT_COMPARED = "not_compared", _("Nobody compared what was written for more than a day")
    NOT_MAILED = "not_mailed", _("No checkpoint was mailed for more than a day")


# What to do, for a reader who knows the trail and not databases.
ADVICE = {
    Alarm.ALTERED: _(
        "Keep every checkpoint that you were mailed, and all minutes on paper. Tell the operator"
        " and your auditor today: the trail has to be exported and verified."
    ),
    Alarm.VALUES_ALTERED: _(
        "Ask the operator for what manage.py check_history names, and who could change the database."
        " The trail says who wrote what stood there before; the copies of the database show what."
    ),
    Alarm.VALUES_ERASED: _(
        "Ask the operator whether they erased what an event had written, which, and why: the trail of"
        " its case says so. If they did not, somebody had it erased past the portal: have the trail"
        " exported and verified."
    ),
    Alarm.UNGUARDED: _(
        "Ask the operator who switched it off, and why. Have the trail exported and verified."
    ),
    Alarm.YEAR_MISSING: _(
        "For the operator: make_trail_years makes the years to come; without the next one no page"
        " opens from 1 January. A year that is past and missing was taken away: have the trail"
        " exported and verified."
    ),
    Alarm.UNSEALED: _(
        "For the operator: see that seal_trail runs and reaches the database. What happens"
        " meanwhile is recorded and will be sealed."
    ),
    Alarm.STEPPED: _(
        "For the operator: if the clocks are right and the portal was only off, start seal_trail once"
        " with --confirm-time. If a clock is wrong, put it right first. All is sealed meanwhile; only"
        " which events a year has is not said."
    ),
    Alarm.AHEAD: _(
        "Ask the operator whether the clock of the database was wrong. If it was not, somebody put"
        " that event in: have the trail exported and verified."
    ),
    Alarm.SILENT: _("For the operator: see that seal_trail runs and reaches the database."),
    Alarm.NOT_CHECKED: _("For the operator: see that seal_trail runs through the night."),
    Alarm.NOT_COMPARED: _("For the operator: see that check_history --each-day runs."),
    Alarm.NOT_MAILED: _(
        "For the operator: see that the worker runs and that mail goes out. Until then download"
        " the checkpoint each day and keep it."
    ),
}


@dataclass(frozen=True)
class Health:
    """The state of the trail and its seal, by the database's clock."""

    # Parts of the database that were altered, or that let a role do more, each with its present
    # form.
    off: list[tuple[str, str]]
    size: int
    sealed_at: datetime | None
    now: datetime
    oldest_unsealed: datetime | None
    first_sealed_at: datetime | None
    heartbeat_at: datetime | None
    checked_at: datetime | None
    wrong_entry: int | None
    missing_years: list[int]
    mailed_at: datetime | None
    newest_at: datetime | None  # the time that the newest event or look of the sealer claims
    stepped_at: datetime | None  # when time moved by more than it should
    confirming: list[str]  # later checkpoints that say the time is right; not yet verified
    verifiers: list[str]
    compared_at: datetime | None  # when history rows were last compared with the trail
    altered: int | None  # how many were altered, by the worst comparison of the last day
    erasures: int  # events of the last day that erased old values

    @property
    def unguarded(self) -> list[str]:
        """Return the names of the altered parts of the database."""
        return list(dict.fromkeys(name for name, _made in self.off))

    @property
    def waiting_for(self) -> timedelta:
        """Return the age of the oldest event that is not sealed."""
        return self.now - self.oldest_unsealed if self.oldest_unsealed else timedelta(0)

    @property
    def waiting_seconds(self) -> int:
        return int(self.waiting_for.total_seconds())

    @property
    def alarms(self) -> list[Alarm]:
        """Return what is wrong, worst first."""
        wrong = {
            Alarm.ALTERED: self.wrong_entry is not None,
            Alarm.VALUES_ALTERED: bool(self.altered),
            Alarm.VALUES_ERASED: bool(self.erasures),
            Alarm.UNGUARDED: bool(self.off),
            Alarm.YEAR_MISSING: bool(self.missing_years),
            Alarm.UNSEALED: self.waiting_for > TOO_LONG,
            Alarm.STEPPED: self.stepped_at is not None and not self._is_confirmed,
            Alarm.AHEAD: self._is_ahead(self.newest_at),
            Alarm.SILENT: self._is_older(self.heartbeat_at, SILENCE),
            Alarm.NOT_CHECKED: self._is_older(self.checked_at or self._begun, A_DAY),
            Alarm.NOT_COMPARED: self._is_older(self.compared_at or self._begun, A_DAY),
            Alarm.NOT_MAILED: self._is_older(self.mailed_at or self._begun, A_DAY),
        }
        return [alarm for alarm in Alarm if wrong[alarm]]

    @property
    def named(self) -> dict[Alarm, list[str]]:
        """Return the alarms, each with the parts of the database that it names and their form."""
        names = {
            Alarm.UNGUARDED: [" ".join(one).strip() for one in self.off],
            Alarm.YEAR_MISSING: [str(year) for year in self.missing_years],
        }
        return {alarm: names.get(alarm, []) for alarm in self.alarms}

    @property
    def _begun(self) -> datetime:
        """Return when there was first something to look through or to mail."""
        return self.first_sealed_at or self.now

    @property
    def _is_confirmed(self) -> bool:
        """Return whether a signed checkpoint says that the time is right. Somebody who controls the
        database can insert a note and a key of their own; the sealer's next look finds that key,
        because it never sealed anything."""
        return any(
            "\nconfirmed " in text_of(note) and is_signed(note, self.verifiers)
            for note in self.confirming
        )

    def _is_ahead(self, moment: datetime | None) -> bool:
        return moment is not None and moment - self.now > AHEAD_BY

    def _is_older(self, moment: datetime | None, limit: timedelta) -> bool:
        return moment is None or self.now - moment > limit


# The worst comparison of a day counts, not the last: a later claim that nothing was altered cannot
# take back a finding, which each night repeats. A comparison dated in the future does not count.
_HEALTH = f"""
SELECT ARRAY({guards.FOREIGN}), s.*, c.checked_at, (
    SELECT pg_catalog.max(w.wrong) FROM public.written_check w WHERE w.checked_at > c.checked_at - %s
), public.erased_of_late(%s)
FROM public.trail_state(%s) s
CROSS JOIN (
    SELECT pg_catalog.max(w.checked_at) AS checked_at FROM public.written_check w
    WHERE w.checked_at <= pg_catalog.clock_timestamp() + %s
) c
"""


def health(cursor: Any) -> Health:
    """Return the state of the trail. Anybody who may watch it may ask, because it names no case and
    no person."""
    cursor.execute(_HEALTH, [A_DAY, A_DAY, LOOK_BACK, AHEAD_BY])
    foreign, *found = cursor.fetchone()
    off = [*guards.altered(guards.found(cursor)), *((one, "") for one in sorted(foreign))]
    return Health(off, *found)
