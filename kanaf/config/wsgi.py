"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from kanaf.core import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanaf.config.settings")
application = get_wsgi_application()
keys.key("django")  # without its own key a server would sign sessions with a word that everybody can read
