"""What a person's stakes are worked out by: how much risk they can bear, and how much may be open at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms_staking import StakingForm
from accounts.models import User
from accounts.requests import MemberRequest
from web.access import member
from web.http import page


@member
def staking(request: MemberRequest) -> HttpResponse:
    """Show and change it."""
    user = request.user
    form = StakingForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("accounts:staking")
    told = {"form": form, "part": user.part_of_kelly}
    return page(request, "accounts/staking.html", told, status=422 if form.errors else None)
