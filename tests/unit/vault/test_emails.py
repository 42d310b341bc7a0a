"""Each part of an e-mail is what its content says, and is called like that."""

import base64

import pytest

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import archive, email, office, outlook, pdf, picture

PROGRAM = b"MZ\x90\0This program cannot be run in DOS mode."
SIGN = bytes.fromhex("06092a864886f70d010702")


def built(kind, held, *, size=0):
    """Return a value as signatures are built of them, its length in so many bytes."""
    length = bytes([0x80 | size]) + len(held).to_bytes(size) if size else bytes([len(held)])
    return bytes([kind]) + length + held


SIGNED = built(
    0x30,
    SIGN + built(0xA0, built(0x30, b"\2\1\1" + built(4, b"x" * 300, size=2), size=2), size=2),
    size=2,
)
# As Apple's programs write it.
OPEN = b"\x30\x80" + SIGN + b"\xa0\x80\x30\x80\2\1\1\0\0\0\0\0\0"
deep = b"\0\0"
for _ in range(40):
    deep = built(0x30, deep)
ARMOUR = b"-----BEGIN PGP %s-----\n\nabcd\n-----END PGP %s-----\n"
CALENDAR = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:MARAC\r\n{}END:VEVENT\r\nEND:VCALENDAR\r\n"
HEAD = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: "
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
# As Outlook writes it.
OF_WORD = (
    "<html xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:x'><head><!--[if !mso]><style>v\\:*"
    "{behavior:url(#default#VML)}</style><![endif]--></head><body lang=EN-GB link='#0563C1'><p>Hello"
    "<o:p>&nbsp;</o:p><a href='https://police.example/?on=1'>here</a><v:shadow on='t'/>"
    "<img src='cid:image001.png@01DB'></p></body></html>"
)


IN_OUTLOOK = "__attach_version1.0_#0/__substg1.0_"


def mail(content, label, *, html=None, **how):
    message = email(html=html)
    main, _, sub = label.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, **how)
    return message.as_bytes()


def invitation(said=""):
    message = email()
    message.add_alternative(CALENDAR.format(said), subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(
        CALENDAR.format("").encode(), maintype="application", subtype="ics", filename="invite.ics"
    )
    return message.as_bytes()


def mixed(parts, *, before=b"", kind=b"multipart/mixed; boundary=b", more=b""):
    return HEAD + kind + b"\n" + more + b"\n" + before + b"\n" + parts


def one(head, content=b"Hello", **how):
    """Return an e-mail with one part under these headers, as they are."""
    return mixed(b"--b\n" + head + b"\n\n" + content + b"\n--b--\n", **how)


TAKEN = {
    "a logo": mail(picture(), "image/png", filename="logo.png", disposition="inline", cid="<a>"),
    "a logo of no type": mail(picture("GIF"), "application/octet-stream", filename="image001.gif"),
    "a logo of another type": mail(picture("JPEG"), "image/png", filename="image001.png"),
    "an invitation": invitation(),
    "a signature": mail(SIGNED, "application/pkcs7-signature", filename="smime.p7s"),
    "another": mail(ARMOUR % (b"SIGNATURE", b"SIGNATURE"), "application/pgp-signature"),
    "one of Apple's": mail(OPEN, "application/x-pkcs7-signature"),
    "a key": mail(
        ARMOUR % (b"PUBLIC KEY BLOCK", b"PUBLIC KEY BLOCK"),
        "application/pgp-keys",
        filename="k.asc",
    ),
    "a name in other letters": mail(picture(), "image/png", filename="Eelanalüüs päring.png"),
    "a name in two ways": HEAD
    + b'image/gif; name="=?utf-8?Q?a=2Egif?="\nContent-Transfer-Encoding: base64\n'
    + b"Content-Disposition: inline; filename=a.gif\n\n"
    + base64.encodebytes(picture("GIF")),
    "an invitation with a link": invitation(
        "ATTACH;FMTTYPE=text/html:https://police.example/a\r\n"
    ),
    "said before and behind": mixed(
        b"--b\n\nHello\n--b--\nSent by a list", before=b"This is MIME."
    ),
    "letters that nobody knows": HEAD + b"text/html; charset=unknown-8bit\n\n<p>Hello\n",
    "of Outlook": email(html=OF_WORD).as_bytes(),
    "a ticket": email(
        html="<script type='application/ld+json'>{}</script><p>Your ticket</p>"
    ).as_bytes(),
    "a report": HEAD + b"multipart/report; boundary=b\n\n--b\n\nNot delivered.\n--b\n"
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nStatus: 5.1.1\n--b\n"
    b"Content-Type: text/rfc822-headers\n\nSubject: y\n--b--\n",
    "Japanese": HEAD + b"text/plain; charset=iso-2022-jp\n"
    b"Content-Transfer-Encoding: base64\n\nGyRCRnxLXBsoQg==\n",
    "it begins": HEAD
    + b"text/plain\n\nWe begin 100 visits\nbegin in 2026 so\nand that is the\nend\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_mail_programs_send_is_taken(name):
    assert recognise(TAKEN[name]) is Kind.EMAIL


IN_PREAMBLE = b"--b\nContent-Type: application/octet-stream\n\nMZ\n--b--\n"
REFUSED = {
    "a picture called a program": (
        mail(picture(), "image/png", filename="setup.exe"),
        Trouble.HOLDS_FILES,
    ),
    "and with a stop behind it": (
        mail(picture(), "image/png", filename="logo.png.exe. "),
        Trouble.HOLDS_FILES,
    ),
    "a picture labelled a page": (
        one(
            b"Content-Type: text/html\nContent-Transfer-Encoding: base64",
            base64.encodebytes(picture()),
        ),
        Trouble.HOLDS_FILES,
    ),
    "two names": (
        one(
            b"Content-Type: image/png; name=a.hta\nContent-Disposition: inline; filename=a.png\n"
            b"Content-Transfer-Encoding: base64",
            base64.encodebytes(picture()),
        ),
        Trouble.HOLDS_FILES,
    ),
    "a signature called a program": (
        mail(SIGNED, "application/pkcs7-signature", filename="setup.exe"),
        Trouble.HOLDS_FILES,
    ),
    "a program with a signature": (
        mail(PROGRAM[:2] + SIGN + PROGRAM, "application/pkcs7-signature"),
        Trouble.HOLDS_FILES,
    ),
    "a program behind a signature": (
        mail(SIGNED + PROGRAM, "application/pkcs7-signature"),
        Trouble.HOLDS_FILES,
    ),
    "a program in one that is open": (
        mail(OPEN[:-4] + PROGRAM, "application/pkcs7-signature"),
        Trouble.HOLDS_FILES,
    ),
    "half a signature": (mail(SIGNED[:60], "application/pkcs7-signature"), Trouble.HOLDS_FILES),
    "a signature in signatures": (
        mail(built(0x30, SIGN + built(0xA0, deep, size=1), size=1), "application/pkcs7-signature"),
        Trouble.HOLDS_FILES,
    ),
    "a page as a key": (
        one(
            b"Content-Type: application/pgp-keys; name=run.hta",
            b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n<script>x()</script>",
        ),
        Trouble.HOLDS_FILES,
    ),
    "a key called a page": (
        one(
            b"Content-Type: application/pgp-keys; name=run.hta",
            ARMOUR % (b"PUBLIC KEY BLOCK", b"PUBLIC KEY BLOCK"),
        ),
        Trouble.HOLDS_FILES,
    ),
    "in a folded invitation": (
        invitation("ATTACH;ENCODING=BASE64;VALUE=\r\n BINARY:TVqQ\r\n"),
        Trouble.HOLDS_FILES,
    ),
    "in an invitation under no name": (
        invitation("ATTACH;FMTTYPE=application/x:TVqQ\r\n"),
        Trouble.HOLDS_FILES,
    ),
    "in another line of one": (invitation("X-MINE;ENCODING=base64:TVqQ\r\n"), Trouble.HOLDS_FILES),
    "a script": (one(b"Content-Type: text/vbscript"), Trouble.HOLDS_FILES),
    "a text to be saved": (
        one(b"Content-Type: text/plain\nContent-Disposition: attachment"),
        Trouble.HOLDS_FILES,
    ),
    "two types": (
        mixed(b"--b\n\nHello\n--b--\n", more=b"Content-Type: text/plain\n"),
        Trouble.TWO_IN_ONE,
    ),
    "two ways in which it is parted": (
        mixed(b"--b\n\nHello\n--b--\n", kind=b"multipart/mixed; boundary=a; boundary=b"),
        Trouble.TWO_IN_ONE,
    ),
    "two encodings": (
        one(b"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64"),
        Trouble.TWO_IN_ONE,
    ),
    "before it": (
        mixed(b"--c\n\nHello\n--c--\n", before=IN_PREAMBLE, kind=b"multipart/mixed; boundary=c"),
        Trouble.HOLDS_FILES,
    ),
    "behind it": (
        mixed(b"--c\n\nHello\n--c--\n" + IN_PREAMBLE, kind=b"multipart/mixed; boundary=c"),
        Trouble.HOLDS_FILES,
    ),
    "letters that others read otherwise": (
        HEAD + b"text/html; charset=utf-7\n\n+ADw-script+AD4-x()+ADw-/script+AD4-\n",
        Trouble.TWO_IN_ONE,
    ),
    "letters that hide": (
        one(
            b"Content-Type: text/html; charset=iso-2022-jp\nContent-Transfer-Encoding: base64",
            base64.encodebytes(b"<scr\x1b(Bipt>x()</script>"),
        ),
        Trouble.MACROS,
    ),
    "a program": (mail(PROGRAM, "image/png", filename="invoice.exe"), Trouble.HOLDS_FILES),
    "a program as text": (
        HEAD + b"text/plain\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA\n",
        Trouble.HOLDS_FILES,
    ),
    "a program as signature": (
        mail(PROGRAM, "application/pkcs7-signature", filename="smime.p7s"),
        Trouble.HOLDS_FILES,
    ),
    "much behind a signature": (
        mail(SIGNED + bytes(2**17), "application/pkcs7-signature"),
        Trouble.HOLDS_FILES,
    ),
    "a letter with macros": (
        mail(office(types="<Default ContentType='vbaProject'/>"), "image/png"),
        Trouble.HOLDS_FILES,
    ),
    "an archive": (mail(archive({"a.exe": "MZ"}), "image/jpeg"), Trouble.HOLDS_FILES),
    "a picture and an archive": (
        mail(picture() + archive({"a.exe": "MZ"}), "image/png"),
        Trouble.TWO_IN_ONE,
    ),
    "a drawing": (mail(DRAWING, "image/svg+xml", filename="logo.svg"), Trouble.HOLDS_FILES),
    "rich text": (HEAD + b"text/rtf\n\n{\\rtf1 Hello}\n", Trouble.HOLDS_FILES),
    "a letter as text": (HEAD + b"text/plain\n\n" + pdf()[:9] + b"\n", Trouble.HOLDS_FILES),
    "in the text": (
        HEAD + b"text/plain\n\nSee below.\nbegin 644 a.exe\n#35J0\n`\nend\n",
        Trouble.HOLDS_FILES,
    ),
    "in an invitation": (
        invitation("ATTACH;ENCODING=BASE64;VALUE=BINARY:TVqQ\r\n"),
        Trouble.HOLDS_FILES,
    ),
    "no invitation": (mail(b"MZ", "application/ics", filename="a.ics"), Trouble.HOLDS_FILES),
    "elsewhere": (HEAD + b"message/external-body; access-type=URL\n\n\n", Trouble.HOLDS_FILES),
    "a piece": (HEAD + b"message/partial; id=1; number=2\n\nHello\n", Trouble.HOLDS_FILES),
    "a message that is encoded": (
        HEAD + b"message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTog\n",
        Trouble.HOLDS_FILES,
    ),
    "an encoding of nobody": (
        HEAD + b"text/plain\nContent-Transfer-Encoding: x-mine\n\nHello\n",
        Trouble.HOLDS_FILES,
    ),
    "of many parts and none": (HEAD + b"multipart/mixed\n\nHello\n", Trouble.UNREADABLE),
    "script": (email(html="<p>Hello<script>alert(1)</script>").as_bytes(), Trouble.MACROS),
    "a frame": (email(html="<iframe src='//a.example'>").as_bytes(), Trouble.MACROS),
    "a click": (email(html="<p onclick='alert(1)'>Hello").as_bytes(), Trouble.MACROS),
    "a link that runs": (
        email(html="<a href=' Java\nScript:alert(1)'>Hello</a>").as_bytes(),
        Trouble.MACROS,
    ),
    "script in Outlook's": (
        outlook({"__substg1.0_10130102": b"<script>alert(1)</script>"}),
        Trouble.MACROS,
    ),
    "an Outlook's picture called a program": (
        outlook(
            {
                f"{IN_OUTLOOK}37010102": picture(),
                f"{IN_OUTLOOK}3707001F": "setup.exe".encode("utf-16-le"),
            }
        ),
        Trouble.HOLDS_FILES,
    ),
    "a wide page of Outlook's": (
        outlook({"__substg1.0_1013001F": "<script>x()</script>".encode("utf-16-le")}),
        Trouble.MACROS,
    ),
    "in Outlook's picture": (
        outlook({"__attach_version1.0_#0/__substg1.0_37010102": picture() + archive({"a": "b"})}),
        Trouble.TWO_IN_ONE,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_else_comes_with_one_is_not(name):
    content, trouble = REFUSED[name]
    with pytest.raises(Found) as found:
        recognise(content)
    assert found.value.trouble is trouble
