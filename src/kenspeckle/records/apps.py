"""The records as a Django app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What people do, kept."""

    name = "kenspeckle.records"
    label = "records"
    verbose_name = "Records"
