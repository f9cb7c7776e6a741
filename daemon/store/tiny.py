"""One TinyDB file a ledger, in `ledgers/` of the state folder.

`<owner>.json` is the newest generation, `.json.1` the last good one before it, `.json.bad` what a
restore replaced; `.lock` is held by whoever changes the ledger, in this process or another.
"""

import fcntl
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from daemon.domain.ledger import Index, Ledger, index
from daemon.errors import StoreError
from daemon.ports import Due, Everyone, Mentions
from daemon.store import codec
from daemon.store.disk import Disk, make_folder
from daemon.store.generations import Generations
from daemon.store.owners import check_owner, select
from daemon.store.rows import Row
from daemon.store.state import open_state, run_lock

__all__ = ["TinyStore", "open_state", "run_lock"]

# How much stays decoded between changes, in bytes of the files: a decoded ledger takes about six
# times as much memory as its file.
_HELD = 16_000_000

# Every save renames in the folder, so a folder that did not change holds no news. But a client may
# write in place, and some file systems' clocks are coarse: each so many finds look at every file.
_GLANCES = 8

Stamp = tuple[int, int]  # mtime in ns, size: two generations of a ledger never share it


@dataclass(frozen=True, slots=True)
class _Held:
    """A ledger as it is in the file of this stamp, and the rows that are known of it."""

    stamp: Stamp | None
    ledger: Ledger
    rows: Mapping[int, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What the file of this stamp says, or the fault that keeps it from being read."""

    stamp: Stamp | None
    index: Index | None
    fault: str = ""


class TinyStore:
    """A Store in files. `root`: the state folder.

    Beyond the port: `broken`, `restore` and `drop_replaced`.
    """

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self._folder = root / "ledgers"
        self._disk = disk or Disk()
        self._locks: dict[str, Lock] = {}
        self._storages: dict[str, Generations] = {}
        self._guard = Lock()  # over all below
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._room = _HELD
        self._indexed: dict[str, _Indexed] = {}
        self._seen: Stamp | None = None  # the folder, when every file was last looked at
        self._glances = 0

    def find(self, wanted: Everyone | Due | Mentions) -> Iterable[str]:
        """Unreadable ledgers are passed over; `broken` lists them."""
        indexed = self._look()
        return select(wanted, {o: i.index for o, i in indexed.items() if i.index is not None})

    def broken(self) -> dict[str, str]:
        """The owners whose ledgers can't be read, and why; they wait for `restore`."""
        return {owner: i.fault for owner, i in sorted(self._look(closely=True).items()) if i.fault}

    def read(self, owner: str) -> Ledger:
        return self._read(owner).ledger

    def change(self, owner: str, decide: Callable[[Ledger], Ledger]) -> Ledger:
        with self._lock(owner):
            before = self._read(owner)
            after = decide(before.ledger)
            if after == before.ledger:
                return before.ledger
            self._write(owner, before, after)
            return after

    def restore(self, owner: str) -> Ledger:
        """Take the last good generation back; the unreadable file is kept aside as `.json.bad`.

        Raises StoreError where there is none to take, or nothing is wrong with the newest.
        """
        with self._lock(owner):
            storage = self._storage(owner)
            try:
                self._read(owner)
            except StoreError:
                before = _decode(owner, Generations(storage.before))
                if before is None:
                    raise StoreError(f"{storage.before} is missing too", owner=owner) from None
            else:
                raise StoreError(f"{storage.path} is in order: nothing to restore", owner=owner)
            with _naming(owner, storage.path, "written"):
                storage.restore()
            return before.ledger

    def drop_replaced(self) -> int:
        """Forgets every file that a restore replaced; returns how many there were."""
        replaced = list(self._folder.glob("*.json.bad"))
        for path in replaced:
            with _naming(path.name.partition(".")[0], path, "dropped"):
                path.unlink(missing_ok=True)
        return len(replaced)

    def _read(self, owner: str) -> _Held:
        """The ledger as its file is now, decoded only where the file changed since."""
        check_owner(owner)
        storage = self._storage(owner)
        with self._guard:
            held = self._held.get(owner)
        if held and held.stamp and held.stamp == _stamp(storage.path):
            return held
        held = _open(owner, storage)
        self._hold(owner, held)
        return held

    def _write(self, owner: str, before: _Held, after: Ledger) -> None:
        if after.owner != owner:
            raise StoreError(
                f"the ledger of {after.owner} can't be saved as {owner}'s", owner=owner
            )
        rows, found = codec.dump(after, before.rows), index(after)
        storage = self._storage(owner)
        with _naming(owner, storage.path, "written"):
            storage.write({table: _numbered(rows[table]) for table in codec.TABLES})
        stamp = _stamp(storage.path)
        self._hold(owner, _Held(stamp, after, codec.rows_by_record(after, rows)))
        with self._guard:
            self._indexed[owner] = _Indexed(stamp, found)

    def _hold(self, owner: str, held: _Held) -> None:
        with self._guard:
            self._keep(owner, held)

    def _keep(self, owner: str, held: _Held) -> None:
        """What was looked at longest ago makes room."""
        self._room += _size(self._held.pop(owner, None)) - _size(held)
        self._held[owner] = held
        while self._room < 0 and len(self._held) > 1:
            self._room += _size(self._held.popitem(last=False)[1])

    def _look(self, *, closely: bool = False) -> dict[str, _Indexed]:
        """The index as the folder is now."""
        with self._guard:
            folder = _stamp(self._folder)
            if closely or folder != self._seen:
                self._glances = 0
            if self._glances % _GLANCES == 0:
                self._indexed = {o: self._looked(o, stamp) for o, stamp in self._stamps().items()}
                self._seen = folder
            self._glances += 1
            return dict(self._indexed)

    def _looked(self, owner: str, stamp: Stamp | None) -> _Indexed:
        """A file is read where its stamp is new, or where it had a fault: disks may mend."""
        known = self._indexed.get(owner)
        if known and not known.fault and known.stamp == stamp:
            return known
        return self._index(owner, stamp)

    def _index(self, owner: str, stamp: Stamp | None) -> _Indexed:
        """Under the guard. What was decoded for it is soon wanted, so it is held."""
        try:
            check_owner(owner)
            storage = self._storage(owner)
            with _naming(owner, storage.path, "indexed"):
                held = _open(owner, storage)
                self._keep(owner, held)
                return _Indexed(stamp, index(held.ledger))
        except StoreError as error:
            return _Indexed(stamp, None, str(error))

    def _stamps(self) -> dict[str, Stamp | None]:
        """By owner; None for a ledger that is gone while the generation before it is there."""
        found: dict[str, Stamp | None] = {}
        if not self._folder.exists():
            return found
        try:
            with os.scandir(self._folder) as files:
                for file in files:
                    name = file.name
                    if name.endswith(".json"):
                        status = file.stat()
                        found[name[:-5]] = (status.st_mtime_ns, status.st_size)
                    elif name.endswith(".json.1"):
                        found.setdefault(name[:-7], None)
        except OSError as error:
            raise StoreError(f"{self._folder} can't be listed: {error.strerror}") from error
        return found

    def _storage(self, owner: str) -> Generations:
        found = self._storages.get(owner)
        if found is None:
            found = self._storages[owner] = Generations(self._folder / f"{owner}.json", self._disk)
        return found

    @contextmanager
    def _lock(self, owner: str) -> Iterator[None]:
        """Alone with this ledger, among threads and among processes."""
        check_owner(owner)
        path = self._folder / f"{owner}.lock"
        with self._locks.setdefault(owner, Lock()):
            with _naming(owner, path, "locked"):
                make_folder(self._disk, self._folder)
                number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                with _naming(owner, path, "locked"):
                    fcntl.flock(number, fcntl.LOCK_EX)
                yield
            finally:
                os.close(number)


def _open(owner: str, storage: Generations) -> _Held:
    """An empty one for an owner never seen; a file that vanished is no such owner."""
    held = _decode(owner, storage)
    if held is None and storage.before.exists():
        raise StoreError(f"the ledger of {owner} is gone: {storage.path} is missing", owner=owner)
    return held or _Held(None, Ledger(owner))


def _decode(owner: str, storage: Generations) -> _Held | None:
    stamp = _stamp(storage.path)  # first: a change in between is then seen at the next look
    with _naming(owner, storage.path, "read"):
        tables = storage.read()
    if tables is None:
        return None
    try:
        rows = {name: list(found.values()) for name, found in tables.items()}
        ledger = codec.load(owner, rows)
        return _Held(stamp, ledger, codec.rows_by_record(ledger, rows))
    except StoreError as error:
        raise StoreError(f"{error} (in {storage.path})", owner=owner) from error


def _size(held: _Held | None) -> int:
    """In bytes of its file."""
    return held.stamp[1] if held and held.stamp else 0


def _numbered(rows: Iterable[Row]) -> dict[str, Row]:
    """As TinyDB numbers its documents."""
    return {str(number): row for number, row in enumerate(rows, 1)}


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@contextmanager
def _naming(owner: str, path: Path, done: str) -> Iterator[None]:
    """Whatever the file system or the file's content objects to, as a StoreError with its place."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise StoreError(
            f"the ledger of {owner}: {path} can't be {done}: {why}", owner=owner
        ) from error
