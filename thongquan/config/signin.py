"""How allauth behaves in this house: no open sign-up, no second factor stored in clear."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from thongquan.core.pace import client_address


def box() -> Fernet:
    """The cipher for second factors, its key derived from the installation's own secret."""
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"tq second factor").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class AccountAdapter(DefaultAccountAdapter):
    """People are registered through the house's own acts, never through allauth's form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """A browser in which no language was chosen begins in the person's own."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            own = {"zh": "zh-hans"}.get(user.language, user.language)  # type: ignore[attr-defined]
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, own, max_age=365 * 24 * 3600, samesite="Lax",
                                secure=settings.SESSION_COOKIE_SECURE)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address as every limit of the house counts it."""
        return client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""),
                              settings.ALLAUTH_TRUSTED_PROXY_COUNT)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        """How a person proves again that it is he, the usual way first; who has a second factor never by password alone."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        strong = [way for way in ways if way["id"] != "reauthenticate"]
        if strong and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            strong.sort(key=lambda way: "webauthn" not in way["id"])
        return strong or ways


class FactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of authenticator apps and recovery codes before they reach a table."""

    def encrypt(self, text: str) -> str:
        """The sealed form of a secret."""
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret, or cryptography's InvalidToken when the installation's key is another one."""
        return box().decrypt(encrypted_text.encode()).decode()
