"""The settings page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms import ProfileForm
from accounts.requests import MemberRequest
from web.access import member
from web.http import page


@member
def profile(request: MemberRequest) -> HttpResponse:
    """Show and change how the person wants to see things."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.save(update_fields=form.Meta.fields)
        messages.success(request, "Saved.")
        response = redirect("accounts:profile")
        response.delete_cookie("theme")
        return response
    return page(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else None)
