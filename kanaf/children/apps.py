from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "kanaf.children"
    label = "children"

    def ready(self) -> None:
        from kanaf.children import keeping  # noqa: F401, PLC0415 - what keeps a child's identity while its family is looked for
