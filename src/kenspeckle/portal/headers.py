"""What every page tells the browser to refuse: scripts and styles in the page, other hosts, being framed."""

from __future__ import annotations

META_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The content security policy that a page carries in itself, so that it also holds for a site read from a disk."""

SECURITY_HEADERS = {
    # A page cannot forbid framing in its own text, so a server says that in its header.
    "Content-Security-Policy": f"{META_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
