"""{% load terms %}{% term "yield" %}: the word, leading to its page of the knowledge base."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bets.knowledge.pages import named

register = template.Library()


@register.simple_tag
def term(word: str, shown: str = "") -> SafeString:
    """A link from a word (or from `shown` in its place). Raises KeyError for a word without a page."""
    address = reverse("knowledge:page", args=[named()[word.casefold()].slug])
    return format_html('<a class="term" href="{}">{}</a>', address, shown or word)
