"""Secrets lie in files of their own, so that the settings can be shown to anybody."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from daemon.settings import forms
from daemon.settings.kinds import Secret

LARGEST = 65_536  # bytes
_ALONE = "a file that holds the password alone"
_GIVEN = "the file that you were given or made"


def secret(folder: Path) -> Callable[[str], Secret]:
    """The parser of a `…_file`: a path, or a name in $CREDENTIALS_DIRECTORY (systemd.exec(5)).

    Its problems never repeat the text: it might be the password itself, written by mistake.
    """

    def parse(text: str) -> Secret:
        found = _content(_place(folder, text, _ALONE)).strip("\r\n")
        if not found.isprintable() or not found:
            raise ValueError("the file holds no password; write it alone, on one line")
        return Secret(found)

    return parse


def document(folder: Path, check: Callable[[str], object]) -> Callable[[str], Secret]:
    """The same for a file of several lines, whole. check: raises ValueError for what it is not."""

    def parse(text: str) -> Secret:
        found = _content(_place(folder, text, _GIVEN))
        check(found)
        return Secret(found)

    return parse


def closed_file(folder: Path) -> Callable[[str], Path]:
    """The same for a file that is read when it is needed."""

    def parse(text: str) -> Path:
        return _place(folder, text, _GIVEN)

    return parse


def _place(folder: Path, text: str, wanted: str) -> Path:
    given = os.environ.get("CREDENTIALS_DIRECTORY", "")
    credential = Path(given, text)
    # What systemd hands over is closed by an ACL, which shows as group bits: not looked at.
    if given and "/" not in text and credential.is_file():
        return credential
    path = forms.under(folder)(text)
    _refuse_open(path, wanted)
    return path


def _refuse_open(path: Path, wanted: str) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        what = f"the file named here isn't there; write the name of {wanted}"
        raise ValueError(what) from None
    if not stat.S_ISREG(mode):
        raise ValueError(f"this is no plain file; write the name of {wanted}")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError("the file is open to others than its owner; run chmod 600 on it")


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode()
    except OSError as error:
        raise ValueError(
            f"the file can't be read ({error.strerror}); make the user of accord its owner"
        ) from None
    except UnicodeDecodeError:
        raise ValueError(
            "the file is no UTF-8 text; write what it should hold into it anew"
        ) from None
