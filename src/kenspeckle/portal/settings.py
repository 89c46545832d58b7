"""Django, set up for public pages: no project folder, no database, no application of Django's.

When another part of kenspeckle has set Django up already (records, in the same process), that stands: the
portal's views, templates and addresses depend on no setting of it.
"""

from __future__ import annotations


def configure() -> None:
    """Set Django up so that public pages can be rendered; a second call does nothing."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        # The records are named, so that they can be opened later in the same process; here they have no database,
        # and a public page that asks for one is a bug and fails.
        INSTALLED_APPS=["kenspeckle.records"],
        DATABASES={},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
    )
    django.setup()
