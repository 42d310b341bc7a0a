"""What the page of a view is called, in the words that stand in its template."""

from functools import cache
from typing import cast

from django.template import Context
from django.template.backends.django import Template as Loaded
from django.template.base import Node, TextNode
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode
from django.templatetags.i18n import TranslateNode

# The blocks that name a page, the first one found nearest to the page.
NAMING = ("page_name", "title")


def title_of(template_name: str) -> str:
    """Return the title of the pages of this template, in the reader's language; an empty text if
    that depends on what the page shows."""
    nodes = _title(template_name)
    return "".join(node.render(Context()) for node in nodes).strip()


@cache
def _title(template_name: str) -> tuple[Node, ...]:
    """Return what the title is made of, if nothing in it depends on what the page shows."""
    loaded = cast(Loaded, get_template(template_name)).template
    extends = next((one for one in loaded.nodelist if isinstance(one, ExtendsNode)), None)
    blocks = extends.blocks if extends else {}
    block = next((blocks[name] for name in NAMING if name in blocks), None)
    nodes = tuple(block.nodelist) if block else ()
    return nodes if all(isinstance(one, TextNode | TranslateNode) for one in nodes) else ()
