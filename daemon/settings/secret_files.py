"""Secrets lie in files of their own, so that the settings can be shown to anybody."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from daemon.settings import forms
from daemon.settings.shape import Secret

LARGEST = 65_536  # bytes


def secret(folder: Path) -> Callable[[str], Secret]:
    """The parser of a `…_file`: a path, or a name in $CREDENTIALS_DIRECTORY (systemd.exec(5)).

    Its problems never repeat the text: it might be the password itself, written by mistake.
    """

    def parse(text: str) -> Secret:
        given = os.environ.get("CREDENTIALS_DIRECTORY", "")
        credential = Path(given, text)
        # What systemd hands over is closed by an ACL, which shows as group bits: not looked at.
        if given and "/" not in text and credential.is_file():
            return Secret(_content(credential))
        path = forms.under(folder)(text)
        _refuse_open(path)
        return Secret(_content(path))

    return parse


def _refuse_open(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        raise ValueError(
            "the file named here isn't there; write the name of a file that holds the password alone"
        ) from None
    if not stat.S_ISREG(mode):
        raise ValueError(
            "this is no plain file; write the name of one that holds the password alone"
        )
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError("the file is open to others than its owner; run chmod 600 on it")


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode().strip("\r\n")
    except OSError as error:
        raise ValueError(
            f"the file can't be read ({error.strerror}); make the user of accord its owner"
        ) from None
    except UnicodeDecodeError:
        raise ValueError("the file is no UTF-8 text; write the password alone into it") from None
    if not text.isprintable() or not text:
        raise ValueError("the file holds no password; write it alone, on one line")
    return text
