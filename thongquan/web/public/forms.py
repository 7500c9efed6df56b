"""The sign-in form, and the names of security keys."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from thongquan.queries.access import username_of


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's own form, which also takes the telephone number of a person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.fields["login"]
        own.label = _("Telephone number or user name")
        own.widget = forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"})
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """The user name of whoever owns this telephone number; a user name stays as it is."""
        return username_of(super().clean_login())


class KeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new security key; its name is asked in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
