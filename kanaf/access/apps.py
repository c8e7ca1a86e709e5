from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kanaf.access"
    label = "access"

    def ready(self) -> None:
        from kanaf.access import audit as chain  # noqa: PLC0415 - models load first
        from kanaf.access import heads  # noqa: F401, PLC0415 - its act of the tick
        from kanaf.core import audit  # noqa: PLC0415

        audit.write_with(chain.write)
