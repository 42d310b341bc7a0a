"""Every way in which an agency can say who reads something, each with a mark of its own in its
words, and who may then read it: said here once, and by none of the code that is tried."""

from dataclasses import dataclass, field

OWNER = "petra"  # of police, who write all of it
# Who reads what police share with all: keepers, and agencies that know these people. Ivy is the
# IDVA of this victim, Ines another of the same service; Perry of probation was asked, and knows
# nobody.
EVERYBODY = frozenset({"carys", "chidi", "ines", "ivy", "rowan"})
HOUSING = frozenset({"rowan"})
CHAIR = frozenset({"chidi", "ivy"})
KEEPERS = frozenset({"carys", "chidi"})
NOBODY = frozenset[str]()
OUTSIDE = ["carys", "chidi", "ines", "ivy", "rowan", "perry", "wren", "hal", "odile", "alex", "nia"]
OUTSIDE += ["sol", "nobody"]

# Where somebody who had read it is shown what was corrected, until they say that they know.
WHERE_CORRECTED = frozenset({"corrections"})
# Where an agency finds what it wrote itself, and nowhere else: the room may see any other screen,
# and paper goes further than its reader.
OWN_PAGES = frozenset(
    {
        "research_return",
        "answer_research",
        "return_basis",
        "change_item",
        "open_file",
        "show_file",
        "fetch_file",
        "propose_details",
        "propose_address",
        "propose_contact",
        "propose_action",
    }
)
# Where who decides on it reads what an agency proposes.
PROPOSALS = frozenset({"proposals", "proposals_of_meeting", "case_event", "wall"})


@dataclass(frozen=True)
class Decision:
    """One sharing decision: who may read what it is about, and where, if not everywhere."""

    mark: str
    read_by: frozenset[str] = NOBODY
    # Who may still read it where corrections are shown.
    read_before_by: frozenset[str] = NOBODY
    # How the item says who may read it; of a file, how it was attached.
    said: dict[str, str] = field(default_factory=dict)
    # The kinds of agencies that it names.
    named: tuple[str, ...] = ()
    # Where alone it is read by others, if not everywhere.
    where: frozenset[str] | None = None
    # Masked to everybody, who wrote it too, until they ask for it and say why.
    masked: bool = False

    def allows(self, who: str, route: str) -> bool:
        """Return whether somebody may find its mark at a route."""
        if self.masked or (who != OWNER and self.where is not None and route not in self.where):
            return False
        if who == OWNER:
            return route in OWN_PAGES or self.read_by == EVERYBODY
        return who in self.read_by or (route in WHERE_CORRECTED and who in self.read_before_by)


def _restricted(mark: str, read_by: frozenset[str], *named: str) -> Decision:
    return Decision(mark, read_by, said={"who_may_read": "restricted"}, named=named)


SHARED = {"who_may_read": "shared"}
SPOKEN = {"who_may_read": "spoken", "heading": "offending"}

# As they were submitted, and stand.
STANDING = [
    Decision("zqshared", EVERYBODY, said=SHARED),
    _restricted("zqhousing", HOUSING, "housing"),
    # Named, and on search circulation alone.
    _restricted("zqprobation", NOBODY, "probation"),
    _restricted("zqchair", CHAIR),
    Decision("zqspoken", said=SPOKEN),
]
# As they were submitted and read by everybody who could; what became of each is below.
BEFORE = {
    "withdrawn": Decision("zqwithdrawn", said=SHARED),
    "corrected": Decision("zqcorrectedbefore", NOBODY, EVERYBODY, said=SHARED),
    "narrowed": Decision("zqnarrowedbefore", NOBODY, HOUSING, said=SHARED),
    "narrowed to the chair": Decision("zqchairbefore", NOBODY, CHAIR, said=SHARED),
    "kept back": Decision("zqkeptbefore", said=SHARED),
    "to be spoken": Decision("zqspokenbefore", said=SHARED),
    "widened": Decision(
        "zqwidenedbefore", NOBODY, HOUSING, said={"who_may_read": "restricted"}, named=("housing",)
    ),
    "being corrected": Decision("zqstands", EVERYBODY, said=SHARED),
}
AFTER = {
    "corrected": Decision("zqcorrectedafter", EVERYBODY, said=SHARED),
    "narrowed": _restricted("zqnarrowedafter", HOUSING, "housing"),
    "narrowed to the chair": _restricted("zqchairafter", CHAIR),
    "kept back": Decision("zqkeptafter", said={"who_may_read": "not_shared"}),
    "to be spoken": Decision("zqspokenafter", said=SPOKEN),
    "widened": Decision("zqwidenedafter", EVERYBODY, said=SHARED),
}
# Written, and not submitted.
UNSENT = [
    Decision("zqdraft", said=SHARED),
    _restricted("zqdraftofhousing", NOBODY, "housing"),
    Decision("zqdraftspoken", said=SPOKEN),
]
CHANGE_UNSENT = Decision("zqchange", said=SHARED)
TYPED = Decision("zqtyped")
BASIS = Decision("zqbasis")

FILES = {
    "shared": Decision("zqfileshared", EVERYBODY, said=SHARED),
    "own": Decision("zqfileown", said={"who_may_read": "restricted"}),
    "own picture": Decision("zqfilepicture", said={"who_may_read": "restricted"}),
    "withdrawn": Decision("zqfilewithdrawn", said=SHARED),
}
FILES_UNSENT = {
    "draft": Decision("zqfiledraft", said=SHARED),
    "not scanned": Decision("zqfilescanned", said=SHARED),
}
PROPOSED = {
    "detail": Decision("zqproposeddetail", KEEPERS, where=PROPOSALS),
    "address": Decision("zqproposedaddress", KEEPERS, where=PROPOSALS),
    "safe address": Decision("zqproposedsafe", masked=True),
    "contact": Decision("zqproposedcontact", KEEPERS, where=PROPOSALS),
    "action": Decision("zqproposedaction", KEEPERS, where=PROPOSALS | {"hearing", "fragment"}),
}
# What others could read once, and so know that it was there.
ONCE_READ = {one.mark for one in [*BEFORE.values(), FILES["withdrawn"]]}
DECISIONS = {
    one.mark: one
    for one in [
        *STANDING,
        *BEFORE.values(),
        *AFTER.values(),
        *UNSENT,
        CHANGE_UNSENT,
        TYPED,
        BASIS,
        *FILES.values(),
        *FILES_UNSENT.values(),
        *PROPOSED.values(),
    ]
}
SHARED_WITH_ALL = {mark for mark, one in DECISIONS.items() if one.read_by == EVERYBODY}
# In which order others read it: what was widened came to all of them last.
IN_ORDER = ["zqshared", "zqcorrectedafter", "zqstands", "zqwidenedafter"]
# From who refers a case, and from whom it names only to look people up, the door keeps research;
# the wall of the database, which is coarser, keeps what is not shared with all or with them.
MORE_BY_THE_WALL = {
    "wren": SHARED_WITH_ALL,
    "perry": SHARED_WITH_ALL | {"zqprobation"},
    # Whoever may ask for it is let through by the wall, and masked by the portal.
    **dict.fromkeys(KEEPERS, {PROPOSED["safe address"].mark}),
}
