from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "kanaf.activities"
    label = "activities"
