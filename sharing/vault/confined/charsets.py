"""How the letters of a text are written: only as everybody reads them alike."""

import re

_KNOWN = re.compile(
    r"|utf-?8|us-ascii|ascii|ansi_x3\.4-1968|iso-?8859-\d{1,2}(?:-[ei])?|latin-?1"
    r"|(?:windows|cp)-?(?:125\d|437|8\d\d|9\d\d)|koi8-[ru]|macintosh|tis-620"
    r"|gb2312|gbk|gb18030|big5(?:-hkscs)?|euc-(?:jp|kr)|shift[_-]jis|iso-2022-jp|ks_c_5601-1987"
    r"|unknown-8bit|x-unknown"
)


def is_known(charset: str) -> bool:
    """Return whether everybody reads letters of this name alike; without a name, they do."""
    return bool(_KNOWN.fullmatch(charset.strip(" \\\"'").lower()))
