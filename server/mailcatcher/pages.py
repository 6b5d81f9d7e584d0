"""The pages of the mail catcher: the list, one mail in its parts, and the same as JSON."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from server.mailcatcher.store import Mail, Store

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
OURS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# A mail may hold anything: it is shown in a sandbox without scripts, its links open elsewhere.
THEIRS = OURS | {
    "Content-Security-Policy": "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
}


def create_app(store: Store) -> Starlette:
    def found(request: Request) -> Mail:
        mail = store.get(request.path_params["name"])
        if mail is None:
            raise HTTPException(404, "no such mail")
        return mail

    def overview(_: Request) -> Response:
        return HTMLResponse(PAGES.get_template("list.html").render(mails=store.all()), headers=OURS)

    def one(request: Request) -> Response:
        return HTMLResponse(PAGES.get_template("mail.html").render(mail=found(request)), headers=OURS)

    def html(request: Request) -> Response:
        return HTMLResponse(found(request).part("html"), headers=THEIRS)

    def raw(request: Request) -> Response:
        return PlainTextResponse(found(request).raw, headers=OURS)

    def empty(_: Request) -> Response:
        store.empty()
        return RedirectResponse("/", status_code=303, headers=OURS)

    def as_list(_: Request) -> Response:
        return JSONResponse([mail.summary() for mail in store.all()], headers=OURS)

    def as_object(request: Request) -> Response:
        mail = found(request)
        parts = {"text": mail.part("plain"), "html": mail.part("html")}
        headers = [[name, str(value)] for name, value in mail.message.items()]
        return JSONResponse({**mail.summary(), "headers": headers, **parts}, headers=OURS)

    return Starlette(
        routes=[
            Route("/", overview),
            Route("/empty", empty, methods=["POST"]),
            Route("/mails.json", as_list),
            Route("/mails/{name}.json", as_object),
            Route("/mails/{name}", one),
            Route("/mails/{name}/html", html),
            Route("/mails/{name}/raw", raw),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
