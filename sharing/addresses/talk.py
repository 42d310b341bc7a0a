"""Words of other talk: what is said with them names no place."""

from sharing.addresses.words import NO_NAME, STREETS

_MONTHS = (
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sept sep oct nov dec"
)
MONTHS = frozenset(_MONTHS.split())

# Of a street's name without its kind, as in "12 Park": too common to tell of a place.
_COMMON = (
    "monday tuesday wednesday thursday friday saturday sunday park church high mill station school"
    " main north south east west green manor king queen kings queens bridge market castle chapel"
    " college hospital court police victoria spring summer autumn winter first second third garden"
    " long short children meeting meetings call calls bank nursery factory office"
)
NEVER_ALONE = NO_NAME | MONTHS | frozenset(_COMMON.split())

# The same, unless it is written with a capital: "2 young children", "two black eyes".
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

# What stands before a kind of house in talk, and names none.
_NO_HOUSE = (
    "secure confidential temporary bail mother mothers father fathers mum mums dad dads parents"
    " sister sisters brother brothers friend friends aunt aunts uncle uncles nan nans gran grans"
    " partner partners approved shared sheltered supported emergency nearby private guest specialist"
    " childrens coroners justice supreme sheriff appeal civil criminal juvenile domestic abuse"
    " homeless probation budget"
)
NO_HOUSE = NO_NAME | frozenset(_NO_HOUSE.split())

# "Dr Hall" is a person; what is short for a doctor stands for a drive, else.
_TITLES = (
    "drive mr mrs ms miss mx sir lady lord dame professor prof sergeant sgt pc dc ds constable"
    " inspector detective officer judge nurse councillor reverend rev"
)
TITLES = frozenset(_TITLES.split())

# "Took place", "attended close to midnight": no street is called after what somebody does.
_DOES = (
    "took take takes taking taken attended attend came come comes went go goes got get gets stayed"
    " stay lived lives live living stood stand moved kept keep remained brought made make gave give"
    " found find seen saw drew ran run walked drove were are has had have been be very so too"
)
DOES = frozenset(_DOES.split())

# Lines in which only these words stand say nothing of where somebody is.
_NOWHERE = (
    "not known unknown none fixed abode nfa address home flat room unit floor place somewhere"
    " withheld staying stays living lives accommodation be confirmed tbc child house refuge hostel"
    " hotel court apartments inn"
)
NOWHERE = NO_HOUSE | frozenset(STREETS) | frozenset(_NOWHERE.split())
