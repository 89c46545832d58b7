"""Django, set up for public pages: no project folder, no database, no application of Django's.

When another part of kenspeckle has set Django up already (records, in the same process), that stands: the
portal's views, templates and addresses depend on no setting of it.
"""

from __future__ import annotations


def configure() -> None:
    """Set Django up so that public pages can be rendered; a second call does nothing."""
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        DATABASES={},  # a public page that asks for a record is a bug, and fails
        INSTALLED_APPS=[],
        MIDDLEWARE=[],
        USE_I18N=False,
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
        ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]"],
    )
