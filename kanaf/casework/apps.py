from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "kanaf.casework"
    label = "casework"

    def ready(self) -> None:
        from kanaf.casework import rules  # noqa: F401, PLC0415 - whose identity a closed case closes
