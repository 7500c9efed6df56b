"""Front page with the sign-in, help, privacy, one's own settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from thongquan.web.public.forms import SignInForm
from thongquan.web.shared.allow import allow
from thongquan.web.shared.context import roles_of
from thongquan.web.shared.navigation import first_page_of


@allow.public
def front(request: HttpRequest) -> HttpResponse:
    """Who is signed in goes to his own first page; everyone else may sign in here."""
    roles = roles_of(request)
    if roles and (target := first_page_of(request.actor)) and target != request.path:
        return HttpResponseRedirect(target)
    if request.user.is_authenticated:
        return render(request, "public/me.html")
    return render(request, "public/front.html", {"form": SignInForm(request=request)})


@allow.public
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to call, what to do when something does not work."""
    return render(request, "public/help.html")


@allow.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long, who sees it."""
    return render(request, "public/privacy.html")


@allow.person
def me(request: HttpRequest) -> HttpResponse:
    """One's own settings: language, look, password, second factors."""
    return render(request, "public/me.html")
