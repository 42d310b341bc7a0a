"""Each part of an e-mail is what its content says, whatever it is called."""

import pytest

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import archive, email, office, outlook, pdf, picture

PROGRAM = b"MZ\x90\0This program cannot be run in DOS mode."
SIGNED = bytes.fromhex("3082050c06092a864886f70d010702a08204fd") + b"\0" * 40
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


TAKEN = {
    "a logo": mail(picture(), "image/png", filename="logo.png", disposition="inline", cid="<a>"),
    "a logo of no type": mail(picture("GIF"), "application/octet-stream", filename="image001.gif"),
    "a logo of another type": mail(picture("JPEG"), "image/png", filename="image001.png"),
    "an invitation": invitation(),
    "a signature": mail(SIGNED, "application/pkcs7-signature", filename="smime.p7s"),
    "another": mail(ARMOUR % (b"SIGNATURE", b"SIGNATURE"), "application/pgp-signature"),
    "a key": mail(
        ARMOUR % (b"PUBLIC KEY BLOCK", b"PUBLIC KEY BLOCK"),
        "application/pgp-keys",
        filename="k.asc",
    ),
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


REFUSED = {
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
