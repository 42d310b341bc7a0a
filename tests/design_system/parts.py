"""Parts of a page, rendered by our templates from the options of the design system."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from sharing.templatetags import components as tags
from tests.design_system.options import Options


def included(name, options, context):
    options.all_taken()
    return render_to_string(f"components/{name}.html", context)


def error_message(options):
    context = {"errors": [options.words_here()], "id": options.take("id")}
    return included("error_message", options, context)


def error_summary(options):
    errors = []
    for item in map(Options, options.take("errorList", [])):
        errors.append({"href": item.take("href"), "text": item.words_here()})
        item.all_taken()
    title = options.take("titleText") or mark_safe(options.take("titleHtml"))
    return included("error_summary", options, {"errors": errors, "title": title})


def button(options):
    classes = options.take("classes", "")
    context = {
        "text": options.words_here(),
        "secondary": classes == "govuk-button--secondary",
        "warning": classes == "govuk-button--warning",
        "classes": "" if classes.startswith("govuk-button--") else classes,
    }
    context |= {name: options.take(name) for name in ("href", "name", "value", "type", "id")}
    return included("button", options, context)


def tag(options):
    colour = options.take("classes", "").removeprefix("govuk-tag--")
    return included("tag", options, {"text": options.words_here(), "colour": colour})


def summary_list(options):
    rows = []
    for row in map(Options, filter(None, options.take("rows"))):
        actions = row.inner("actions")
        items = []
        for item in map(Options, actions.take("items", [])):
            about = item.take("visuallyHiddenText")
            items.append({"href": item.take("href"), "text": item.words_here(), "about": about})
            item.all_taken()
        actions.all_taken()
        rows.append({"key": row.words("key"), "value": row.words("value"), "actions": items})
        row.all_taken()
    no_border = options.take("classes") == "govuk-summary-list--no-border"
    return included("summary_list", options, tags.summary_list(rows, no_border=no_border))


def details(options):
    html = options.take("summaryHtml")
    context = {"summary": mark_safe(html) if html else options.take("summaryText")}
    context |= {"text": options.words_here(), "id": options.take("id")}
    return included("details", options, context | {"open": options.take("open")})


def warning_text(options):
    assert options.take("iconFallbackText", "Warning") == "Warning"
    return included("warning", options, {"text": options.words_here()})


def skip_link(options):
    context = {"text": options.words_here(), "href": options.take("href", "#content")}
    return included("skip_link", options, context)
