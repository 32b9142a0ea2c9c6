"""Keys for the person's own programs: what there is, making one, revoking one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import tokens as keys
from accounts.forms_gates import TokenForm
from accounts.models import TokenFamily
from accounts.requests import MemberRequest
from web.access import member
from web.context import acting_as
from web.http import page
from web.ratelimit import limited


@member
@never_cache
@limited("token-made", methods={"POST"})
def tokens(request: MemberRequest) -> HttpResponse:
    """The list, and the form; what a new token is, is shown once in the answer to the form and never again."""
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = keys.make(user=request.user, **form.cleaned_data)
        form = TokenForm()
    with acting_as(request.user):
        families = list(TokenFamily.objects.visible_to(request.user)[:200])
    context = {"form": form, "made": made, "families": families}
    return page(request, "accounts/tokens/list.html", context, status=422 if form.errors else None)


@member
@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop a token at once."""
    with acting_as(request.user):
        family = get_object_or_404(TokenFamily.objects.visible_to(request.user), pk=pk)
    keys.revoke(user=request.user, family=family)
    return redirect("accounts:tokens")
