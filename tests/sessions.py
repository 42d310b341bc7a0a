"""Connections that one test leaves to the next: PostgreSQL learns anew in each what the database
has, which takes longer than most of what a test asks."""

from collections import defaultdict
from contextlib import contextmanager

import psycopg2

AS_NEW = "SELECT pg_advisory_unlock_all(); RESET ROLE; RESET ALL; DISCARD TEMP"

_left = defaultdict(list)  # by address, which says the database and the role


def take(address):
    """Return a connection that does nothing, as if it were new."""
    return _left[address].pop() if _left[address] else psycopg2.connect(address)


def leave(connection, address):
    """Leave the connection to who takes the next, without what it did and held. Of one that was
    closed or cut off nothing is left."""
    if connection.closed:
        return
    try:
        connection.rollback()
        connection.autocommit = True
        connection.cursor().execute(AS_NEW)
        connection.autocommit = False
    except psycopg2.Error:
        connection.close()
    else:
        _left[address].append(connection)


@contextmanager
def session(address):
    """Connect for the block; what it does not commit is undone."""
    connection = take(address)
    try:
        yield connection
    finally:
        leave(connection, address)


def close_all():
    for connections in _left.values():
        for connection in connections:
            connection.close()
    _left.clear()
