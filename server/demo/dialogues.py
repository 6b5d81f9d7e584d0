"""The demo's conversations: those of the script, and enough others to fill an office's day."""

from collections.abc import Iterator
from random import Random

from server.accounts.models import Person, Side
from server.clock import Instant
from server.demo.cast import Cast
from server.demo.script import Filler, SaidLine, Script, TalkScript
from server.demo.talks import MINUTE, Said, Talk
from server.demo.times import instant, month, working_day
from server.dossiers.models import Dossier

OPEN = 48  # as many as the design shows


class Dialogues:
    def __init__(self, cast: Cast, now: Instant) -> None:
        self.cast, self.now = cast, now
        self.names = {person.id: person for person in cast.people.values()}
        self.random = Random(20261123)  # noqa: S311

    def all(self, script: Script, fillers: dict[str, list[Filler]]) -> list[Talk]:
        talks = [self._scripted(one) for one in script.conversations]
        first = next(iter(self.cast.offices.values())).id
        missing = OPEN - sum(talk.office == first and not talk.closed for talk in talks)
        heard = {reader for talk in talks for reader in talk.readers}
        new = [one for one in self.cast.dossiers.values() if heard.isdisjoint(self._readers(one))]
        for dossier in [one for one in new if one.office_id == first and self._readers(one)][:missing]:
            talks.append(self._waiting(dossier, fillers[dossier.language]))
        told = {reader for talk in talks if talk.closed for reader in talk.readers}
        for dossier in self.cast.dossiers.values():
            if self._readers(dossier) and told.isdisjoint(self._readers(dossier)):
                talks += self._past(dossier, fillers[dossier.language])
        return talks

    def _scripted(self, script: TalkScript) -> Talk:
        dossier = self.cast.dossiers[script.dossier]
        private_to = self.cast.people[script.private].id if script.private else None
        talk = self._talk(dossier, script.subject, list(self._said(dossier, script.said)), private_to)
        talk.read = {self.cast.people[name].id: upto for name, upto in script.read.items()}
        talk.delivered = {self.cast.people[name].id: upto for name, upto in script.delivered.items()}
        talk.new, talk.settled = script.new, script.settled
        if script.closed:
            who, when = script.closed
            talk.closed = (self.cast.people[who].id, instant(when, self.now))
        return talk

    def _said(self, dossier: Dossier, lines: list[SaidLine]) -> Iterator[Said]:
        staff = set(self._staff(dossier))
        for line in lines:
            who = self.cast.people[line.who].id
            text = line.text.replace("{month}", month(dossier.language, self.now))
            side: Side = "office" if who in staff else "client"
            yield Said(who, side, instant(line.when, self.now), text, line.before)

    def _waiting(self, dossier: Dossier, fillers: list[Filler]) -> Talk:
        """Still open: the office asked, and most clients at least read it."""
        filler = self.random.choice([one for one in fillers if one.owed == "client"])
        talk = self._filled(dossier, filler, self.random.randrange(1, 9))
        if self.random.random() < 0.35:
            unread = len(talk.said) - 1
            talk.read = dict.fromkeys(talk.readers, unread)
            talk.delivered = dict.fromkeys(talk.readers, unread + self.random.randrange(2))
        return talk

    def _past(self, dossier: Dossier, fillers: list[Filler]) -> Iterator[Talk]:
        done = [one for one in fillers if one.owed == "nobody"]
        for filler in self.random.sample(done, self.random.randrange(3)):
            talk = self._filled(dossier, filler, self.random.randrange(15, 80))
            closer = talk.responsible
            talk.closed = (closer, talk.said[-1].at + self.random.randrange(5, 600) * MINUTE)
            yield talk

    def _filled(self, dossier: Dossier, filler: Filler, days: int) -> Talk:
        readers = self._readers(dossier)
        office, client = self._responsible(dossier), self.random.choice(readers)
        at = working_day(days, self.random.randrange(9, 12), self.random.randrange(60), self.now)
        said: list[Said] = []
        for line in filler.said:
            who = office if line.side == "o" else client
            side: Side = "office" if line.side == "o" else "client"
            said.append(Said(who, side, at, self._fill(line.text, dossier, self.names[client])))
            at += self.random.randrange(4, 140) * MINUTE
        return self._talk(dossier, self._fill(filler.subject, dossier, self.names[client]), said, None)

    def _fill(self, text: str, dossier: Dossier, client: Person) -> str:
        filled = text.replace("{month}", month(dossier.language, self.now))
        return filled.replace("{company}", dossier.name).replace("{first}", client.first_name)

    def _talk(self, dossier: Dossier, subject: str, said: list[Said], private_to: int | None) -> Talk:
        return Talk(
            office=dossier.office_id,
            dossier=dossier.id,
            responsible=self._responsible(dossier),
            staff=self._staff(dossier),
            readers=[private_to] if private_to else self._readers(dossier),
            subject=subject.replace("{month}", month(dossier.language, self.now)),
            said=said,
            private_to=private_to,
        )

    def _readers(self, dossier: Dossier) -> list[int]:
        return [
            client.person_id
            for client in self.cast.clients
            if client.dossier_id == dossier.id and client.profile == "full"
        ]

    def _staff(self, dossier: Dossier) -> list[int]:
        return [one.person_id for one in self.cast.staff if one.office_id == dossier.office_id]

    def _responsible(self, dossier: Dossier) -> int:
        if dossier.responsible_id is None:
            raise ValueError(f"nobody is responsible for {dossier.name}")
        return dossier.responsible_id
