"""Two people with one form open: the second sees both texts."""

from django.urls import reverse

from tests.signing_in import signed_in_client
from tests.visits import hidden, words_of

SAID = "Somebody else changed this since you opened it"
OWN = "You changed this elsewhere since you opened it here"


class Editor:
    """Somebody with a form open, which they fill in after somebody else was quicker."""

    def __init__(self, cast, who, name, *args):
        self.client = signed_in_client(cast, who)
        self.path = reverse(name, args=args)
        self.page = self.client.get(self.path)
        self.shown = hidden(self.page)
        self.typed = {}

    def sends(self, **typed):
        """Send the form as it was opened; return the words of the answer."""
        self.typed = typed
        self.answer = self.client.post(self.path, self.shown | typed)
        assert self.answer.status_code == 422
        assert "<title>Error:" in self.answer.content.decode()
        return words_of(self.answer)

    def sends_again(self):
        return self.client.post(self.path, hidden(self.answer) | self.typed)


def both(page, theirs, mine):
    """Whether the page sets the two texts side by side."""
    return f"What stands now {theirs} What you typed {mine}" in page
