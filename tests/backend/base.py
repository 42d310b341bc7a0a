"""PostgreSQL as Django speaks to it, but for how a test that commits is cleared."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, **options):
        """Return the statements of a flush. A TRUNCATE would make the files of all tables anew,
        which takes a second, and few hold anything."""
        names = [self.quote_name(table) for table in tables]
        with self.connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"(SELECT %s FROM {name} LIMIT 1)" for name in names), names
            )
            return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
