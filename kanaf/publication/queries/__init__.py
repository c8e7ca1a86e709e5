"""Questions about what readers have and what is being prepared for them."""

from kanaf.publication.queries.bulletins import Draft, draft, drafts, news_indexes
from kanaf.publication.queries.figures import awaiting_release, not_shown, options, placeholders, versions_of

__all__ = ["Draft", "awaiting_release", "draft", "drafts", "news_indexes", "not_shown", "options", "placeholders", "versions_of"]
