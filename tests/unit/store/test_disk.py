import os
from pathlib import Path

from daemon.store.disk import Disk

FAR_AHEAD = 4_000_000_000 * 10**9  # in the year 2096, as after a clock that was set back


def test_a_file_is_younger_than_the_one_it_follows_even_where_the_clock_went_back(
    tmp_path: Path,
) -> None:
    path = tmp_path / "marek.json"
    Disk().write(path, b"{}", after=FAR_AHEAD)
    assert path.stat().st_mtime_ns == FAR_AHEAD + 1


def test_a_folder_is_younger_after_a_rename_even_where_the_clock_went_back(tmp_path: Path) -> None:
    fresh = tmp_path / "marek.json.tmp"
    fresh.write_bytes(b"{}")
    os.utime(tmp_path, ns=(FAR_AHEAD, FAR_AHEAD))
    Disk().replace(fresh, tmp_path / "marek.json")
    assert tmp_path.stat().st_mtime_ns >= FAR_AHEAD + 1
