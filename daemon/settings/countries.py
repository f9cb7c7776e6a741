"""Public holidays, by country and part of it."""

import re
from datetime import date
from functools import lru_cache
from warnings import catch_warnings, simplefilter

from daemon.settings.forms import quoted

_COUNTRY = re.compile(r"([A-Z]{2})(?:-(.+))?")


def country(text: str) -> str:
    """ISO 3166-1 alpha-2, with an ISO 3166-2 subdivision after a hyphen where there is one."""
    code, part = _country_parts(text)
    known = _supported()
    if code not in known:
        raise ValueError(
            f'no holidays are known for {quoted(text)}; write two capitals like "AT" (ISO 3166), or leave it out'
        )
    if part and part not in known[code]:
        among = ", ".join(known[code]) or "none"
        raise ValueError(
            f'"{code}" has no part {quoted(part)} with holidays of its own; write "{code}", or with one of: {among}'
        )
    return text


@lru_cache(maxsize=1)
def _supported() -> dict[str, list[str]]:
    import holidays  # noqa: PLC0415 - 50 ms, spared where nobody has a country

    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=256)
def public_holidays(country_name: str, years: range) -> frozenset[date]:
    """Local dates; `country_name` as `country` returned it. Years that no one has fixed yet give none."""
    import holidays  # noqa: PLC0415 - as above

    code, part = _country_parts(country_name)
    with catch_warnings():
        simplefilter("ignore")  # "available only from … to …": India's list ends in 2035
        return frozenset(holidays.country_holidays(code, subdiv=part or None, years=years))


def _country_parts(text: str) -> tuple[str, str]:
    found = _COUNTRY.fullmatch(text)
    return (found[1], found[2] or "") if found else ("", "")
