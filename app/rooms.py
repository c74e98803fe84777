"""Every room of the web application, and what each room's refusals answer with."""

from app.accounts import admin_pages
from app.accounts import pages as account_pages
from app.accounts.sign_in import TooManyAttempts
from app.catalogue import pages as catalogue_pages
from app.home import pages as home_pages
from app.home import system_pages

ROUTERS = (
    account_pages.router,
    admin_pages.router,
    catalogue_pages.router,
    home_pages.router,
    system_pages.router,
)
STATUS: dict[type[Exception], int] = {TooManyAttempts: 429}
