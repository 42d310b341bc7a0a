"""The process seals until it is told to stop."""

from sharing.database import SEALER_ROLE
from sharing.seal import process
from tests.sealing import address_of, signer


def run_process(trail, *, ticks, say=None, during=None, **options):
    """Run the sealer as its process does, for so many pauses."""
    said, left = [], iter(range(ticks))

    def pause(seconds):
        assert seconds == process.TICK
        number = next(left, None)
        if during and number is not None:
            during(number)
        return number is None

    process.run(
        address_of(SEALER_ROLE, trail.database),
        options.pop("by", signer()),
        pause=pause,
        say=said.append,
        **options,
    )
    return said


def test_the_process_seals_until_it_is_told_to_stop(trail):
    events = trail.write(2)
    assert run_process(trail, ticks=2) == [f"Sealing since entry 0 with {signer().verifier}"]
    assert trail.sealed() == events


def test_the_process_connects_again(trail):
    def cut(number):
        if number == 1:
            trail.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database()"  # other tests hold locks in theirs
                " AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
            )

    events = trail.write(2)
    said = run_process(trail, ticks=6, during=cut)
    assert said[1:] == [
        "The database cannot be reached; trying again.",
        said[0].replace("0", "3", 1),
    ]
    assert trail.sealed() == events


def test_the_process_stops_while_the_database_is_away(trail):
    said = []
    nowhere = address_of(SEALER_ROLE, "not_there")
    process.run(nowhere, signer(), pause=lambda seconds: True, say=said.append)
    assert said == ["The database cannot be reached; trying again."]


def test_the_process_waits_for_another_sealer(trail):
    first = trail.sealer()
    assert run_process(trail, ticks=2) == ["Another sealer is at work; waiting."]

    def leave(number):
        if number == 1:
            first.connection.close()

    said = run_process(trail, ticks=50, during=leave)
    assert said[0] == "Another sealer is at work; waiting."
    assert said[1].startswith("Sealing since")
