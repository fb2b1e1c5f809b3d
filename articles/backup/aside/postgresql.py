"""On PostgreSQL: a schema of its own in the same database, whose tables then take the place of the
portal's. So the account needs the right to make a schema (CREATE on the database), and no other
database."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from articles.backup.aside.standing_in import standing_in
from articles.backup.failure import BackupFailed, Exit
from articles.backup.tables.postgresql import blocking, tables_of

PREFIX = "newsportal_restore_"
#: Whoever has it is the only one who restores.
LOCK = 0x4E50_0001
#: No limit but that for others, who are to wait no longer than a minute.
LIMITS = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60000"
GRANTS = """
SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname,
string_agg(DISTINCT acl.privilege_type, ', '), r.rolname
FROM pg_class c, aclexplode(c.relacl) acl JOIN pg_roles r ON r.oid = acl.grantee
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'S')
AND acl.grantee <> c.relowner GROUP BY c.relkind, c.relname, r.rolname
"""


#: Those on single columns.
COLUMN_GRANTS = """
SELECT c.relname, a.attname, acl.privilege_type, r.rolname
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped,
aclexplode(a.attacl) acl JOIN pg_roles r ON r.oid = acl.grantee
WHERE c.relnamespace = current_schema()::regnamespace AND acl.grantee <> c.relowner
"""


class Schema:
    """The tables in the schema `name`; they are to come in the place of those in `own`."""

    def __init__(self, name: str, own: dict[str, Any]) -> None:
        self.name = name
        self.own = own

    def has_tables_like_own(self, applied: Collection[tuple[str, str]]) -> bool:
        """Not here: constraints can't be copied."""
        return False

    def put_in_place(self) -> None:
        """All tables at once; whoever reads waits for some milliseconds."""
        with standing_in(**self.own), transaction.atomic(), connection.cursor() as cursor:
            quote = connection.ops.quote_name
            cursor.execute(GRANTS)
            granted = cursor.fetchall()
            cursor.execute(COLUMN_GRANTS)
            on_columns = cursor.fetchall()
            cursor.execute("SELECT current_schema()")
            there = quote(cursor.fetchone()[0])
            if old := ", ".join(f"{there}.{table.quoted}" for table in tables_of(cursor)):
                cursor.execute(f"DROP TABLE {old}")
            named = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
            cursor.execute(named, [self.name])
            for (table,) in cursor.fetchall():
                moved = f"{quote(self.name)}.{quote(table)}"
                cursor.execute(f"ALTER TABLE {moved} SET SCHEMA {there}")
            for table, column, right, role in on_columns:
                on = f"({quote(column)}) ON {there}.{quote(table)}"
                cursor.execute(f"GRANT {right} {on} TO {quote(role)}")
            for kind, name, rights, role in granted:
                cursor.execute(f"GRANT {rights} ON {kind} {there}.{quote(name)} TO {quote(role)}")


@contextmanager
def aside() -> Iterator[Schema]:
    """One at a time in a database. What a killed one has left goes first."""
    options = connection.settings_dict["OPTIONS"]
    said = f"{options.get('options', '')} {LIMITS}".strip()
    own = {"OPTIONS": {**options, "options": said}}
    schema = f"{PREFIX}{secrets.token_hex(4)}"
    try:
        with blocking(), standing_in(**own), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise BackupFailed("Another restore or check is running.", Exit.BUSY)
            _drop_all(cursor)
            cursor.execute(f"CREATE SCHEMA {schema}")
            try:
                other = {**options, "options": f"{said} -c search_path={schema}"}
                with standing_in(OPTIONS=other):
                    yield Schema(schema, own)
            finally:
                _drop_all(cursor)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupFailed(f"PostgreSQL: {reason}") from error


def _drop_all(cursor: Any) -> None:
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP SCHEMA {name} CASCADE")
