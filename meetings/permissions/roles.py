"""The roles that share a permission."""

from sharing import roles
from sharing.roles import Role

EVERYONE = set(Role)
KEEPERS = set(roles.KEEPERS)
AGENCIES = {Role.REPRESENTATIVE, Role.ADVOCATE}
MEMBERS = KEEPERS | AGENCIES
REFERRERS = AGENCIES | {Role.COORDINATOR, Role.REFERRER}
READERS = MEMBERS | {Role.REFERRER}
