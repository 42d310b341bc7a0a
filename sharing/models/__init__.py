from sharing.models.accounts import FactorReset, PasswordLink
from sharing.models.agency import Agency, AgencyKind, Area, Signature
from sharing.models.audit_event import AuditDetail, AuditEvent, Outcome
from sharing.models.form_memory import FormToken, KeptForm
from sharing.models.information import (
    Agreement,
    Item,
    Nature,
    SharingDecision,
    SpokenHeading,
    WhoMayRead,
)
from sharing.models.people import (
    SEARCH_ADDRESSES,
    Address,
    AddressKind,
    ContactWay,
    Ethnicity,
    Gender,
    Party,
    PartyRole,
    Relationship,
    SafeContact,
    Tie,
    UnsafeToTell,
    YesNoNotAsked,
)
from sharing.models.scope import Conflict, Scope, ScopeVersion, Sensitivity
from sharing.models.seal import SealAlarm, SealCheckpoint, SealKey, SealLeaf, SealNode
from sharing.models.second_factor import CodeDevice, RecoveryCode
from sharing.models.user import Membership, Standing, User

__all__ = [
    "SEARCH_ADDRESSES",
    "Address",
    "AddressKind",
    "Agency",
    "AgencyKind",
    "Agreement",
    "Area",
    "AuditDetail",
    "AuditEvent",
    "CodeDevice",
    "Conflict",
    "ContactWay",
    "Ethnicity",
    "FactorReset",
    "FormToken",
    "Gender",
    "Item",
    "KeptForm",
    "Membership",
    "Nature",
    "Outcome",
    "Party",
    "PartyRole",
    "PasswordLink",
    "RecoveryCode",
    "Relationship",
    "SafeContact",
    "Scope",
    "ScopeVersion",
    "SealAlarm",
    "SealCheckpoint",
    "SealKey",
    "SealLeaf",
    "SealNode",
    "Sensitivity",
    "SharingDecision",
    "Signature",
    "SpokenHeading",
    "Standing",
    "Tie",
    "UnsafeToTell",
    "User",
    "WhoMayRead",
    "YesNoNotAsked",
]
