"""The web application: rooms put together, guarded, and refused to start if one is not."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from app import __version__, rooms
from app.db.engine import Database, connect
from app.settings import settings
from app.web import errors
from app.web.security import SameSiteOnly, SecureHeaders, policies

STATIC = Path(__file__).parent / "static"


def create_app(
    database: Database | None = None,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """The application on a database (the settings' own by default).

    Args:
        database: where everything is; tests and the demo give their own.
        lifespan: what runs beside it in the same process, such as the worker.

    Raises:
        NakedRoute: a route does not say who may use it.
    """
    app = FastAPI(
        title="Effekt",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan or _alone,
    )
    app.state.database = database or connect(settings().url)
    for router in rooms.ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app, rooms.STATUS)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings().max_upload_bytes)
    app.add_middleware(SameSiteOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings().allowed_hosts))
    app.add_middleware(SecureHeaders)
    policies(app)
    return app


@asynccontextmanager
async def _alone(_app: FastAPI) -> AsyncIterator[None]:
    yield
