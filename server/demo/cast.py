"""The demo's people and dossiers as rows."""

from collections.abc import Iterator

from server.accounts.models import Office, Person, Staff
from server.clock import Instant
from server.demo.script import DossierLine, OfficeScript, Script, ViewLine
from server.dossiers.folding import folded
from server.dossiers.models import Client, Dossier, SavedView, Tag

YEAR = 365 * 86_400_000
TITLES = {"nl": "Zaakvoerder", "fr": "Gérant", "de": "Geschäftsführer"}


class Cast:
    """Who is who, by name."""

    def __init__(self, script: Script, password_hash: str, now: Instant) -> None:
        self.since = now - YEAR
        self.password_hash = password_hash
        self.people: dict[str, Person] = {}
        self.offices: dict[str, Office] = {}
        self.dossiers: dict[str, Dossier] = {}
        self.staff: list[Staff] = []
        self.clients: list[Client] = []
        self.tags: list[Tag] = []
        self.views: list[SavedView] = []
        self._sites = dict(_sites(script))
        for office in script.offices:
            self._found(office)

    def _found(self, script: OfficeScript) -> None:
        office = Office(name=script.name, mailbox=f"kantoor@{script.site}.example", created_at=self.since)
        self.offices[script.name] = office
        for line in script.staff:
            person = self._person(line.name, script.site, line.title, line.language)
            self.staff.append(
                Staff(office_id=office.id, person_id=person.id, role=line.role, joined_at=self.since)
            )
        for number, dossier in enumerate(script.dossiers, script.first_number):
            self._open(office, str(number), dossier)
        for tag, names in script.tags.items():
            self.tags += [self._tag(office, tag, name) for name in names]
        for place, view in enumerate(script.views):
            self.views.append(self._view(office, place, view))

    def _tag(self, office: Office, tag: str, dossier: str) -> Tag:
        id = self.dossiers[dossier].id
        return Tag(dossier_id=id, folded=folded(tag), office_id=office.id, name=tag)

    def _view(self, office: Office, place: int, line: ViewLine) -> SavedView:
        return SavedView(
            office_id=office.id,
            person_id=self.people[line.person].id,
            name=line.name,
            query=line.query,
            shared=line.shared,
            place=place,
        )

    def _open(self, office: Office, number: str, line: DossierLine) -> None:
        title = TITLES[line.language]
        people = [
            (self._person(name, self._sites[name], title, line.language), profile)
            for name, profile in line.profiles()
        ]
        dossier = Dossier(
            office_id=office.id,
            number=number,
            name=line.name,
            vat_number=line.vat_number,
            language=line.language,
            vat_rhythm=line.vat_rhythm,
            responsible_id=self.people[line.responsible].id,
            contact_id=people[0][0].id,
            created_at=self.since,
        )
        self.dossiers[line.name] = dossier
        self.clients += [
            Client(dossier_id=dossier.id, person_id=person.id, profile=profile, since=self.since)
            for person, profile in people
        ]

    def _person(self, name: str, site: str, title: str, language: str) -> Person:
        if name not in self.people:
            first, _, last = name.partition(" ")
            self.people[name] = Person(
                email=f"{_plain(first)}@{site}.example",
                password_hash=self.password_hash,
                first_name=first,
                last_name=last,
                title=title,
                language=language,
                created_at=self.since,
            )
        return self.people[name]


def _sites(script: Script) -> Iterator[tuple[str, str]]:
    """Where a client has his mail: at the first company where he has full access, else at the first."""
    lines = [line for office in script.offices for line in office.dossiers]
    for wanted in ("limited", "full"):
        for line in reversed(lines):
            for name, profile in line.profiles():
                if profile == wanted:
                    yield name, line.site


def _plain(first_name: str) -> str:
    return first_name.lower().translate(str.maketrans("éèëïöü", "eeeiou")).replace(" ", "")
