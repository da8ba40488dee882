"""Every error Citewire raises on purpose.

    CitewireError
    ├── SettingsError        a setting is unknown, malformed or out of bounds
    ├── ArticleError         an article or its file cannot be read
    │   ├── DuplicateArticleError   two articles claim one id
    │   └── FetchError       an address cannot be fetched, or must not be
    ├── HomeError            the home folder cannot be used
    │   ├── HomeMissing      there is no index here yet
    │   ├── HomeLocked       another process owns the home
    │   └── ManifestMismatch the index was built with another model or chunker
    ├── StoreError           the catalog or the vector store is damaged
    │   └── SchemaOutdated   the catalog must be migrated before it can be read
    ├── EmbeddingError       the embedding model cannot be loaded or verified
    ├── RerankingError       the reranking model cannot be loaded or used
    ├── LLMError             the language model cannot be loaded or reached
    ├── CheckingError        the model that checks sentences cannot be loaded or used
    ├── QuestionError        the question is empty or too long
    ├── DraftError           a draft is empty, too long or no text
    ├── ExportError          a file is no export, or cannot be written
    ├── ReportError          an evaluation report cannot be compared or drawn
    ├── ExtraMissing         a part of Citewire that is installed on demand is needed
    └── NotFoundError        no such article

A message is one line: what happened, what was expected, and the next step.
`retryable` says whether the same call may succeed a little later.
"""


class CitewireError(Exception):
    """Root of all errors a caller can act on."""

    retryable: bool = False


class SettingsError(CitewireError):
    """A setting is unknown, malformed or out of bounds."""


class ArticleError(CitewireError):
    """An article, or the file that holds it, cannot be read."""


class DuplicateArticleError(ArticleError):
    """Two articles claim the same id."""


class FetchError(ArticleError):
    """An address cannot be fetched, or must not be."""


class HomeError(CitewireError):
    """The home folder cannot be used."""


class HomeMissing(HomeError):
    """There is no index in this home yet."""


class HomeLocked(HomeError):
    """Another process owns the home."""

    retryable = True


class ManifestMismatch(HomeError):
    """The index was built with another embedding model or chunker than this run uses."""


class StoreError(CitewireError):
    """The catalog or the vector store is damaged."""


class SchemaOutdated(StoreError):
    """The catalog has an earlier schema and was opened to be read only."""


class EmbeddingError(CitewireError):
    """The embedding model cannot be loaded or verified."""


class RerankingError(CitewireError):
    """The reranking model cannot be loaded or used."""


class LLMError(CitewireError):
    """The language model cannot be loaded or reached."""


class CheckingError(CitewireError):
    """The model that checks sentences cannot be loaded or used."""


class QuestionError(CitewireError):
    """The question is empty or too long."""


class DraftError(CitewireError):
    """A draft to be checked is empty, too long or no text."""


class ExportError(CitewireError):
    """A file is no export of answers, or cannot be written."""


class ReportError(CitewireError):
    """An evaluation report cannot be read, compared or drawn."""


class ExtraMissing(CitewireError):
    """A part of Citewire that is installed on demand is needed."""


class NotFoundError(CitewireError):
    """No article has this id."""
