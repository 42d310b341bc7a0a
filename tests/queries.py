"""Which queries a page makes."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The actor's settings end with the transaction of a request. In a test that goes on, so they are
# cleared: a query that production never makes.
CLEARED = "SELECT set_config('portal.user', ''"


@contextmanager
def made_queries():
    """Yield a list that holds, once the block is over, the queries that were made in it as in
    production."""
    found = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [one["sql"] for one in captured if not one["sql"].startswith(CLEARED)]
