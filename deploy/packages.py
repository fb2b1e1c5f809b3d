"""What the portal is made of, from others: licences, a bill of materials, and known faults.

    python -m deploy.packages licences | sbom [FILE] | audit

`licences` fails on a package under terms that nobody has accepted; `sbom` writes a CycloneDX list
of all that is locked for running; `audit` asks a public list of faults, where one can be reached.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
#: What a running portal may have installed.
SHIPPED = ("run", "s3", "heic", "cjk")
#: Terms under which a portal may be run, changed and passed on without anything more to do, as
#: SPDX names them.
ACCEPTED = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT",
    "MIT-0", "MIT-CMU", "PSF-2.0", "Unlicense", "Zlib",
    # Files of theirs that are changed stay under it; we change none.
    "MPL-2.0",
})  # fmt: skip
#: Those whose terms their metadata does not say in SPDX's words; each was read.
KNOWN = {
    "antlr4-python3-runtime": "BSD-3-Clause",
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause",
    "manimgx-fonts-cjk": "OFL-1.1",
    "pyrage": "MIT OR Apache-2.0",
    "pytz-deprecation-shim": "Apache-2.0",
    "qrcode": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0",
    "tzdata": "Apache-2.0",
}
#: Accepted for one package and for a reason, not for the next.
EXCEPTIONS = {
    # Linked as a library and replaceable; the LGPL asks no more of that.
    "psycopg2-binary": "LGPL-3.0-or-later",
    # Fonts as they came, which may be passed on with any program; pictures made with them are free.
    "manimgx-fonts": "OFL-1.1",
    "manimgx-fonts-cjk": "OFL-1.1",
    # Reads templates while we work; nothing of it is passed on.
    "djlint": "GPL-3.0-or-later",
    # Comes with the simulated S3 of the tests, and is not passed on.
    "text-unidecode": "Artistic-1.0",
}
#: How classifiers and free text say it, and SPDX.
WORDS = (
    (r"Apache", "Apache-2.0"),
    (r"\bMIT-CMU\b|\bHPND\b", "MIT-CMU"),
    (r"\bMIT\b", "MIT"),
    (r"\bISC\b", "ISC"),
    (r"BSD-2", "BSD-2-Clause"),
    (r"BSD-3|BSD \(3", "BSD-3-Clause"),
    (r"\bBSD\b", "BSD"),
    (r"Mozilla Public License 2|\bMPL", "MPL-2.0"),
    (r"Python Software Foundation|\bPSF", "PSF-2.0"),
    (r"Lesser General Public|\bLGPL", "LGPL-3.0-or-later"),
    (r"Affero", "AGPL-3.0-or-later"),
    (r"General Public License|\bGPL", "GPL-3.0-or-later"),
)


@dataclass(frozen=True, slots=True)
class Locked:
    """A package as it is locked."""

    name: str
    version: str
    hashes: tuple[str, ...]


def locked(*files: str) -> list[Locked]:
    """What these of requirements/ lock, each once, by name."""
    found: dict[str, Locked] = {}
    for file in files:
        text = (ROOT / "requirements" / f"{file}.txt").read_text()
        for part in re.split(r"\n(?=[a-zA-Z0-9])", text):
            if head := re.match(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", part):
                hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", part))
                found.setdefault(plain(head[1]), Locked(plain(head[1]), head[2], hashes))
    return sorted(found.values(), key=lambda one: one.name)


def plain(name: str) -> str:
    """A package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """Under which terms a package stands, as SPDX says it; empty where nobody knows."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        said: Any = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := said.get("License-Expression"):
        return str(expression)
    classified = [one for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    for text in (*classified, (said.get("License") or "").partition("\n")[0]):
        for pattern, spdx in WORDS:
            if re.search(pattern, text):
                return spdx
    return ""


def is_accepted(name: str, licence: str) -> bool:
    """Whether a package may be here under these terms."""
    if EXCEPTIONS.get(name) == licence:
        return True
    ways = re.split(r"\s+OR\s+", licence)
    return any(
        all(part.strip("() ") in ACCEPTED for part in re.split(r"\s+AND\s+", way)) for way in ways
    )


def refused() -> Iterator[str]:
    """What is installed here under terms that nobody has accepted."""
    for name in sorted({plain(one.name) for one in distributions()} - {"newsportal"}):
        licence = licence_of(name)
        if not is_accepted(name, licence):
            yield f"{name}: {licence or 'says no licence'}"


def bill() -> dict[str, Any]:
    """The bill of materials, in the form of CycloneDX 1.6. The same for the same locks."""
    parts = [component(one) for one in locked(*SHIPPED)]
    number = uuid5(NAMESPACE_URL, json.dumps(parts))
    about = {"type": "application", "name": "newsportal", "licenses": [_licence("BSD-3-Clause")]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": about | {"bom-ref": "newsportal", "version": version()}},
        "components": parts,
    }


def version() -> str:
    """Ours."""
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    return found[1] if found else ""


def component(one: Locked) -> dict[str, Any]:
    """A package of the bill."""
    address = f"pkg:pypi/{one.name}@{one.version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": one.name,
        "version": one.version,
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": value} for value in one.hashes],
        "licenses": [_licence(licence_of(one.name))],
    }


def _licence(said: str) -> dict[str, Any]:
    if " " in said:
        return {"expression": said}
    return {"license": {"name": said} if said in {"", "BSD"} else {"id": said}}


def audit() -> int:
    """1 where a locked package has a fault that is known; 0 also where nobody could be asked."""
    wrong = 0
    for file in SHIPPED:
        command = [sys.executable, "-m", "uv", "tool", "run", "pip-audit", "--disable-pip"]
        command += ["--require-hashes", "-r", str(ROOT / "requirements" / f"{file}.txt")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if re.search(r"Found \d+ known vulnerabilit", done.stderr):
            print(done.stdout)
            wrong = 1
        elif done.returncode:
            reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
            print(f"{file}: the list of faults could not be asked ({reason})")
        else:
            print(f"{file}: no fault is known.")
    return wrong


def main(arguments: list[str]) -> int:
    """Do what is asked for."""
    match arguments:
        case ["licences"]:
            found = list(refused())
            for one in found:
                print(f"Nobody has accepted {one}. Read it, and name it in {__file__}.")
            return bool(found)
        case ["sbom", *file]:
            text = json.dumps(bill(), indent=2) + "\n"
            Path(file[0]).write_text(text) if file else print(text, end="")
            return 0
        case ["audit"]:
            return audit()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
