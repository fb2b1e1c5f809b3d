"""Run the portal, its tests or its tools on a machine that has nothing but Python.

    python3 deploy/local.py VERB    (up, dev, test, long, everything, coverage, check, bench,
                                    bench-archive, pictures, manage …, uv …, packages …)

Makes `.venv` from the locked requirements where it is missing or out of date, then becomes
the command that was asked for. Up to the check of the version this file keeps to what
Python 3.6 can read, so that an old Python gets a sentence instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who have an older one
    sys.exit(
        "Newsportal needs Python 3.11 or newer; this is {}.{} ({}). "
        "Set PYTHON=python3.11, say, to choose another.".format(
            *sys.version_info[:2], sys.executable
        )
    )

import hashlib
import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: Held by whoever makes `.venv`, and there while that is not done.
LOCK, UNFINISHED = ROOT / ".venv-lock", ROOT / ".venv-unfinished"

#: Verb → the requirements that it needs, and the arguments that Python is given.
VERBS = {
    "up": ("run", ["manage.py", "up"]),
    "dev": ("dev", ["manage.py", "up", "--dev"]),
    "manage": ("run", ["manage.py"]),
    "test": ("dev", ["-m", "tests"]),
    "long": ("dev", ["-m", "tests", "--long"]),
    "everything": ("dev", ["-m", "tests", "--everything"]),
    "coverage": ("dev", ["-m", "tests", "--coverage"]),
    "check": ("dev", ["-m", "tests", "--checks"]),
    "bench": ("dev", ["-m", "bench"]),
    "bench-archive": ("dev", ["-m", "bench.archive"]),
    "pictures": ("dev", ["-m", "tests.pictures"]),
    "uv": ("dev", ["-m", "uv"]),
    "packages": ("dev", ["-m", "deploy.packages"]),
}


def main() -> None:
    """Become the command that `sys.argv` asks for."""
    verb, *rest = sys.argv[1:] or ["help"]
    if verb not in VERBS:
        sys.exit("Newsportal: choose one of {}.".format(", ".join(VERBS)))
    needs, arguments = VERBS[verb]
    os.chdir(ROOT)
    if verb in {"up", "dev"}:
        refuse_a_busy_port()
        os.environ["DEBUG"] = "1" if verb == "dev" else "0"
    if verb == "dev":
        os.environ.setdefault("DEBUG_TOOLBAR", "1")
    try:
        with alone():
            make_environment(needs)
    except OSError as error:
        sys.exit(f"Newsportal: {VENV} cannot be made ({error.strerror}).")
    except KeyboardInterrupt:
        sys.exit(130)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments, *rest])


def refuse_a_busy_port() -> None:
    """Say so before anything is downloaded, where nothing could listen in the end."""
    sys.path.insert(0, str(ROOT))
    from newsportal.running import addresses

    port = os.environ.get("PORT", "").strip() or "8000"
    if port.isascii() and port.isdigit() and 0 < int(port) < 65_536:
        host = os.environ.get("HOST", "").strip() or "localhost"
        reason = addresses.problem(host, int(port))
        if reason:
            sys.exit(f"Newsportal: {reason}")


def make_environment(needs: str) -> None:
    """Have in `.venv` what requirements/`needs`.txt locks; does nothing where it is there.

    Raises OSError where it cannot be written.
    """
    locked = (ROOT / "requirements" / f"{needs}.txt").read_bytes()
    current = hashlib.sha256(f"{sys.version_info[:2]}".encode() + locked).hexdigest()
    stamp = VENV / f"installed-{needs}"
    if is_installed(stamp, current):
        return
    print("Installing what Newsportal needs into .venv …", flush=True)
    # What an interrupted installation has left may lack files that nobody would look for.
    is_half = UNFINISHED.exists()
    UNFINISHED.touch()
    try:
        if is_half or not of_this_python():
            make_venv()
        install(needs)
        stamp.write_text(current)
    except (SystemExit, OSError):
        # What fails in good order leaves what was there; only an end in the middle does not.
        if not is_half:
            UNFINISHED.unlink()
        raise
    UNFINISHED.unlink()


def is_installed(stamp: Path, current: str) -> bool:
    """Whether all is there that `stamp` stands for."""
    if not PYTHON.exists() or UNFINISHED.exists():
        return False
    return stamp.exists() and stamp.read_text() == current


@contextmanager
def alone() -> Iterator[None]:
    """One at a time makes `.venv`; another one waits. What it has started holds the lock too, so
    that the lock of one that was killed is free once nothing writes there any more."""
    try:
        lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        # Nothing can be written here, and so perhaps nothing has to be.
        yield
        return
    try:
        if fcntl:
            os.set_inheritable(lock, True)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another start is setting up .venv here; waiting for it …", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def of_this_python() -> bool:
    """Whether there is a complete `.venv` of this version of Python."""
    question = "import sys, pip; print(sys.version_info[:2])"
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True)
    return answer.stdout.strip() == str(sys.version_info[:2])


def make_venv() -> None:
    """A fresh `.venv`, in the place of one that is broken or another Python's."""
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        sys.exit(
            f"Newsportal: this Python ({sys.executable}) comes without venv; "
            "on Debian and Ubuntu, apt-get install python3-venv brings it."
        )
    VENV.mkdir(exist_ok=True)
    made = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        sys.exit(f"Newsportal: {VENV} cannot be made: {reason(made)} ({last_words(made)})")


def install(needs: str) -> None:
    """Install with uv, which takes seconds; with pip where uv can't be had or fails.

    Both refuse a package whose hash is not the locked one.
    """
    packages = ["install", "--quiet", "--require-hashes", "-r", f"requirements/{needs}.txt"]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    if run([*pip, "install", "--quiet", "uv"]).returncode == 0:
        command = [str(PYTHON), "-m", "uv", "pip", *packages, "--python", str(PYTHON)]
        if run(command).returncode == 0:
            return
    done = run([*pip, *packages])
    if done.returncode:
        sys.exit(
            f"Newsportal: the packages could not be installed: {reason(done)} ({last_words(done)})"
        )


#: What commands say of a cause, and what it means; the first that is found counts.
REASONS = {
    r"No space left on device|Disk quota exceeded": "the disk is full; make room and start again.",
    r"Permission denied|Read-only file system|Operation not permitted": "this folder, or the one "
    "for temporary files, cannot be written; start as its owner, or move it.",
    r"DO NOT MATCH THE HASHES|[Hh]ash mismatch|hashes are required": "a package is not the one "
    "that requirements/ locks; whatever stands between here and the package index has changed it.",
    r"name resolution|Name or service not known|nodename nor servname|dns error|getaddrinfo": "the "
    "name of the package index cannot be resolved; is this machine connected to the internet?",
    r"CERTIFICATE_VERIFY_FAILED|certificate|SSLError": "the package index is not trusted; look at "
    "this machine's clock and certificates.",
    r"Connection refused|Network is unreachable|No route to host|[Tt]imed out|Connection reset|"
    r"Failed to establish|ProxyError|Tunnel connection failed": "the package index cannot be "
    "reached; look at this machine's network or proxy.",
    r"No matching distribution|Could not find a version": "the package index has no build of a "
    "package for this Python and this machine.",
}


def reason(done: "subprocess.CompletedProcess[str]") -> str:
    """Why a command has failed, by what it said; nothing is blamed that it did not name."""
    said = done.stderr + done.stdout
    return next((why for what, why in REASONS.items() if re.search(what, said)), "see its words.")


def run(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    """Run `command` and keep what it says for the case that it fails."""
    return subprocess.run(command, capture_output=True, text=True, close_fds=False)


def last_words(done: "subprocess.CompletedProcess[str]") -> str:
    """The last line of what a command that failed has said."""
    return (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]


if __name__ == "__main__":
    main()
