"""Ordinary words. With them beside it, a word names no place."""

from sharing.addresses.words import NO_NAME, STREETS

_MONTHS = (
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sept sep oct nov dec"
)
MONTHS = frozenset(_MONTHS.split())

# Too common to name a place as a street without its kind, as in "12 Park".
_COMMON = (
    "monday tuesday wednesday thursday friday saturday sunday park church high mill station school"
    " main north south east west green manor king queen kings queens bridge market castle chapel"
    " college hospital court police victoria spring summer autumn winter first second third garden"
    " long short children meeting meetings call calls bank nursery factory office"
)
NEVER_ALONE = NO_NAME | MONTHS | frozenset(_COMMON.split())

# The same, unless written with a capital: "2 young children", "two black eyes".
_DESCRIBES = (
    "young black white brown grey red blue pink orange silver gold child baby boy girl man woman"
    " men women male female adult dog cat car van phone friend neighbour brother sister mother"
    " father son daughter teenage elderly large small big little great broad narrow deep dark light"
    " bright warm cold wet dry hard soft clean clear fresh quiet loud strong weak free full empty"
    " good bad best better late early recent previous past further more less many few extra serious"
    " minor major public private rough smooth sharp blunt broken open closed left right front back"
    " side near far upper lower middle inner outer top bottom fire water wood stone glass steel iron"
    " crown prison custody bail lost safe secure"
)
DESCRIBES = frozenset(_DESCRIBES.split())

# Words before a kind of house that name no house.
_NO_HOUSE = (
    "secure confidential temporary bail mother mothers father fathers mum mums dad dads parents"
    " sister sisters brother brothers friend friends aunt aunts uncle uncles nan nans gran grans"
    " partner partners approved shared sheltered supported emergency nearby private guest specialist"
    " childrens coroners justice supreme sheriff appeal civil criminal juvenile domestic abuse"
    " homeless probation budget"
)
NO_HOUSE = NO_NAME | frozenset(_NO_HOUSE.split())

# "Dr Hall" is a person; otherwise "Dr" is short for Drive.
_TITLES = (
    "drive mr mrs ms miss mx sir lady lord dame professor prof sergeant sgt pc dc ds constable"
    " inspector detective officer judge nurse councillor reverend rev"
)
TITLES = frozenset(_TITLES.split())

# "Took place", "attended close to midnight": no street is called by a verb.
_DOES = (
    "took take takes taking taken attended attend came come comes went go goes got get gets stayed"
    " stay lived lives live living stood stand moved kept keep remained brought made make gave give"
    " found find seen saw drew ran run walked drove were are has had have been be very so too"
)
DOES = frozenset(_DOES.split())

# A line with only these words does not say where somebody is.
_NOWHERE = (
    "not known unknown none fixed abode nfa address home flat room unit floor place somewhere"
    " withheld staying stays living lives accommodation be confirmed tbc child house refuge hostel"
    " hotel court apartments inn"
)
NOWHERE = NO_HOUSE | frozenset(STREETS) | frozenset(_NOWHERE.split())
