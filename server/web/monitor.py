"""The client monitor over HTTP: staff only."""

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from server.dossiers import views
from server.dossiers.export import csv_of
from server.dossiers.filters import Selection, Whole
from server.dossiers.frames import Choices, Monitor, MonitorRows
from server.dossiers.views import ViewBody, ViewFrame, Views
from server.reading import monitor
from server.reading.choices import choices
from server.reading.monitor import MonitorQuery
from server.web.endpoint import Call, Endpoint

CSV = "text/csv"
SHOWN_AT_MOST = 200


class These(Struct, forbid_unknown_fields=True):
    """Ids, separated by commas."""

    ids: Annotated[str, Meta(pattern=r"^([1-9][0-9]{0,15}(,|$)){0,200}$", max_length=3_400)]


class Order(Struct, forbid_unknown_fields=True):
    ids: Annotated[list[Whole], Meta(max_length=views.AT_MOST)]


async def page(call: Call) -> Monitor:
    """The office's dossiers with what waits in them."""
    return await monitor.monitor(call.door.store, call.by, call.query)


async def some(call: Call) -> MonitorRows:
    """These dossiers as they stand now."""
    ids = [int(id) for id in call.query.ids.split(",") if id]
    return MonitorRows(await monitor.rows_of(call.door.store, call.by, ids))


async def filters(call: Call) -> Choices:
    """What there is to filter by."""
    return await choices(call.door.store, call.by)


async def export(call: Call) -> Response:
    """All of a selection as CSV, with the columns that an import takes."""
    rows = await monitor.every_row(call.door.store, call.by, call.body)
    headers = {"Content-Disposition": 'attachment; filename="dossiers.csv"'}
    return Response(csv_of(rows), media_type=CSV, headers=headers)


async def own_views(call: Call) -> Views:
    """My saved views, then those that colleagues share."""
    return await views.views_of(call.door.store, call.by)


async def save(call: Call) -> ViewFrame:
    """Save a view under a name."""
    return await views.save(call.door.store, call.by, call.body)


async def change(call: Call) -> ViewFrame:
    """Rename, share or change one of mine."""
    return await views.change(call.door.store, call.by, call.id, call.body)


async def drop(call: Call) -> None:
    """Delete one of mine."""
    await views.drop(call.door.store, call.by, call.id)


async def arrange(call: Call) -> None:
    """Put mine in this order."""
    await views.arrange(call.door.store, call.by, call.body.ids)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/monitor", page, Monitor, query=MonitorQuery, office=True),
    Endpoint("GET", "/api/v1/monitor/rows", some, MonitorRows, query=These, office=True),
    Endpoint("GET", "/api/v1/monitor/choices", filters, Choices, office=True),
    Endpoint("POST", "/api/v1/monitor/export", export, takes=Selection, office=True, gives=CSV),
    Endpoint("GET", "/api/v1/views", own_views, Views, office=True),
    Endpoint("POST", "/api/v1/views", save, ViewFrame, takes=ViewBody, office=True),
    Endpoint("POST", "/api/v1/views/{id:int}", change, ViewFrame, takes=ViewBody, office=True),
    Endpoint("DELETE", "/api/v1/views/{id:int}", drop, office=True),
    Endpoint("POST", "/api/v1/views/order", arrange, takes=Order, office=True),
]
