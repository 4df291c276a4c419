"""One Application per process, made when the first job needs it: after any fork."""

from functools import lru_cache

from contact_api.bootstrap import Application, build
from contact_api.logs import configure_logging
from contact_api.settings import Settings


@lru_cache(maxsize=1)
def app() -> Application:
    """The product in this process."""
    settings = Settings()
    configure_logging(settings.log_level)
    return build(settings)
