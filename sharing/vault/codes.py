"""Codes for the kinds of file and for what can be wrong with one. The confined process knows them
too."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that the vault takes."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    WORD = "word"
    OLD_WORD = "old_word"
    EXCEL = "excel"
    OLD_EXCEL = "old_excel"
    TEXT = "text"
    EMAIL = "email"
    OUTLOOK = "outlook"


class Trouble(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NAMELESS = "nameless"
    NOT_TAKEN = "not_taken"
    WEB_PAGE = "web_page"
    NAME_DIFFERS = "name_differs"
    TWO_IN_ONE = "two_in_one"
    MACROS = "macros"
    FETCHES = "fetches"
    TELLS = "tells"
    LOCKED = "locked"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    HOLDS_FILES = "holds_files"
    UNREADABLE = "unreadable"
    TOO_MUCH_WORK = "too_much_work"
    HARMFUL = "harmful"
    NOT_SCANNED = "not_scanned"
    NOT_KEPT = "not_kept"
