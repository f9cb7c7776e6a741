"""Played quarters: the demo, a team's own rehearsal, the preview of the next days.

Played are the clock and what people answer; everything else is the program itself.
"""

from daemon.rehearsal.demonstration import demo
from daemon.rehearsal.own import preview, rehearse

__all__ = ["demo", "preview", "rehearse"]
