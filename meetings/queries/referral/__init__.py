"""A referral as it is read, written and spoken for."""

from meetings.queries.referral.advocacy import Advocacy, Heard, advocacy
from meetings.queries.referral.full import FullReferral, Person, Progress, full_referral
from meetings.queries.referral.pages import (
    address_to_change,
    addresses_to_show,
    people_to_change,
    person_to_change,
    protocol_to_refer_under,
    referral_to_write,
)
from meetings.queries.referral.sections import Row, Section, sections_of
from meetings.queries.referral.standing_texts import texts_naming, texts_naming_protected
from meetings.queries.referral.walls import (
    KeptFrom,
    kept_from,
    people_to_keep_from,
    same_name,
    same_name_to_keep_from,
)

__all__ = [
    "Advocacy",
    "FullReferral",
    "Heard",
    "KeptFrom",
    "Person",
    "Progress",
    "Row",
    "Section",
    "address_to_change",
    "addresses_to_show",
    "advocacy",
    "full_referral",
    "kept_from",
    "people_to_change",
    "people_to_keep_from",
    "person_to_change",
    "protocol_to_refer_under",
    "referral_to_write",
    "same_name",
    "same_name_to_keep_from",
    "sections_of",
    "texts_naming",
    "texts_naming_protected",
]
