"""Who plays: the people of Larkmere, each acting in a unit of work of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.dummy import DummyBackend

from meetings.rules.working_days import LONDON
from sharing import clock
from sharing.acting import actor_for
from sharing.actor import Actor
from sharing.models import Agency, Membership
from sharing.unit import unit_of_work

BETWEEN = timedelta(minutes=1)  # one thing that somebody does and the next
SIGNED_IN_FOR = timedelta(minutes=5)


@dataclass
class Cast:
    """The people by first name, their agencies by kind, and the moment of the play."""

    agencies: dict[str, Agency]
    memberships: dict[str, Membership]
    today: date  # when the example is loaded
    moment: datetime
    jobs: DummyBackend = field(default_factory=lambda: DummyBackend(DEFAULT_TASK_BACKEND_ALIAS, {}))

    @property
    def day(self) -> date:
        """Return the day of the play."""
        return self.moment.astimezone(LONDON).date()

    def user_id(self, name: str) -> UUID:
        return self.memberships[name].user_id

    def name(self, name: str) -> str:
        """Return who that is and for which agency."""
        membership = self.memberships[name]
        return f"{membership.user.name}, {membership.agency.name}"

    @contextmanager
    def acting(self, name: str) -> Iterator[Actor]:
        """Let the person do one thing, at the moment of the play, which then goes on."""
        with clock.set_to(self.moment):
            membership = self.memberships[name]
            actor = actor_for(
                membership.user,
                membership,
                second_factor_at=self.moment - SIGNED_IN_FOR,
                request_id=uuid4(),
            )
            with unit_of_work(actor):
                yield actor
            self._do_jobs()
        self.moment += BETWEEN

    def _do_jobs(self) -> None:
        """Do what the unit asked for at its own moment, rather than when the worker comes."""
        waiting = list(self.jobs.results)
        self.jobs.clear()
        for job in waiting:
            job.task.func(*job.args, **job.kwargs)

    @contextmanager
    def with_jobs(self) -> Iterator[None]:
        """Keep jobs here until their unit is over, not in the database."""
        usual = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = self.jobs
        try:
            yield
        finally:
            task_backends[DEFAULT_TASK_BACKEND_ALIAS] = usual
