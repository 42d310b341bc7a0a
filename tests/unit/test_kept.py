"""What the example keeps beside its database, also when a newer version asks for more."""

from marac_portal.kept import SECRETS, TRAIL, kept_key, kept_secrets
from sharing.seal.checkpoint import read_key


def test_the_secrets_are_made_once(tmp_path):
    path = tmp_path / ".portal" / "secrets"
    values = kept_secrets(path)
    assert set(values) == set(SECRETS)
    assert len(set(values.values())) == len(SECRETS)
    assert kept_secrets(path) == values
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_newer_version_adds_what_is_missing_and_keeps_the_rest(tmp_path):
    path = tmp_path / "secrets"
    path.write_text("SECRET_KEY=as=before\nOLD=stays\n")
    path.with_suffix(".new").write_text("half a line of a start that was broken off")
    values = kept_secrets(path)
    assert (values["SECRET_KEY"], values["OLD"]) == ("as=before", "stays")
    assert set(values) == {*SECRETS, "OLD"}
    assert kept_secrets(path) == values


def test_the_key_is_made_once_and_nobody_else_can_read_it(tmp_path):
    path = tmp_path / ".portal" / "trail.key"
    path.parent.mkdir()
    path.with_suffix(".new").write_text("half a key")
    signer = read_key(kept_key(path))
    assert signer.name == TRAIL
    assert read_key(kept_key(path)) == signer
