"""The roles that share a permission."""

from sharing.roles import Role

EVERYONE = set(Role)
KEEPERS = {Role.COORDINATOR, Role.CHAIR}
AGENCIES = {Role.REPRESENTATIVE, Role.ADVOCATE}
MEMBERS = KEEPERS | AGENCIES
REFERRERS = AGENCIES | {Role.COORDINATOR, Role.REFERRER}
READERS = MEMBERS | {Role.REFERRER}
