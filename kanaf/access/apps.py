from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kanaf.access"
    label = "access"

    def ready(self) -> None:
        from kanaf.access import audit as chain  # noqa: PLC0415 - models load first
        from kanaf.core import audit  # noqa: PLC0415

        audit.write_with(chain.write)
