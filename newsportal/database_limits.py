"""Timeouts of database connections."""

from __future__ import annotations

from typing import Any

#: A server that is cut off from us, or we from it, is found out within some seconds.
CONNECTION: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 4_000,
}


def postgresql(options: dict[str, Any], timeout: int, locks: int) -> dict[str, Any]:
    """The OPTIONS of PostgreSQL: what the operator has set himself wins. `timeout` is seconds for
    a statement, and for a transaction in which nothing happens; `locks` for waiting for others."""
    limits = {
        "statement_timeout": timeout,
        "idle_in_transaction_session_timeout": timeout,
        "lock_timeout": locks,
    }
    said = " ".join(f"-c {name}={1_000 * limit}" for name, limit in limits.items() if limit)
    both = " ".join(filter(None, [said, options.get("options", "")]))
    return {**CONNECTION, **options, **({"options": both} if both else {})}
