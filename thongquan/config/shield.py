"""The headers that tell a browser what our pages may do: nothing that does not come from us."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def policy(**extra: str) -> str:
    """The content security policy, with words added to single directives (script_src="…")."""
    added = {name.replace("_", "-"): words for name, words in extra.items()}
    return "; ".join(f"{name} {words} {added.get(name, '')}".strip() for name, words in POLICY.items())


USUAL = policy()
WITH_WASM = policy(script_src="'wasm-unsafe-eval'")


class Shield:
    """Adds the policy to every answer; a view says `response.allows_wasm = True` for the scanner page, or is stricter itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", WITH_WASM if getattr(response, "allows_wasm", False) else USUAL)
        response["Permissions-Policy"] = PERMISSIONS
        response["X-Frame-Options"] = "DENY"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
