from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "kanaf.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        from kanaf.safeguarding import watch  # noqa: F401, PLC0415 - registers the minute's acts once models are loaded
