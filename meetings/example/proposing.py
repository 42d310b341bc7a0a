"""What agencies of the example propose for people whom they know, each in its own way."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from meetings.example.area import SPEAKERS
from meetings.example.cast import Cast
from meetings.example.referring import Played
from meetings.models.proposal import CORRECTABLE
from meetings.operations import research
from sharing.models import AgencyKind, ContactWay, Party

Says = Callable[..., object]


def propose_all(cast: Cast, kind: str, cases: Sequence[Played], requests: dict[UUID, UUID]) -> None:
    """The agency has said of the first cases in which it knows somebody what is another there."""
    for played, says in zip(cases, SAY.get(AgencyKind(kind), ()), strict=False):
        with cast.acting(SPEAKERS[kind]) as actor:
            says(cast, played, actor=actor, request_id=requests[played.case_id])


def _person(played: Played, role: str) -> UUID:
    return played.people["victim" if role == "victim" else f"{role} 1"]


def _details(role: str, source: str, **said: Any) -> Says:
    def say(cast: Cast, played: Played, **by: Any) -> None:
        party = Party.objects.get(scope_id=played.case_id, pk=_person(played, role))
        stands = {name: getattr(party, name) for name in CORRECTABLE}
        research.propose_details(party_id=party.pk, said=stands | said, source=source, **by)

    return say


def _address(role: str, kind: str, lines: str, source: str) -> Says:
    def say(cast: Cast, played: Played, **by: Any) -> None:
        party_id = _person(played, role)
        research.propose_address(party_id=party_id, kind=kind, lines=lines, source=source, **by)

    return say


def _contact(cast: Cast, played: Played, **by: Any) -> None:
    research.propose_contact(
        party_id=played.victim_id,
        way=ContactWay.CALL,
        details="01632 960 417, her sister’s number",
        times="Weekdays after 10:00",
        never="No message on the answering machine",
        phone_watched=False,
        confirmed_by="Ines, IDVA service",
        confirmed_on=cast.day,
        **by,
    )


def _action(what: str) -> Says:
    def say(cast: Cast, played: Played, **by: Any) -> None:
        own = cast.agencies[AgencyKind.POLICE].pk
        research.propose_action(what=what, for_whom="victim", by_agency=own, **by)

    return say


SAY: dict[str, tuple[Says, ...]] = {
    AgencyKind.POLICE: (
        _details("perpetrator", "Custody record", other_names="Also goes by Ash"),
        _details("victim", "Seen with her passport"),
        _action("Visit within two days and check the locks"),
    ),
    AgencyKind.HOUSING: (
        _address("perpetrator", "current", "Flat 2, 14 Coldwell Terrace", "Tenancy since August"),
    ),
    AgencyKind.IDVA: (
        _contact,
        _address("victim", "safe", "27 Millstone Rise", "Told by herself, in person"),
    ),
    AgencyKind.PRIMARY_CARE: (_details("victim", "Patient record", born_on=None),),
}
