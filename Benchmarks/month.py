"""A month of one commune as whole commands, from an invented register to matched answers.

The same stages are measured by bench.py (time), peers.py (others on the same work) and
instructions.py (instruction counts). Seeds, days and amounts are fixed: the same number of people
gives the same work on every machine.
"""

import csv
import os
import pathlib
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

UNIT = "NA01"
PERIOD = "2026-11"
KNOWN = "2026-11-22"
NOW = "2026-11-22T09:00:00+07:00"
# Of the month in which the National Day gift was paid, for the population of the day before.
GIFT_PERIOD = "2025-08"
GIFT_KNOWN = "2025-08-31"
GIFT_NOW = "2025-08-31T09:00:00+07:00"
# Persons of one household; its head, who comes first, receives for all.
HOUSEHOLD = 4
# Of the month after it.
NEXT_PERIOD = "2026-12"
NEXT_KNOWN = "2026-12-22"
NEXT_NOW = "2026-12-22T09:00:00+07:00"
FIRST_ANSWERS = "2026-11-23"
LAST_ANSWERS = "2026-11-26"

# The unit is on the national rate (no supplement) and with a bank that takes pain.001.
SETUP = """\
origin = "chitra.example/benchmark"

[[unit]]
code = "NA01"
first_month = "{first_month}"
recompute_from = "{recompute_from}"
list_day = 25
pays = "next-month"
roles = ["maker", "checker", "chief-accountant", "account-holder"]

[[unit.account]]
way = "account"
provider = "agribank"
bank = "970405"
account = "1500211000007"
holder = "UBND XA QUYNH LUU"

[[unit.account]]
way = "cash"
provider = "vietnam-post"
bank = "970449"
account = "8800211000007"
holder = "UBND XA QUYNH LUU"
"""

OFFICER = """
[[officer]]
role = "{role}"
person = "{person}"
name = "{name}"
units = ["*"]
"""

OFFICERS = [
    ("maker", "001080000001", "Lê Thị Lập"),
    ("checker", "001080000002", "Phạm Văn Kiểm"),
    ("chief-accountant", "001080000003", "Trần Thị Toán"),
    ("account-holder", "001080000004", "Nguyễn Văn Chủ"),
    ("provider", "vietnam-post", "Bưu Điện"),
]


@dataclass(frozen=True)
class Scenario:
    """What is due in the month: how far back the unit computes again."""

    name: str
    recompute_from: str
    told: str
    # Whether the month before was paid by the same books.
    follows: bool = False
    # Whether everybody gets the gift alone, paid to the head of the household.
    is_gift: bool = False
    # The month that is paid, the day of what is known, and when all is done.
    period: str = PERIOD
    known: str = KNOWN
    now: str = NOW


SCENARIOS = {
    scenario.name: scenario
    for scenario in [
        Scenario("single", "2026-11", "the month alone, one line a transfer"),
        Scenario("arrears", "2026-07", "four earlier open months and a new rate, five lines each"),
        Scenario(
            "following",
            "2026-11",
            "the month after one that the same books paid, which is computed again",
            follows=True,
        ),
        Scenario(
            "gift",
            GIFT_PERIOD,
            "the National Day gift for everybody, paid to the head of a household of four",
            is_gift=True,
            period=GIFT_PERIOD,
            known=GIFT_KNOWN,
            now=GIFT_NOW,
        ),
    ]
}

# What belongs to the whole: the batch path without the people's time.
WHOLE = [
    "batch draft",
    "batch submit",
    "batch approve, checker",
    "batch approve, chief accountant",
    "batch approve, account holder",
    "batch issue",
]


@dataclass(frozen=True)
class Stage:
    """One command of the month."""

    name: str
    command: list[str]
    # Files and folders that it reads from end to end.
    reads: list[pathlib.Path] = field(default_factory=list)
    # What its cost is divided by: "row", "transfer" or "status".
    unit: str = "transfer"


@dataclass
class Month:
    """The books of one commune in a folder of their own, which must be empty."""

    programs: pathlib.Path
    folder: pathlib.Path
    scenario: Scenario
    people: int
    seed: int = 1
    # Whether banks answer; whether files are rendered a second time, on a copy of the books.
    with_answers: bool = True
    with_stop: bool = True

    @property
    def books(self) -> pathlib.Path:
        """The folder of the books."""
        return self.folder / "books"

    @property
    def code(self) -> str:
        """The code of the batch that is measured."""
        return UNIT + ("00002" if self.scenario.follows else "00001")

    @property
    def batch(self) -> pathlib.Path:
        """The folder of the sealed batch."""
        return self.books / "batches" / self.code

    @property
    def now(self) -> str:
        """When the batch that is measured is made."""
        return NEXT_NOW if self.scenario.follows else self.scenario.now

    @property
    def database_bytes(self) -> int:
        """Bytes of the database with its log, and of the checkpoints."""
        return sum(p.stat().st_size for p in self.books.iterdir() if p.is_file())

    def stages(self) -> Iterator[Stage]:
        """The commands in order; each is made when the one before it has run."""
        self._write_papers()
        yield self._stage(
            "init",
            ["init", self.books, "--setup", self.folder / "setup.toml"],
            ["--demo-keys", self.folder / "keys", "--now", self.scenario.now],
        )
        yield from self._preparation()
        if self.scenario.follows:
            for stage in self._batch_path(PERIOD, KNOWN, NOW):
                yield replace(stage, name=f"month before, {stage.name}")
            yield from self._batch_path(NEXT_PERIOD, NEXT_KNOWN, NEXT_NOW)
        else:
            when = self.scenario
            yield from self._batch_path(when.period, when.known, when.now)
        yield from self._proofs()
        # Banks answer for the month that they were given first.
        if self.with_answers and not self.scenario.follows and not self.scenario.is_gift:
            yield from self._answers()

    def _preparation(self) -> Iterator[Stage]:
        people = self.folder / "people.csv"
        yield self._stage(
            "fixture people",
            ["fixture", "people", "--count", self.people, "--seed", self.seed],
            ["--unit", UNIT, "--out", people],
            unit="row",
        )
        if self.scenario.is_gift:
            give_to_all(people)
        yield self._stage(
            "register import",
            ["register", "import", people],
            self._signed("maker"),
            reads=[people],
            unit="row",
        )
        people.unlink()
        receive = self.folder / "receive.csv"
        yield self._stage(
            "ledger receive", ["ledger", "receive", receive], self._signed("chief-accountant")
        )

    def _batch_path(self, period: str, known: str, now: str) -> Iterator[Stage]:
        scope = ["--period", period, "--unit", UNIT]
        draft = ["batch", "draft", *scope, "--known", known]
        yield self._stage("batch draft", draft, self._signed("maker", now))
        yield self._stage("batch check", ["batch", "check", *scope], self._signed("checker", now))
        submit = ["batch", "submit", *scope, "--accept-unverified"]
        yield self._stage("batch submit", submit, self._signed("maker", now))
        for role in ["checker", "chief-accountant", "account-holder"]:
            yield self._stage(
                "batch approve, " + role.replace("-", " "),
                ["batch", "approve", *scope, "--role", role],
                self._signed(role, now),
            )
        # Twice the months would take twice the copies.
        if self.with_stop and not self.scenario.follows:
            yield from self._stop_on_a_copy()
        holder = self._signed("account-holder", now)
        yield self._stage("batch issue", ["batch", "issue", *scope], holder)

    def _stop_on_a_copy(self) -> Iterator[Stage]:
        """Takes one person's lines away, for which every file of the batch is rendered again."""
        with open(self.batch / "lines-0001.csv", encoding="utf-8", newline="") as file:
            person = next(csv.DictReader(file))["person"]
        copy = self.folder / "copy"
        shutil.copytree(self.books, copy)
        # What the copy left to be written must not be paid for by the stages that follow.
        os.sync()
        yield self._stage(
            "batch stop",
            ["batch", "stop", "--batch", self.code, "--person", person],
            ["--from-month", self.scenario.recompute_from, "--cause", "refused"],
            ["--document", "TB-01/2026", "--books", copy],
            ["--key", self._key("account-holder"), *self._signed("chief-accountant")],
        )
        shutil.rmtree(copy)
        os.sync()

    def _proofs(self) -> Iterator[Stage]:
        yield self._stage("verify", ["verify", "--now", self.now], reads=[self.books])
        roots = self.folder / "keys" / "authority.pem"
        yield self._stage(
            "chitra-verify",
            [self.batch, "--roots", roots, "--at", self.now],
            reads=[self.batch],
            program="chitra-verify",
        )

    def _answers(self) -> Iterator[Stage]:
        answers = self.folder / "answers"
        yield self._stage(
            "bank simulate",
            ["bank", "simulate", self.books / "batches", "--out", answers, "--seed", self.seed],
            ["--through", LAST_ANSWERS, "--rejects", "0.02"],
            ["--provider-key", self._key("provider")],
        )
        first = sorted((answers / FIRST_ANSWERS).glob("*.pain002.xml"))
        yield from self._taken_in("statuses", first, FIRST_ANSWERS, "status")
        rest = sorted({*answers.glob("*/*.xml"), *answers.glob("*/*.csv")} - set(first))
        yield from self._taken_in("statements", rest, LAST_ANSWERS, "transfer")

    def _taken_in(
        self, what: str, files: list[pathlib.Path], day: str, unit: str
    ) -> Iterator[Stage]:
        signed = self._signed("maker", now=f"{day}T17:00:00+07:00")
        yield self._stage(
            f"bank results, {what}",
            ["bank", "results", *files],
            signed,
            reads=files,
            unit=unit,
        )
        yield self._stage(f"reconcile, {what}", ["reconcile"], signed, unit=unit)

    def _stage(
        self,
        name: str,
        *words: Sequence[object],
        reads: list[pathlib.Path] | None = None,
        unit: str = "transfer",
        program: str = "chitra",
    ) -> Stage:
        command = [str(word) for part in words for word in part]
        return Stage(name, [str(self.programs / program), *command], reads or [], unit)

    def _key(self, role: str) -> pathlib.Path:
        return self.folder / "keys" / f"{role}.key"

    def _signed(self, role: str, now: str | None = None) -> list[object]:
        return ["--key", self._key(role), "--now", now or self.scenario.now]

    def _write_papers(self) -> None:
        """Setup and money: more of it than any of the sizes needs."""
        first_month = self.scenario.period
        year, day = first_month[:4], self.scenario.known
        setup = SETUP.format(
            first_month=first_month, recompute_from=self.scenario.recompute_from
        )
        for role, person, name in OFFICERS:
            setup += OFFICER.format(role=role, person=person, name=name)
        (self.folder / "setup.toml").write_text(setup, encoding="utf-8")
        received = ["event,unit,year,source,provider,amount,document,day"]
        for source in ["local", "central", "city"]:
            received.append(
                f"estimate,{UNIT},{year},{source},,{9 * 10**14},QD-1/{year},{year}-01-05"
            )
            for provider in ["agribank", "vietnam-post"]:
                received.append(
                    f"advance,{UNIT},{year},{source},{provider},{3 * 10**14},"
                    f"RDT-{provider}/{year},{day}"
                )
        (self.folder / "receive.csv").write_text("\n".join(received) + "\n", encoding="utf-8")


def give_to_all(people: pathlib.Path) -> None:
    """Makes a list of invented persons one of the gift: each of a household, paid to its head."""
    old = people.with_suffix(".old")
    people.rename(old)
    with (
        open(old, encoding="utf-8", newline="") as rows,
        open(people, "w", encoding="utf-8", newline="") as out,
    ):
        reader = csv.DictReader(rows)
        writer = csv.DictWriter(out, reader.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        head: dict[str, str] = {}
        unborn = 0
        for place, row in enumerate(reader):
            # Instead of who was not born yet somebody is who was, in another province.
            if row["birth_date"] >= GIFT_KNOWN:
                row["birth_date"] = "2024" + row["birth_date"][4:]
                row["national_id"] = f"001{row['national_id'][3]}24{unborn:06}"
                unborn += 1
            row |= {
                "category": "gift-2025-09-02",
                "decision": "DS-QUA/2025",
                "signed": "2025-08-30",
                "certificate": "",
                "facts": "",
                "document": "DS-QUA/2025",
                "authority_until": "",
                **{f"payee_{part}": "" for part in ["id", "name", "birth", "sex"]},
            }
            if place % HOUSEHOLD == 0:
                head = row
            else:
                row |= {
                    "household": head["household"],
                    "payee_id": head["national_id"],
                    "payee_name": head["full_name"],
                    "payee_birth": head["birth_date"],
                    "payee_sex": head["sex"],
                    **{part: head[part] for part in ["pay_by", "bank", "account"]},
                }
            writer.writerow(row)
    old.unlink()


@dataclass(frozen=True)
class Volume:
    """What a sealed batch comes to."""

    transfers: int
    lines: int
    # The sealed folder: decision list, bank files, lists of transfers, signatures.
    sealed_bytes: int


def volume(month: Month) -> Volume:
    """Reads what a sealed batch holds from the sheet that is signed with it."""
    with open(month.batch / "batch.toml", "rb") as file:
        sheet = tomllib.load(file)
    return Volume(sheet["transfer_count"], sheet["line_count"], size_of([month.batch]))


def statuses(files: list[pathlib.Path]) -> int:
    """How many transfers the reports of banks (pain.002) say something of."""
    total = 0
    for path in files:
        with open(path, "rb") as file:
            total += sum(line.count(b"<TxSts>") for line in file)
    return total


def size_of(paths: list[pathlib.Path]) -> int:
    """Bytes of files, and of folders with all that is in them."""
    total = 0
    for path in paths:
        files = path.rglob("*") if path.is_dir() else [path]
        total += sum(p.stat().st_size for p in files if p.is_file())
    return total
