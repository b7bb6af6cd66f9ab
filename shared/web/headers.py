"""What a browser is told with every page: nothing from elsewhere, nothing inline, nothing kept."""

from __future__ import annotations

from shared.languages import Language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def page_headers(language: Language, more: str = "", *, cache: str = "no-store") -> dict[str, str]:
    """`more` is added to the policy, as the worker of the phone app needs."""
    return {
        "content-security-policy": POLICY + more,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cache-control": cache,
        "content-language": language,
        "vary": "cookie, accept-language",
    }
