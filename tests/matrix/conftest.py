"""The matrix walks the editor's pages too: the site of the pack is set up once."""

from tests.publication.conftest import django_db_setup

__all__ = ["django_db_setup"]
