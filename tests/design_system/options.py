"""The options that the design system gives a fixture."""

from django.utils.safestring import mark_safe


class Options(dict):
    """The options of a fixture. What nobody took at the end would have been left unproved."""

    def take(self, name, otherwise=None):
        return self.pop(name, otherwise)

    def inner(self, name):
        """Options within an option; they must be used up as well."""
        return Options(self.pop(name, None) or {})

    def words(self, name):
        """`{"text": …}` or `{"html": …}` as Django has it: escaped, or marked safe."""
        given = self.inner(name)
        words = given.words_here()
        given.all_taken()
        return words

    def words_here(self):
        text, html = self.take("text", ""), self.take("html")
        return mark_safe(html) if html else text

    def all_taken(self):
        assert not self, f"no template takes the options {dict(self)}"
