"""Find the round that an address names."""

from django.http import Http404

from rounds import live
from rounds.live import Live
from rounds.models import Round


def found(slug: str, code: str) -> Live:
    """Its standing, at most a second old; 404 where there is none."""
    try:
        return live.of(slug, code)
    except Round.DoesNotExist:
        raise Http404 from None


def ended(slug: str, code: str) -> Round:
    """A round that has ended; 404 for any other."""
    rounds = Round.objects.select_related("instrument")
    one = rounds.ended().filter(instrument__slug=slug, code=code).first()
    if one is None:
        raise Http404
    return one
