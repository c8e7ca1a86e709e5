from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kanaf.desk"
    label = "desk"

    def ready(self) -> None:
        from kanaf.desk.queries import summary  # noqa: F401, PLC0415 - puts files into words for paper
