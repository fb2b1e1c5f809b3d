"""Run the portal, its tests or its tools on a machine that has nothing but Python.

    python3 deploy/local.py up | dev | test | check | bench | pictures | manage … | uv …

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
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

#: Verb → the requirements that it needs, and the arguments that Python is given.
VERBS = {
    "up": ("run", ["manage.py", "up"]),
    "dev": ("dev", ["manage.py", "up", "--dev"]),
    "manage": ("run", ["manage.py"]),
    "test": ("dev", ["-m", "tests"]),
    "check": ("dev", ["-m", "tests", "--checks"]),
    "bench": ("dev", ["-m", "bench"]),
    "pictures": ("dev", ["-m", "tests.pictures"]),
    "uv": ("dev", ["-m", "uv"]),
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
    from newsportal import addresses

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
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == current:
        return
    print("Installing what Newsportal needs into .venv …", flush=True)
    if not of_this_python():
        make_venv()
    install(needs)
    stamp.write_text(current)


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
        sys.exit(f"Newsportal: {VENV} cannot be made ({last_words(made)}).")


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
            "Newsportal: the packages could not be installed; is this machine connected "
            f"to the internet? ({last_words(done)})"
        )


def run(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    """Run `command` and keep what it says for the case that it fails."""
    return subprocess.run(command, capture_output=True, text=True)


def last_words(done: "subprocess.CompletedProcess[str]") -> str:
    """The last line of what a command that failed has said."""
    return (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]


if __name__ == "__main__":
    main()
