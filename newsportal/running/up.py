"""Starts the whole portal: makes what is missing, then serves until it is told to end."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from articles.lib.host import atomic_files, process_status
from articles.lib.host.hashing import TooBusy
from articles.models import Article
from articles.models.people import outside_logins
from newsportal import environment as env
from newsportal.running import addresses, file_permissions, processes, reloading, setting_up
from newsportal.running.supervisor import Supervisor

EDITOR = "editor"
WEB = "web server"
SECONDS_TO_ANSWER = 60.0
#: Bytes without which no database can be opened: SQLite then speaks of an I/O error.
LEAST_ROOM = 1024 * 1024
MANAGE = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]


class CannotStart(Exception):
    """Why the portal cannot start, in one sentence for the person who started it."""


def cores() -> int:
    """How many processors this process may use, of a machine or of a container."""
    try:
        return min(64, len(os.sched_getaffinity(0)))
    except AttributeError:  # pragma: no cover - where the system does not tell
        return min(64, os.cpu_count() or 1)


@dataclass(frozen=True)
class Plan:
    """What the environment asks for."""

    host: str
    port: int
    workers: int
    threads: int
    demo: bool

    @classmethod
    def read(cls) -> Plan:
        """Read the environment; raises ImproperlyConfigured."""
        return cls(
            host=env.text("HOST", "127.0.0.1"),
            port=env.integer("PORT", 8000, least=1, most=65_535),
            workers=env.integer("WEB_WORKERS", cores(), least=1, most=64),
            threads=env.integer("WEB_THREADS", 4, least=1, most=64),
            demo=env.boolean("DEMO", True),
        )


def up(*, dev: bool, say: Callable[[str], None]) -> None:
    """Prepare and serve until a signal or the end of our parent.

    `dev` serves with autoreload instead of the production server. Raises CannotStart,
    ImproperlyConfigured, and processes.Died when the server ends before it has answered.
    """
    began = time.monotonic()
    processes.end_quietly_on_signals()
    plan = Plan.read()
    if dev != settings.DEBUG:
        raise CannotStart(
            "`make dev` needs DEBUG=1; `make run` serves readers and needs DEBUG unset."
        )
    refuse_a_busy_port(plan)
    prepare(plan, dev=dev, say=say)
    # Another start may have been quicker.
    refuse_a_busy_port(plan)
    # A stopped make is the end of what it started; a shell that was left is not.
    parent = os.getppid() if "MAKELEVEL" in os.environ else None
    process_status.tell(settings.VAR_DIR, {})
    tell = partial(process_status.tell, settings.VAR_DIR)
    with reloading.announced(settings.VAR_DIR), Supervisor(tell) as family:
        environ = children_environment(plan)
        start_servers(family, plan, environ, dev=dev)
        login = how_to_log_in(login_file())
        connections.close_all()
        family.wait_for(listening_addresses(plan), "/healthz", SECONDS_TO_ANSWER)
        # Readers first: what waits for the workers would keep the servers from starting.
        family.start("background worker", [*MANAGE, "worker"], environ)
        family.start("ticker", [*MANAGE, "ticker"], environ)
        say(welcome(plan, login, time.monotonic() - began))
        while family.watch(parent, reloading.asked.is_set):
            renew(family)


def take_up_new_code() -> None:
    """Bring up to date what is kept, then tell the portal that runs. Raises CannotStart."""
    try:
        reloading.running(settings.VAR_DIR)
        with setting_up.alone(settings.VAR_DIR, lambda _sentence: None):
            migrate()
            collect_static()
        reloading.ask(settings.VAR_DIR)
    except reloading.NotRunning as reason:
        raise CannotStart(str(reason)) from reason


# --- What has to be there first ---------------------------------------------------


def prepare(plan: Plan, *, dev: bool, say: Callable[[str], None]) -> None:
    """The folder, the database, the editor, the demo newsroom, the static files."""
    folder = settings.VAR_DIR
    check_folder(folder)
    file_permissions.tighten_all()
    try:
        with setting_up.alone(folder, say):
            migrate()
            refuse_unknown_roles()
            make_editor(login_file())
            make_demo(plan, say)
            if not dev:
                collect_static()
    except DatabaseError as error:
        if shutil.disk_usage(folder).free < LEAST_ROOM:
            raise CannotStart(
                f"The disk of {folder} is full. Free some space and start again."
            ) from error
        reason = str(error).strip().partition("\n")[0]
        raise CannotStart(f"The database in DATABASE_URL failed: {reason}") from error
    except CommandError as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise CannotStart(f"{folder} can’t be set up: {error}") from error


def refuse_a_busy_port(plan: Plan) -> None:
    """Raise CannotStart where nothing could listen."""
    if reason := addresses.problem(plan.host, plan.port):
        raise CannotStart(reason)


def make_demo(plan: Plan, say: Callable[[str], None]) -> None:
    """Make the demo newsroom in a database without stories, or the rest of one half-made."""
    folder = settings.VAR_DIR
    is_half = setting_up.is_interrupted(folder, "demo")
    if plan.demo and (is_half or not Article.objects.exists()):
        say("Making the demo newsroom …")
        with setting_up.step(folder, "demo"):
            call_command("demo", verbosity=0)


def check_folder(folder: Path) -> None:
    """Raise CannotStart where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} is not writable ({error.strerror}); point VAR_DIR at one that is."
        ) from error


def migrate() -> None:
    """Bring the database up to date; looking whether it is takes a tenth of a second."""
    executor = MigrationExecutor(connection)
    is_half = setting_up.is_interrupted(settings.VAR_DIR, "migrate")
    if is_half or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # After the last migration come permissions and roles: a plan that is empty says nothing.
        with setting_up.step(settings.VAR_DIR, "migrate"):
            call_command("migrate", interactive=False, verbosity=0)


def refuse_unknown_roles() -> None:
    """Raise CannotStart where a setting gives a role that there is not."""
    if missing := outside_logins.missing_roles():
        raise CannotStart(
            f"OIDC_NEW_ROLES names {', '.join(missing)}, but there is no such role. Correct it, or "
            "make the role at the desk first."
        )


def collect_static() -> None:
    """Collect, hash and compress the static files, where one has changed since the last time."""
    stamp = settings.VAR_DIR / "static-stamp"
    current = _static_sources()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    is_half = setting_up.is_interrupted(settings.VAR_DIR, "static")
    is_there = manifest.exists() and stamp.exists() and stamp.read_text() == current
    if is_there and not is_half:
        return
    with setting_up.step(settings.VAR_DIR, "static"):
        # A file that was half-copied is younger than its source, and would be taken for it.
        call_command("collectstatic", interactive=False, verbosity=0, clear=is_half)
        stamp.write_text(current)


def _static_sources() -> str:
    """A digest of the paths, sizes and times of all static files, and of what stores them."""
    digest = hashlib.sha256(repr((settings.STORAGES["staticfiles"], sys.version)).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


# --- The editor's account -----------------------------------------------------------


def login_file() -> Path:
    """Where the password of the first account is kept, for its owner's eyes."""
    return Path(settings.VAR_DIR) / "editor-login"


def make_editor(file: Path) -> None:
    """Make the first account, with a password of its own, where nobody could log in yet.

    A newsroom that has removed `editor` and has another superuser does not get it back.
    """
    users = get_user_model().objects
    if users.filter(Q(is_superuser=True) | Q(username=EDITOR)).exists():
        return
    password = secrets.token_urlsafe(12)
    atomic_files.write(file, [f"{EDITOR} {password}\n".encode()], mode=0o600)
    users.create_superuser(username=EDITOR, email="", password=password)


def how_to_log_in(file: Path) -> str:
    """The first account's password, as long as it is the one we made; else a plain sentence."""
    user = get_user_model().objects.filter(username=EDITOR, is_active=True).first()
    name, _, password = file.read_text().strip().partition(" ") if file.exists() else ("", "", "")
    # Where passwords are being checked without an end, the start does not wait for it.
    with suppress(TooBusy):
        if user is not None and password and user.check_password(password):
            return f"{name}, password {password} (kept in {file})"
    return "with your own account"


# --- What runs -------------------------------------------------------------------------


def children_environment(plan: Plan) -> dict[str, str]:
    """Our own environment, with the names that HOST stands for among those that are allowed."""
    hosts = [os.environ.get("ALLOWED_HOSTS", ""), *addresses.names(plan.host)]
    return os.environ | {"ALLOWED_HOSTS": ",".join(filter(None, hosts))}


def start_servers(family: Supervisor, plan: Plan, environ: dict[str, str], *, dev: bool) -> None:
    """Begin a web server on each address.

    The socket that it listens at is ours: while a server that has died is begun again, whoever
    comes waits in line instead of being refused.
    """
    for address in addresses.listened(plan.host):
        name = f"{WEB} on {address}"
        if dev:
            family.start(name, development_server(address, plan), environ)
        else:
            file = addresses.bound(address, plan.port).detach()
            family.start(name, production_server(address, plan, file), environ, (file,))


def production_server(address: str, plan: Plan, file: int) -> list[str]:
    """The command of the server for readers, which listens at the socket `file`."""
    options = {
        "host": address,
        "port": plan.port,
        "workers": plan.workers,
        "threads": plan.threads,
        "fd": file,
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "newsportal.serve", *pairs]


def renew(family: Supervisor) -> None:
    """Let all processes take up new code: readers wait for none of it."""
    reloading.asked.clear()
    for name in list(family.members):
        if name.startswith(WEB):
            # It replaces its workers one after the other; whoever comes meanwhile waits in line.
            family.members[name].process.send_signal(signal.SIGHUP)
        else:
            family.restart(name)


def development_server(address: str, plan: Plan) -> list[str]:
    """The command of Django's own server, which reloads itself."""
    return [*MANAGE, "runserver", f"{_in_url(address)}:{plan.port}"]


def listening_addresses(plan: Plan) -> list[tuple[str, int]]:
    """Addresses and ports at which all that was started can be reached from here."""
    reached = {"0.0.0.0": addresses.LOOPBACK, "::": "::1"}  # noqa: S104
    return [(reached.get(one, one), plan.port) for one in addresses.listened(plan.host)]


def welcome(plan: Plan, login: str, seconds: float) -> str:
    """The block that is printed once the portal answers."""
    local = plan.host in {"localhost", addresses.LOOPBACK} | addresses.EVERY
    url = f"http://{'localhost' if local else _in_url(plan.host)}:{plan.port}"
    return (
        f"\n{settings.SITE_NAME} is ready ({seconds:.1f} s).\n\n"
        f"  Read    {url}/\n"
        f"  Write   {url}/admin/\n"
        f"  Log in  {login}\n\n"
        "Ctrl-C ends it."
    )


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address
