"""PostgreSQL as Django speaks to it, but for how a test that commits is cleared."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, **options):
        """Return the statements of a flush. A TRUNCATE would make the files of all tables anew,
        which takes a second, and few hold anything. Most never held anything, which their files say
        sooner than a look into each."""
        names = [self.quote_name(table) for table in tables]
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT one FROM unnest(%s) AS one WHERE pg_relation_size(one::regclass) > 0",
                [names],
            )
            if held := [name for (name,) in cursor.fetchall()]:
                cursor.execute(
                    " UNION ALL ".join(f"(SELECT %s FROM {name} LIMIT 1)" for name in held), held
                )
            return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
