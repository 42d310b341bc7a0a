"""The grounds on which triage decided, as far as a reader may know them. A repeat reveals an
earlier case. So a reader who is walled off from that case reads the grounds as they would be
without it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from meetings.models import Ground, TriageDecision
from meetings.queries.joined import Account, joined_to

# Each names a ground and, if only joined referrals meet it, these referrals.
Named = list[dict[str, Any]]
# Whether a decision found nothing but a repeat of earlier cases; NULL if it found none that the
# reader may know of. The wall hides the earlier cases, so only the database can say which are
# behind it.
REPEAT_ALONE = RawSQL(
    """(
        SELECT bool_and(r.alone) FROM "meetings_repeatfound" r
        WHERE r.scope_id = "meetings_triagedecision".scope_id
          AND r.decision_id = "meetings_triagedecision".id
          AND r.mark <> ALL (ARRAY(
            SELECT encode(sha256(uuid_send(r.scope_id) || uuid_send(w)), 'hex')
            FROM unnest((SELECT walled_from())) AS w
          ))
    )""",
    (),
    output_field=BooleanField(null=True),
)
HEARD_ON = (TriageDecision.Kind.ACCEPT, TriageDecision.Kind.JOIN)


def decisions_for_reader() -> QuerySet[TriageDecision]:
    """Return the decisions of triage, each annotated with whether it found a repeat that the reader
    may know of and nothing else."""
    return TriageDecision.objects.annotate(repeat_alone=REPEAT_ALONE)


def grounds_for_reader(decision: Any) -> list[str]:
    """Return the grounds of one of these decisions, as far as the reader may know them."""
    if decision.repeat_alone is None:
        return list(decision.grounds_met)
    met = set() if decision.repeat_alone else set(decision.grounds_met)
    return [ground for ground in Ground.values if ground in {*met, Ground.REPEAT}]


def say_repeats(minutes: dict[UUID, dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """Add to the minutes of these cases, which are the same for every reader, the repeats that
    triage found and the reader may know of. Return the result."""
    accounts = joined_to(minutes)
    decisions = _decided([*minutes, *(one.pk for found in accounts.values() for one in found)])
    return {
        case_id: content
        | {
            "grounds": _said(
                content.get("grounds", []),
                decisions.get(case_id),
                [
                    one
                    for one in accounts.get(case_id, [])
                    if Ground.REPEAT in decisions.get(one.pk, [])
                ],
            )
        }
        for case_id, content in minutes.items()
    }


def _decided(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the grounds of those cases that triage found to be a repeat, for this reader."""
    newest: dict[UUID, Any] = {}
    for one in decisions_for_reader().filter(scope__in=ids, kind__in=HEARD_ON):
        newest.setdefault(one.scope_id, one)  # it comes first
    return {
        case_id: grounds_for_reader(one)
        for case_id, one in newest.items()
        if one.repeat_alone is not None
    }


def _said(kept: Named, own: list[str] | None, repeated: list[Account]) -> Named:
    said = kept
    if own is not None:
        said = [{"ground": ground, "named_in": ""} for ground in own]
        said += [one for one in kept if one["named_in"] and one["ground"] not in own]
    if not repeated or any(_is_own_repeat(one) for one in said):
        return said
    named = [one["named_in"] for one in said if one["ground"] == Ground.REPEAT]
    where = dict.fromkeys([*", ".join(named).split(", "), *(one.reference for one in repeated)])
    rest = [one for one in said if one["ground"] != Ground.REPEAT]
    return [
        *rest,
        {"ground": Ground.REPEAT.value, "named_in": ", ".join(one for one in where if one)},
    ]


def _is_own_repeat(one: dict[str, Any]) -> bool:
    return one["ground"] == Ground.REPEAT and not one["named_in"]
