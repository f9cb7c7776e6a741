"""Renders every sample to PNG by headless Chromium, into build/pictures with an index.html.

Four ways of seeing each: desktop beside phone (375 px), a program that knows dark mode, one that
forces it, and one that loads no images. `python -m tests.pictures agenda receipt` takes those alone.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from daemon.mail.render import Rendered, Renderer
from daemon.mail.samples import Sample, samples

OUT = Path(__file__).resolve().parents[2] / "build" / "pictures"
LINE = 42  # px a line of the text part takes in the narrow view, generously
VIEWS = {
    "light": [],
    "dark": ["--blink-settings=preferredColorScheme=0"],
    "forced-dark": ["--blink-settings=forceDarkModeEnabled=true"],
    "no-images": ["--blink-settings=imagesEnabled=false"],
}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars"
    " --disable-background-networking --disable-component-update --disable-sync"
)


def chromium() -> str:
    found = (shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), "") or sys.exit("Chromium is not installed")


def page(html: str) -> str:
    """Two frames that grow with their content: headless windows are never under 500 px wide."""
    frame = (
        '<iframe srcdoc="{}" width="{}" frameborder="0" style="vertical-align:top;margin:0 8px"'
        ' onload="this.height=this.contentDocument.documentElement.scrollHeight"></iframe>'
    )
    frames = "".join(frame.format(escape(html), width) for width in (700, 375))
    return f'<!DOCTYPE html><meta charset="utf-8"><body style="margin:8px;background:#888">{frames}'


def shoot(browser: str, name: str, view: str, height: int) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            *FLAGS.split(),
            *VIEWS[view],
            f"--user-data-dir={profile}",
            f"--window-size=1140,{height}",
            f"--screenshot={OUT / f'{name}-{view}.png'}",
            (OUT / f"{name}.page.html").as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def write(sample: Sample, rendered: Rendered) -> int:
    """The mail's own files; gives the height of its pictures."""
    (OUT / f"{sample.name}.html").write_text(rendered.html)
    (OUT / f"{sample.name}.txt").write_text(f"Subject: {rendered.subject}\n\n{rendered.text}")
    (OUT / f"{sample.name}.page.html").write_text(page(rendered.html))
    return 160 + LINE * rendered.text.count("\n")


def index(shown: dict[str, Rendered]) -> str:
    rows = []
    for name, rendered in shown.items():
        pictures = "".join(
            f'<a href="{name}-{view}.png"><img src="{name}-{view}.png" alt="{view}" width="420"></a>'
            for view in VIEWS
        )
        subject = escape(rendered.subject)
        text = escape(rendered.text)
        rows.append(f"<h2>{name}: {subject}</h2><p>{pictures}<pre>{text}</pre>")
    head = '<!DOCTYPE html><meta charset="utf-8"><title>Letters</title>'
    return f'{head}<body style="font-family:sans-serif">' + "".join(rows)


def main(wanted: list[str]) -> None:
    browser = chromium()
    OUT.mkdir(parents=True, exist_ok=True)
    renderer = Renderer()
    shown = {}
    jobs = []
    for sample in samples():
        if wanted and not any(sample.name.startswith(name) for name in wanted):
            continue
        rendered = renderer.render(sample.template, sample.page, sample.reader, sample.frame)
        height = write(sample, rendered)
        shown[sample.name] = rendered
        jobs += [(browser, sample.name, view, height) for view in VIEWS]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda job: shoot(*job), jobs))
    (OUT / "index.html").write_text(index(shown))
    print(f"{len(shown)} letters: {OUT / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
