from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "kanaf.casework"
    label = "casework"
