"""A page in an e-mail, and a drawing in a letter, shows what came with it, and nothing is asked
elsewhere when it is opened: whoever wrote it would learn who opened it, and when."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import email, picture, taken_at, word


def written(held, kind="png"):
    """Return a picture as programs write one that was pasted into the text."""
    return f"data:image/{kind};base64,{b64encode(held).decode()}"


FAR = "http://evil.example/seen.png"
TAKEN = {
    "a picture that came with it": "<img src='cid:image001.png@01DB' alt='http://police.example/'>",
    "a picture in it": f"<img src='{written(picture('PNG'))}'>",
    "one in how it looks": f"<p style='background:url({written(picture('PNG'))})'>",
    "a picture that is lost": "<img src='file:///C:/Users/jo/AppData/image001.png'>",
    "several": "<img srcset='cid:a 1x, cid:b 2x'>",
    "links": "<a href='https://police.example/' originalsrc='https://x'>a</a> <a href='tel:1'>b</a>"
    "<a href='#top'>c</a> <area href='mailto:jo@police.example'>",
    "looks": "<style>/* https://x */ v\\:* {behavior:url(#default#VML)} p {color: \\72 ed}</style>"
    "<p style='background:url(\"cid:a\")'>",
    "what Outlook reads": "<!--[if gte mso 9]><xml><o:p/></xml><![endif]--><!-- http://x -->",
    "about it": "<meta http-equiv='Content-Type' content='text/html; charset=utf-8'>"
    "<meta name='generator' content='https://x'><meta charset='utf-8'>",
    "names": "<html xmlns:v='urn:x' xmlns='http://www.w3.org/TR/REC-html40'><p data-x='//a'>",
}
REFUSED = {
    Trouble.FETCHES: {
        "a picture": f"<img src='{FAR}'>",
        "one of any way": "<img src='//evil.example/a.png'>",
        "one of a share": "<img src='\\\\evil.example\\a.png'>",
        "one of a share in another way": "<img src='file://///evil.example/a.png'>",
        "one of several": f"<img srcset='cid:a 1x, {FAR} 2x'>",
        "behind it": f"<body background='{FAR}'>",
        "in a mark that is not known": f"<p picture='{FAR}'>",
        "where all is": "<base href='http://evil.example/'>",
        "another page at once": "<meta http-equiv='refresh' content='0;url=x'>",
        "a form": "<form action='http://evil.example/'><input name='password'></form>",
        "how it looks": f"<p style='background:url({FAR})'>",
        "how it looks in other letters": "<p style='background:u\\72l(//evil.example/a)'>",
        "how all looks": "<style>@import 'a.css';</style>",
        "what only Outlook reads": f"<!--[if gte vml 1]><v:imagedata src='{FAR}'/><![endif]-->",
        "a link to a program": "<a href='ms-msdt:/id x'>Hello</a>",
    },
    Trouble.MACROS: {
        "what looks run": "<p style='width: expression(alert(1))'>",
        "only Outlook's": "<!--[if mso]><script>x()</script><![endif]-->",
    },
    Trouble.TELLS: {
        "where a photograph was taken": f"<img src='{written(taken_at(), 'jpeg')}'>",
        "of capital letters": f"<img src='{written(taken_at(), 'JPEG;name=a.jpg')}'>",
        "in another way of an address": f"<img src='{quote(written(taken_at()), safe='')}'>",
        "behind the text": f"<p style='background: URL({written(taken_at())})'>",
        "behind all": f'<style>p {{background: url("{written(taken_at())}")}}</style>',
        "without what fills it up": f"<img src='{written(taken_at()).rstrip('=')}'>",
    },
    Trouble.HOLDS_FILES: {
        "letters of no picture": f"<img src='{written(b'PK and more')}'>",
        "what is not in letters": "<img src='data:image/png;base64,###'>",
    },
    Trouble.TWO_IN_ONE: {"letters": "<meta charset=utf-7><p>Hello"},
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_came_with_a_page_is_shown(name):
    assert recognise(email(html=TAKEN[name]).as_bytes())


@pytest.mark.parametrize(
    ("trouble", "name"), [(trouble, name) for trouble in REFUSED for name in REFUSED[trouble]]
)
def test_nothing_is_asked_elsewhere(trouble, name):
    with pytest.raises(Found) as found:
        recognise(email(html=REFUSED[trouble][name]).as_bytes())
    assert found.value.trouble is trouble


def test_nor_for_a_drawing_or_a_page_in_a_letter():
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='x'><image l:href='{}'/></svg>"
    assert recognise(word({"word/media/a.svg": drawing.format("#here")}))
    for name, content in (
        ("word/media/a.svg", drawing.format(FAR)),
        ("word/a.htm", f"<p><img src='{FAR}'>"),
        ("word/a.htm", f"<p><img src='{FAR}'>".encode("utf-16")),
        ("word/a.xml", f"<h:p xmlns:h='http://www.w3.org/1999/xhtml'><h:img src='{FAR}'/></h:p>"),
    ):
        with pytest.raises(Found) as found:
            recognise(word({name: content}))
        assert found.value.trouble is Trouble.FETCHES
