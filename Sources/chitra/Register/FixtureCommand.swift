import ArgumentParser
import Enrolment
import Entitlement
import Fixture
import Foundation
import Glibc
import Intake
import Ledger
import Store
import Workflow

/// `chitra fixture`.
struct FixtureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixture",
        abstract:
            "Dữ liệu giả để thử: không có người thật. / Made-up data for trying; no real person.",
        subcommands: [FixturePeopleCommand.self, FixtureOpeningCommand.self],
        aliases: ["mau"]
    )
}

/// Options of the made-up people.
struct PeopleOptions: ParsableArguments {
    @Option(help: "Bao nhiêu người. / How many people.") var count: Int
    @Option(help: "Số gốc: cùng số cho cùng tệp. / The seed: the same seed gives the same bytes.")
    var seed: UInt64
    @Option(
        help: """
            Mã đơn vị; nêu nhiều lần cho nhiều đơn vị; không nêu: mọi đơn vị. / A unit's code; give \
            it again for more; all units without it.
            """
    )
    var unit: [String] = []
    @Option(help: "Tệp sẽ ghi; phải chưa có. / The file to write; it must not be there.") var out:
        String

    /// The people, with so many faulty rows in ten thousand.
    func people(faults: Int) throws -> PeopleGenerator {
        let codes = FixtureUnit.all.map(\.code)
        guard (0...100_000_000).contains(count), (0...1_000).contains(faults),
            unit.allSatisfy({ codes.contains($0) })
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi:
                        "--count đến 100.000.000, --faults đến 0.1, --unit trong \(codes.joined(separator: ", "))",
                    en:
                        "--count to 100,000,000, --faults to 0.1, --unit of \(codes.joined(separator: ", "))"
                )
            )
        }
        return PeopleGenerator(
            count: count,
            seed: seed,
            faultsPerTenThousand: faults,
            units: unit.isEmpty ? nil : unit
        )
    }

    /// Opens the output for the bytes that come.
    func withOutput(_ body: (([UInt8]) throws -> Void) throws -> Void) throws {
        let file = unsafe Glibc.open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw StoreError.unwritable(path: out, error: errno) }
        defer { close(file) }
        try body { try DurableFiles.writeAll($0, to: file, path: out) }
    }
}

/// `chitra fixture people`.
struct FixturePeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "Tệp đối tượng giả. / A made-up register file.",
        aliases: ["nguoi"]
    )

    @OptionGroup var options: PeopleOptions
    @Option(
        help: """
            Tỷ lệ dòng lỗi, ví dụ 0.01; loại lỗi in ra stderr. / The share of faulty rows, such as \
            0.01; their kinds print to stderr.
            """
    )
    var faults = "0"
    @OptionGroup var common: CommonOptions

    func run() throws {
        // A share of rows, no money: it becomes a whole number of ten-thousandths below.
        guard let rate = Double(faults), rate >= 0, rate <= 0.1 else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "--faults từ 0 đến 0.1", en: "--faults is 0 to 0.1")
            )
        }
        let people = try options.people(faults: Int((rate * 10_000).rounded()))
        try options.withOutput { sink in
            for place in try people.write(to: sink) {
                common.console.note("\(options.out):\(place.line): \(place.fault.rawValue)")
            }
        }
        let console = common.console
        let count = console.count(options.count, vi: "người giả", en: "person", many: "persons")
        console.say(
            Phrase(vi: "\(options.out): \(count)", en: "\(options.out): \(count), made up")
        )
        console.next("chitra register import \(options.out) --key maker.key")
    }
}

/// `chitra fixture opening`.
struct FixtureOpeningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opening",
        abstract: "Danh sách đã chi của những người giả đó. / What those people were paid before.",
        aliases: ["dau-ky"]
    )

    @OptionGroup var options: PeopleOptions
    @Option(help: "Tháng đầu đã chi, dạng 2026-07. / The first month paid, as 2026-07.") var from:
        String
    @Option(help: "Tháng cuối đã chi, dạng 2026-10. / The last month paid, as 2026-10.") var to:
        String
    @Option(
        help:
            "Luật biết đến ngày này, dạng 2026-09-30. / The law as known on this day, as 2026-09-30."
    ) var known: String
    @OptionGroup var common: CommonOptions

    func run() throws {
        let first = try month(from, option: "--from")
        let last = try month(to, option: "--to")
        let known = try day(known, option: "--known")
        guard first <= last else {
            throw StepRefusal(.usage, Phrase(vi: "--from sau --to", en: "--from is after --to"))
        }
        let months = (0...Int(last.number - first.number)).map { first.advanced(byMonths: $0) }
        let list = OpeningGenerator(people: try options.people(faults: 0), months: months)
        var laws: [String: LawOfMonth] = [:]
        func law(_ place: String, _ month: CalendarMonth) -> LawOfMonth {
            if let law = laws["\(place) \(month)"] { return law }
            let law = LawOfMonth(.shipped, place: place, month: month, known: known)
            laws["\(place) \(month)"] = law
            return law
        }
        try options.withOutput { sink in
            try list.write(
                paid: { person, month in
                    law(person.unit.provinceCode, month).owedLines(
                        Self.registered(person, known: known),
                        unit: person.unit.code
                    ).map { ($0.programme, $0.category, $0.kind, $0.source, $0.amount) }
                },
                to: sink
            )
        }
        let console = common.console
        console.say(
            Phrase(
                vi: "\(options.out): đã chi từ \(first) đến \(last)",
                en: "\(options.out): paid from \(first) to \(last)"
            )
        )
        console.next("chitra register opening \(options.out) --key chief-accountant.key")
    }

    /// The made-up person as a register has them.
    private static func registered(_ person: GeneratedPerson, known: CivilDate) -> Person {
        Person(
            number: Int64(person.row) + 1,
            nationalID: person.nationalID,
            name: person.name,
            birth: person.birth,
            sex: person.sex == .male ? .male : .female,
            household: person.household,
            payee: Int64(person.row) + 1,
            authorityEnds: nil,
            way: nil,
            claims: [
                Claim(
                    category: person.category.rawValue,
                    unit: person.unit.code,
                    decision: person.decision,
                    signed: person.signed,
                    certificate: person.certificate,
                    ended: nil,
                    known: min(person.signed, known)
                )
            ],
            facts: person.facts.map {
                DatedFact(
                    name: $0.name,
                    value: $0.value,
                    from: person.signed,
                    document: person.decision,
                    known: min(person.signed, known)
                )
            }
        )
    }
}
