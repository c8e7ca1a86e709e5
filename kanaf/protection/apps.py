from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "kanaf.protection"
    label = "protection"

    def ready(self) -> None:
        from kanaf.protection import actions  # noqa: F401, PLC0415 - its acts of the tick
