"""HTML as marked lines: what stands on a line of its own, and how deep it is quoted."""

import pytest

from daemon.mail.html_lines import RULE, html_lines


def shown(html: str) -> list[tuple[int, str]]:
    return [(line.quoted, line.text) for line in html_lines(html) if line.text]


def test_blocks_and_breaks_make_lines() -> None:
    assert shown("<div>a <b>b</b></div>\n<p>c<br>d</p><h1>e</h1>f") == [
        (0, "a b"),
        (0, "c"),
        (0, "d"),
        (0, "e"),
        (0, "f"),
    ]
    assert html_lines("a<br><br>b")[1].text == ""
    assert html_lines("") == ()


def test_a_rows_cells_are_one_line() -> None:
    assert shown(
        "<table><tr><td>A2</td><td>Kestrel&nbsp;Foods</td></tr><tr><td>A3</td></tr></table>"
    ) == [
        (0, "A2 Kestrel Foods"),
        (0, "A3"),
    ]


def test_a_number_that_outlook_made_a_list_of_is_kept() -> None:
    assert shown("<ol><li>done</li><li>stuck</li></ol><ol start=4><li>x<li value=9>y</ol>") == [
        (0, "1. done"),
        (0, "2. stuck"),
        (0, "4. x"),
        (0, "9. y"),
    ]
    assert shown("<ul><li>a</ul><li>b") == [(0, "- a"), (0, "- b")]
    assert shown("<ol start=999999999999><li value=x>a</ol>") == [(0, "1. a")]


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>q</blockquote>",
        '<blockquote type="cite">q</blockquote>',
        '<blockquote class="gmail_quote" style="border:none">q</blockquote>',
        '<div class="gmail_attr">q</div>',
        '<div class="moz-cite-prefix">q</div>',
        '<div id="ydp1yahoo_quoted_2">q</div>',
    ],
)
def test_what_a_client_quotes_is_quoted(html: str) -> None:
    assert shown(f"a{html}b") == [(0, "a"), (1, "q"), (0, "b")]


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote class="elementToProof">t</blockquote>',
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0">t</blockquote>',
        "<div>t</div>",
    ],
)
def test_what_is_only_set_in_is_not(html: str) -> None:
    assert shown(f"a{html}") == [(0, "a"), (0, "t")]


@pytest.mark.parametrize(
    "html",
    [
        "<hr>",
        '<hr id="zwchr">',
        '<div id="appendonsend"></div>',
        '<div id="x_divRplyFwdMsg">',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">',
    ],
)
def test_outlooks_border_is_a_rule(html: str) -> None:
    assert (0, RULE) in shown(f"a{html}From: Accord")


def test_what_is_not_shown_is_not_read() -> None:
    hidden = '<div style="display:none">p</div><span style="mso-hide:all">q</span><style>s</style><!-- c -->'
    assert shown(f"<head><title>t</title></head>a{hidden}<script>x</script>") == [(0, "a")]


def test_an_emoji_sent_as_a_picture_is_text() -> None:
    assert shown('<img alt="👍"> <img alt="logo"> <img alt="Größe des Logos"><img>') == [(0, "👍")]


def test_an_address_that_nobody_escaped_is_text() -> None:
    assert shown("<div>Jane <jane@halden.example> wrote:</div>") == [
        (0, "Jane <jane@halden.example> wrote:")
    ]


def test_preformatted_lines_stay_lines() -> None:
    assert shown("<pre>a\n  b</pre>c") == [(0, "a"), (0, "  b"), (0, "c")]
    assert shown("<pre><table><tr><td>a</td><td>b</td></tr></table></pre>") == [(0, "a  b")]


def test_our_buttons_and_the_words_before_them_are_not_read() -> None:
    link = '<a href="mailto:accord@halden.example?subject=x&amp;body=A2%20done">Done</a>'
    assert shown(f"<p>In short: {link} · {link}</p><p>{link} by Friday</p>") == [(0, "by Friday")]
    assert shown('<a href="mailto:dana@halden.example">Dana</a>') == [(0, "Dana")]


def test_any_nesting_ends() -> None:
    assert shown("<div>" * 5_000 + "hi") == [(0, "hi")]
    assert shown("<blockquote>" * 3_000 + "hi") == [(3_000, "hi")]
    assert shown("hi" + "<div>" * 90_000 + "far") == [(0, "hi")]
