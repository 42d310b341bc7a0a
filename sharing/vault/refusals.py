"""Why a file is not taken, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.rules import RuleBroken
from sharing.vault.codes import Trouble

MOST_MEGABYTES = 20
MOST = MOST_MEGABYTES * 2**20  # bytes

WORDS: dict[Trouble, Promise] = {
    Trouble.EMPTY: _("This file is empty. Choose one that has something in it."),
    Trouble.TOO_LARGE: _("This file is larger than 20 MB. Choose a smaller one, or part it."),
    Trouble.NAMELESS: _("This file has no name. Give it one, and choose it again."),
    Trouble.NOT_TAKEN: _(
        "This is no type of file that can be attached. Choose a PDF, a picture (PNG, JPEG, HEIC, "
        "GIF or WebP), a Word or Excel file, plain text or an e-mail."
    ),
    Trouble.WEB_PAGE: _(
        "Web pages and drawings (HTML, SVG) cannot be attached. Print it to a PDF, and attach that."
    ),
    Trouble.NAME_DIFFERS: _(
        "The name of this file says that it is of another type than it is. Give it the name that "
        "goes with its type, if you know where it is from."
    ),
    Trouble.TWO_IN_ONE: _(
        "This file is of two types at once, or can be read in two ways, which is a way to hide "
        "something. Print it to a new PDF, and attach that."
    ),
    Trouble.MACROS: _(
        "This file has macros, scripts or controls, which can run on the computers of others. Save "
        "it without them, or print it to a PDF, and attach that."
    ),
    Trouble.FETCHES: _(
        "This file fetches something from elsewhere when it is opened, which tells others who opened "
        "it and when, or asks another program: a picture, a template, an object, a field or a "
        "formula. Print it to a PDF, and attach that."
    ),
    Trouble.TELLS: _(
        "A picture in this file has more in it than what it shows: it says, or may say, where it "
        "was taken or who took it, and everybody who fetches the file would have that too. Attach "
        "the picture by itself, as it is then shown without it, or print the file to a PDF, and "
        "attach that."
    ),
    Trouble.LOCKED: _(
        "This file has a password, so nobody can check or read it here. Save it without one: it "
        "is encrypted here."
    ),
    Trouble.UNPACKS_TOO_LARGE: _(
        "This file would be too large once it is unpacked. Attach only the part that is needed."
    ),
    Trouble.HOLDS_FILES: _(
        "This file has other files in it, or something that is not what it is called. Attach each "
        "file by itself, and what has any in it as a PDF to which you print it."
    ),
    Trouble.UNREADABLE: _(
        "This file cannot be read: it is damaged, or did not arrive whole. Open it on your "
        "computer, save it anew, and choose it again."
    ),
    Trouble.TOO_MUCH_WORK: _(
        "This file takes too long to check. Print it to a PDF with fewer pages or smaller "
        "pictures, and attach that."
    ),
    Trouble.HARMFUL: _(
        "The virus scanner found something harmful in this file, so it was not kept. Tell the IT "
        "support of your agency."
    ),
    Trouble.NOT_SCANNED: _(
        "The virus scanner does not answer now, so no file is taken. Try again in a few minutes. "
        "Nothing of this file was kept."
    ),
    Trouble.NOT_KEPT: _(
        "The file could not be kept just now, and nothing of it was. Try again in a few minutes."
    ),
}


class FileRefused(RuleBroken):
    """A file is not taken. The words go to the form, by its field `file`."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(WORDS[trouble], field="file")
        self.trouble = trouble
