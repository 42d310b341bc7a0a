"""Agencies of the example say on which lawful bases they share."""

from datetime import timedelta

from meetings.example.area import SPEAKERS
from meetings.example.cast import Cast
from sharing.bases import Law, law_of
from sharing.models import AgencyKind
from sharing.operations.bases import set_bases

BASES = {
    Law.PART_3: ["s35_2b", "sch8_4", "cda_115"],
    Law.UK_GDPR: ["6_e", "9_g_18", "10_10", "cda_115"],
}
# These are charities, which have no public task.
CHARITIES = (AgencyKind.IDVA, AgencyKind.REFUGE)
NOT_YET = AgencyKind.EDUCATION
BEFORE = timedelta(days=90)  # the first meeting is planned


def set_all(cast: Cast) -> None:
    """All agencies but one have set their bases."""
    for kind, name in SPEAKERS.items():
        if kind == NOT_YET:
            continue
        law = law_of(kind)
        bases = ["6_ea" if one == "6_e" and kind in CHARITIES else one for one in BASES[law]]
        with cast.acting(name) as actor:
            since = cast.day - BEFORE
            set_bases(actor=actor, bases=bases, other="", in_force_from=since, version=0)
