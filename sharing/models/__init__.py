from sharing.codes import Outcome, Sensitivity, Watched
from sharing.models.accounts import AccountCorrection, FactorReset, PasswordLink
from sharing.models.agency import Agency, AgencyKind, Area, Signature
from sharing.models.alerts import (
    Alert,
    AlertState,
    WatchMark,
    WatchRule,
    WorkingHours,
)
from sharing.models.attachments import Attachment
from sharing.models.audit_event import AuditDetail, AuditEvent
from sharing.models.bases import AgencyBases, CaseBases
from sharing.models.drafts import ReturnDraft
from sharing.models.emergency import EmergencyAccess
from sharing.models.form_memory import FormToken, KeptForm, UnsentForm
from sharing.models.information import (
    IS_SHARED,
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
    VictimAdvocate,
    YesNoNotAsked,
)
from sharing.models.reading import CaseOpening
from sharing.models.scope import Conflict, Scope, ScopeVersion
from sharing.models.seal import SealAlarm, SealCheckpoint, SealKey, SealLeaf, SealNode
from sharing.models.second_factor import CodeDevice, RecoveryCode
from sharing.models.session import PortalSession
from sharing.models.user import Membership, Standing, User
from sharing.models.vault import VaultFile
from sharing.models.years import YearEnd, YearHold

__all__ = [
    "IS_SHARED",
    "SEARCH_ADDRESSES",
    "AccountCorrection",
    "Address",
    "AddressKind",
    "Agency",
    "AgencyBases",
    "AgencyKind",
    "Agreement",
    "Alert",
    "AlertState",
    "Area",
    "Attachment",
    "AuditDetail",
    "AuditEvent",
    "CaseBases",
    "CaseOpening",
    "CodeDevice",
    "Conflict",
    "ContactWay",
    "EmergencyAccess",
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
    "PortalSession",
    "RecoveryCode",
    "Relationship",
    "ReturnDraft",
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
    "UnsentForm",
    "User",
    "VaultFile",
    "VictimAdvocate",
    "WatchMark",
    "WatchRule",
    "Watched",
    "WhoMayRead",
    "WorkingHours",
    "YearEnd",
    "YearHold",
    "YesNoNotAsked",
]
