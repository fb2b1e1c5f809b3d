"""Static files under names that carry the hashes of their contents."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hash the names of imported scripts too."""

    support_js_module_import_aggregation = True
