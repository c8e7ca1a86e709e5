from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "kanaf.children"
    label = "children"
