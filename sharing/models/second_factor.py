"""Devices of the second factor. django-otp's own keep seeds and recovery codes in clear."""

import secrets
from base64 import b32encode
from datetime import timedelta
from hmac import compare_digest
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin, VerifyNotAllowed
from django_otp.oath import TOTP

from sharing import clock, encryption

SEED_BYTES = 20
STEP = 30  # seconds; also how long a code is good for
CODES = 10
CODE_BYTES = 14  # 112 bits
LONGEST = 16  # doublings of a wait of one second: 18 hours


class Throttled(ThrottlingMixin):
    """Doubles the wait after each failure in a row, from a second to most of a day. It counts by
    the portal's clock, the library's own by the machine's."""

    class Meta:
        abstract = True

    def wait(self) -> timedelta | None:
        """Return how long no code is accepted, or None if one is accepted now."""
        if not self.throttling_failure_count or self.throttling_failure_timestamp is None:
            return None
        doublings = min(self.throttling_failure_count - 1, LONGEST)
        until = self.throttling_failure_timestamp + timedelta(seconds=2**doublings)
        return max(until - clock.now(), timedelta()) or None

    def verify_is_allowed(self) -> tuple[bool, dict[str, Any] | None]:
        if self.wait() is None:
            return True, None
        return False, {"reason": VerifyNotAllowed.N_FAILED_ATTEMPTS}

    def throttle_increment(self, commit: bool = True) -> None:
        self.throttling_failure_timestamp = clock.now()
        self.throttling_failure_count += 1
        self.save()


class CodeDevice(TimestampMixin, Throttled, Device):
    """An authenticator app. Call `django_otp.verify_token`, never the device's own method:
    without the row lock one code was accepted several times in parallel."""

    sealed_seed = models.BinaryField()
    # By how many steps the phone's clock is ahead, learnt when the device is set up.
    drift = models.SmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="one_confirmed_device"
            )
        ]

    @property
    def seed(self) -> bytes:
        return encryption.decrypt("seed", bytes(self.sealed_seed), belongs_to=self.user_id.bytes)

    @seed.setter
    def seed(self, value: bytes) -> None:
        self.sealed_seed = encryption.encrypt("seed", value, belongs_to=self.user_id.bytes)

    @property
    def typed_key(self) -> str:
        """Return the seed as the letters that a person types into the app, in fours."""
        return in_groups(b32encode(self.seed).decode(), of=4, by=" ")

    @property
    def address(self) -> str:
        """Return the otpauth address that the QR code holds."""
        query = urlencode(
            {"secret": b32encode(self.seed).decode(), "issuer": "MARAC portal"}, quote_via=quote
        )
        return f"otpauth://totp/{quote('MARAC portal')}:{quote(self.user.email)}?{query}"

    def current_code(self) -> str:
        """Return the code of this moment. The example's set-up page shows it, and tests use it."""
        return f"{self._totp(self.drift).token():06d}"

    def unused_code(self) -> tuple[str, int]:
        """Return an unused code and the seconds until it is accepted: none, or, if the code of this
        moment was used, those until the next one."""
        totp, wait = self._totp(self.drift), 0
        if totp.t() <= self.last_step:
            wait = STEP - int(totp.time) % STEP
            totp.time += wait
        return f"{totp.token():06d}", wait

    def verify_token(self, token: str) -> bool:
        """Return whether the code is right and unused, and count it either way."""
        if not self.verify_is_allowed()[0]:
            return False
        # A code lasts one step. During set-up the phone's clock may turn out to be ahead; a code
        # that comes too late says nothing about the clock.
        for drift in [self.drift] if self.confirmed else [0, 1]:
            totp = self._totp(drift)
            if token.isdecimal() and totp.verify(int(token), 0, self.last_step + 1):
                self.last_step, self.drift = totp.t(), drift
                self.throttle_reset(commit=False)
                self.set_last_used_timestamp(commit=False)
                self.save()
                return True
        self.throttle_increment()
        return False

    def _totp(self, drift: int) -> Any:
        totp = TOTP(self.seed, STEP, drift=drift)
        totp.time = clock.now().timestamp()
        return totp


def new_seed() -> bytes:
    return secrets.token_bytes(SEED_BYTES)


class RecoveryCode(TimestampMixin, Throttled, Device):
    """A person's recovery codes: shown once, kept as keyed hashes, each good for one sign-in."""

    hashes = ArrayField(models.BinaryField(), default=list)

    def keep(self, codes: list[str]) -> None:
        """Accept these recovery codes from now on, and no earlier ones."""
        self.hashes = [self._hash(code) for code in codes]
        self.throttle_reset(commit=False)
        self.save()

    def verify_token(self, token: str) -> bool:
        """Return whether the code is one of the unused ones. If it is, it is used up."""
        if not self.verify_is_allowed()[0]:
            return False
        sought = self._hash(token)
        left = [known for known in self.hashes if not compare_digest(bytes(known), sought)]
        if len(left) < len(self.hashes):
            self.hashes = left
            self.throttle_reset(commit=False)
            self.set_last_used_timestamp(commit=False)
            self.save()
            return True
        self.throttle_increment()
        return False

    def _hash(self, code: str) -> bytes:
        bare = "".join(code.upper().split()).replace("-", "")
        return encryption.keyed_hash("recovery", f"{self.user_id}:{bare}")


def new_codes() -> list[str]:
    """Return new recovery codes in the form that the page shows."""
    letters = [
        b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=") for _ in range(CODES)
    ]
    return [in_groups(code, of=6, by="-") for code in letters]


def in_groups(letters: str, *, of: int, by: str) -> str:
    return by.join(letters[start : start + of] for start in range(0, len(letters), of))
