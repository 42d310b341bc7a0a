"""Where the sealer goes on with the sequence, and under which key: at the database's last leaf, if
the database still holds what was sealed here."""

from psycopg2.extensions import cursor as Cursor

from sharing.seal import merkle
from sharing.seal.checkpoint import Signer, size_of, stand_of, text_of
from sharing.seal.kept import KeptInDatabase, holds


class NotSealing(Exception):
    """The sealer must not go on; the message says why."""


def key_in_turn(cursor: Cursor, signer: Signer, next_signer: Signer | None) -> Signer:
    """Return the key that signs now: the next one if it took over before, otherwise the one that it
    may take over from. The first key of a trail is stored.

    Raises `NotSealing` if the trail is sealed with another key, or the next key cannot take
    over."""
    cursor.execute("SELECT verifier FROM seal_key ORDER BY since DESC")
    known = [verifier for (verifier,) in cursor.fetchall()]
    if not known:
        cursor.execute("INSERT INTO seal_key (since, verifier) VALUES (0, %s)", [signer.verifier])
    elif next_signer and known[0] == next_signer.verifier:
        return next_signer
    elif known[0] != signer.verifier:
        raise NotSealing(
            "The trail is sealed with another key than this one. If it was restored from a backup of"
            " before the key was renewed, start this with the key of that time, and hand over again."
        )
    if next_signer and next_signer.name != signer.name:
        raise NotSealing("The next key has the name of another trail.")
    if next_signer and next_signer.verifier in known:
        raise NotSealing("The next key sealed this trail before: make another with make_seal_key.")
    return signer


def taken_up(cursor: Cursor, signer: Signer, signed: str) -> tuple[merkle.Tree, str]:
    """Return the tree in the database with its newest checkpoint.

    Raises `NotSealing` if this key did not sign that checkpoint, the leaves do not fit it, or the
    database does not hold the checkpoint that was `signed` here last."""
    cursor.execute("SELECT size, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1")
    size, note = cursor.fetchone() or (0, "")
    cursor.execute("SELECT count(*) FROM seal_leaf WHERE sequence >= %s", [size])
    beyond = cursor.fetchone() != (0,)
    try:
        tree = merkle.tree(KeptInDatabase(cursor), size)
        is_there = not signed or (size_of(signed) <= size and holds(cursor, signed))
    except LookupError as error:
        raise NotSealing(f"The seal is damaged: {error}") from error
    stand = stand_of(signer.name, size, tree.root())
    is_mine = note.startswith(stand) and signer.signature(text_of(note)) in note
    if beyond or (note and not is_mine):
        raise NotSealing("The seal does not fit its newest checkpoint: verify an export.")
    if not is_there:
        raise NotSealing(
            "The database holds another trail than was sealed here, or a shorter one: nothing"
            " is sealed on top of it. If it was restored from a backup, keep the checkpoint"
            " that was signed last in a file, and start this anew once with --restored and that file."
            f"\n\n{signed}"
        )
    return tree, note
