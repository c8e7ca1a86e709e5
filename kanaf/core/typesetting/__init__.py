"""Sets documents with Typst, in fonts of ours and no other. A process of its own: see `kanaf.core.documents`."""
