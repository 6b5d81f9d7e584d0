"""Writing templates: an office's own, and its copies of standard ones. Every change is a version; the office's row
is locked, so that two admins take turns and the second one is told what the first did (`VersionConflict`)."""

from collections.abc import Collection

from msgspec import Struct

from server.accounts.principal import Principal
from server.conversations import access
from server.errors import BadRequest, Forbidden, LimitExceeded, NotFound, VersionConflict
from server.ids import new_id
from server.rows import Steps, statement
from server.templates.kept import Kept, ask_for, kept_of, text_of, texts_of
from server.templates.languages import Language
from server.templates.texts import Texts, edited, refuse_faults
from server.templates.variables import Kind
from server.work import Work

MOST = 200  # of an office's own

ADMIN = statement(
    """
    SELECT o.id FROM {v} JOIN office o ON o.id = v.office
    JOIN staff s ON s.office_id = o.id AND s.person_id = v.person AND s.active AND s.role = 'admin'
    JOIN person p ON p.id = s.person_id AND p.active
    ORDER BY o.id {for_update:o}
    """,
    office=int,
    person=int,
)
NAMED = statement(
    """
    SELECT t.id FROM {v} JOIN template t ON t.office_id = v.office AND t.name = v.name AND t.deleted_at IS NULL
    """,
    office=int,
    name=str,
)
COUNTED = statement(
    """
    SELECT count(*) FROM {v} JOIN template t ON t.office_id = v.office
    WHERE t.standard IS NULL AND t.deleted_at IS NULL
    """,
    office=int,
)
BEFORE = statement(
    """
    SELECT x.texts, x.base FROM {v} JOIN template_version x ON x.template_id = v.template AND x.version = v.version
    """,
    template=int,
    version=int,
)
INSERT = statement(
    """
    INSERT INTO template (id, office_id, standard, name, kind, version)
    SELECT v.id, v.office, v.standard, v.name, v.kind, v.version FROM {v}
    """,
    id=int,
    office=int,
    standard=int,
    name=str,
    kind=str,
    version=int,
)
UPDATE = statement(
    """
    UPDATE template SET name = v.name, version = v.version, deleted_at = v.deleted_at FROM {v} WHERE template.id = v.id
    """,
    id=int,
    name=str,
    version=int,
    deleted_at=int,
)
KEEP = statement(
    """
    INSERT INTO template_version (template_id, version, what, name, texts, base, at, by_id)
    SELECT v.template, v.version, v.what, v.name, v.texts, v.base, v.at, v.person FROM {v}
    """,
    template=int,
    version=int,
    what=str,
    name=str,
    texts=str,
    base=str,
    at=int,
    person=int,
)
ORDER = statement(
    "UPDATE office SET languages = v.languages FROM {v} WHERE office.id = v.office", office=int, languages=str
)


class Saved(Struct):
    """A template's number, and the version it has now."""

    template: int
    version: int


class New(Struct, frozen=True):
    """How it will stand: its name, whether it is deleted, and its texts."""

    what: str
    name: str | None
    texts: Texts
    base: Texts
    is_deleted: bool = False


def create(work: Work, by: Principal, kind: Kind, name: str, texts: Texts) -> Steps[Saved]:
    """An office's own template (S46, S52). Errors: `Forbidden`, `TemplateInvalid`, `LimitExceeded`, `BadRequest`."""
    yield from _only_admins(by)
    refuse_faults(texts, kind)
    yield from _free(by.office_id, name)
    counted = yield COUNTED(office=[by.office_id])
    if counted[0][0] >= MOST:
        raise LimitExceeded("An office has at most 200 templates of its own.")
    blank = Kept(None, None, kind, 0, None, False, "", {}, {})
    return (yield from _write(work, by, blank, New("created", name, texts, {})))


def save(
    work: Work,
    by: Principal,
    number: int,
    version: int,
    name: str | None,
    texts: Texts,
    still_right: Collection[Language],
) -> Steps[Saved]:
    """Change one; a standard one becomes the office's copy (S49). `version` is the one that was edited.

    Errors: `Forbidden`, `NotFound`, `VersionConflict`, `TemplateInvalid`, `BadRequest` for a name that is taken.
    """
    kept = yield from _take(by, number, version)
    refuse_faults(texts, kept.kind)
    if kept.standard is None and name is not None and name != kept.name:
        yield from _free(by.office_id, name)
    base = kept.base if kept.is_changed or not kept.standard else kept.standards
    named = None if kept.standard else name or kept.name
    now = edited(kept.texts, texts, still_right)
    if (named, now) == (kept.name, kept.texts):
        return Saved(kept.number, kept.version)
    return (yield from _write(work, by, kept, New("edited", named, now, base)))


def delete(work: Work, by: Principal, number: int, version: int) -> Steps[Saved]:
    """An own one goes; what was sent with it stays as it was (S54). Errors: as of `save`."""
    kept = yield from _take(by, number, version)
    if kept.standard is not None:
        raise BadRequest("A standard template cannot be deleted; reset it.", field="template")
    return (yield from _write(work, by, kept, New("deleted", kept.name, kept.own, {}, is_deleted=True)))


def reset(work: Work, by: Principal, number: int, version: int) -> Steps[Saved]:
    """Back to the standard, in all languages (S50). Errors: as of `save`."""
    kept = yield from _take(by, number, version)
    if not kept.is_changed:
        raise BadRequest("Nothing was changed here.", field="template")
    return (yield from _write(work, by, kept, New("reset", None, {}, {})))


def restore(work: Work, by: Principal, number: int, version: int) -> Steps[Saved]:
    """Undo the reset or the deletion that made this version (P12). Errors: as of `save`."""
    kept = yield from _take(by, number, version, deleted=True)
    if kept.what not in ("reset", "deleted"):
        raise BadRequest("There is nothing to undo.", field="template")
    if kept.name is not None:
        yield from _free(by.office_id, kept.name)
    rows = yield BEFORE(template=[kept.id], version=[kept.version - 1])
    texts, base = map(texts_of, rows[0])
    return (yield from _write(work, by, kept, New("restored", kept.name, texts, base)))


def set_order(work: Work, by: Principal, languages: list[Language]) -> Steps[None]:
    """In which order other languages stand in for a missing one (P3). Errors: `Forbidden`."""
    yield from _only_admins(by)
    yield ORDER(office=[by.office_id], languages=[",".join(languages)])


def _only_admins(by: Principal) -> Steps[None]:
    if not access.may_manage_templates(by):
        raise Forbidden()
    rows = yield ADMIN(office=[by.office_id], person=[by.person_id])
    if not rows:
        raise Forbidden()


def _take(by: Principal, number: int, version: int, *, deleted: bool = False) -> Steps[Kept]:
    """The template as it is now, if that is what the caller saw."""
    yield from _only_admins(by)
    kept = kept_of((yield ask_for(by.office_id, number)), number)
    if kept is None or kept.is_deleted > deleted:
        raise NotFound()
    if kept.version != version:
        raise VersionConflict(field="version")
    return kept


def _free(office: int, name: str) -> Steps[None]:
    rows = yield NAMED(office=[office], name=[name])
    if rows:
        raise BadRequest("There is a template of this name already.", field="name")


def _write(work: Work, by: Principal, kept: Kept, new: New) -> Steps[Saved]:
    id, version = kept.id or new_id(), kept.version + 1
    if kept.id is None:
        yield INSERT(
            id=[id],
            office=[by.office_id],
            standard=[kept.standard],
            name=[new.name],
            kind=[kept.kind],
            version=[version],
        )
    else:
        deleted_at = work.now if new.is_deleted else None
        yield UPDATE(id=[id], name=[new.name], version=[version], deleted_at=[deleted_at])
    yield KEEP(
        template=[id],
        version=[version],
        what=[new.what],
        name=[new.name],
        texts=[text_of(new.texts)],
        base=[text_of(new.base)],
        at=[work.now],
        person=[by.person_id],
    )
    return Saved(kept.standard or id, version)
