"""Codes and seeds at rest."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django_otp import verify_token

from sharing import clock
from sharing.models import CodeDevice, RecoveryCode
from sharing.models.second_factor import in_groups, new_codes

# RFC 6238, appendix B, SHA-1: the last six of its eight digits.
RFC_SEED = b"12345678901234567890"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


@pytest.fixture
def device(cast):
    device = CodeDevice(user=cast.user("carys"), name="app")
    device.seed = RFC_SEED
    device.save()
    return device


@pytest.mark.parametrize("seconds", RFC_CODES)
def test_codes_are_those_of_the_standard(device, seconds):
    with clock.set_to(datetime.fromtimestamp(seconds, UTC)):
        assert device.current_code() == RFC_CODES[seconds]
        assert verify_token(device.user, device.persistent_id, RFC_CODES[seconds]) == device


def test_the_seed_is_sealed_for_its_owner(cast, device):
    assert RFC_SEED not in bytes(device.sealed_seed)
    other = CodeDevice(user=cast.user("petra"), sealed_seed=device.sealed_seed)
    with pytest.raises(InvalidTag):
        assert other.seed


def test_the_key_is_typed_in_fours(device):
    assert device.typed_key == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_the_address_is_one_that_apps_read(device):
    assert device.address == (
        "otpauth://totp/MARAC%20portal:carys%40example.org"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=MARAC%20portal"
    )


def test_another_persons_device_verifies_nothing(cast, device):
    code = device.current_code()
    assert verify_token(cast.user("petra"), device.persistent_id, code) is None


@pytest.mark.parametrize("token", ["", "abc", "１２３４５６", "12 34 56"])
def test_what_is_no_code_is_wrong(device, token):
    assert verify_token(device.user, device.persistent_id, token) is None


def test_the_wait_doubles_up_to_most_of_a_day(device):
    with clock.set_to(clock.now()):
        waits = []
        for _time in range(19):
            device.throttle_increment()
            waits.append(device.wait().total_seconds())
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-2:] == [65536, 65536]


def test_the_wait_ends(device):
    device.throttle_increment()
    assert not device.verify_is_allowed()[0]
    with clock.set_to(clock.now() + timedelta(seconds=1)):
        assert device.verify_is_allowed() == (True, None)
        assert verify_token(device.user, device.persistent_id, device.current_code()) == device
    device.refresh_from_db()
    assert device.wait() is None


def test_recovery_codes_are_long_and_different():
    codes = new_codes()
    assert len(set(codes)) == 10
    # 112 bits are 23 letters and figures of 5 bits each.
    assert {len(code.replace("-", "")) for code in codes} == {23}


def test_new_recovery_codes_replace_the_old(cast):
    user = cast.user("carys")
    kept = RecoveryCode(user=user, name="codes")
    old, new = new_codes(), new_codes()
    kept.keep(old)
    kept.keep(new)
    assert verify_token(user, kept.persistent_id, old[0]) is None
    kept.throttle_reset()
    assert verify_token(user, kept.persistent_id, new[0]) == kept


def test_the_same_code_of_two_people_has_two_hashes(cast):
    codes = new_codes()
    kept = []
    for name in ("carys", "petra"):
        kept.append(RecoveryCode(user=cast.user(name), name="codes"))
        kept[-1].keep(codes)
    assert not set(map(bytes, kept[0].hashes)) & set(map(bytes, kept[1].hashes))


def test_letters_in_groups():
    assert in_groups("ABCDEFG", of=3, by="-") == "ABC-DEF-G"
