// Setup files: every fault once, at its line, with what to do about it.

import Foundation
import Intake
import Testing
import Workflow

struct SetupTests {
    private let good = BooksKind(units: ["NA01"]).setup

    private func findings(_ text: String) -> [Diagnostic] {
        Setup.read(text, file: "setup.toml").diagnostics
    }

    /// The line of the first appearance of a text, from 1.
    private func line(of text: String, in file: String) -> Int? {
        file.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains(text) }.map { $0 + 1 }
    }

    @Test func `a good setup has no fault`() {
        let reading = Setup.read(good, file: "setup.toml")
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(reading.value?.units.map(\.code) == ["NA01"])
    }

    /// What is changed, and the codes of all that is found then.
    @Test(
        arguments: [
            ("list_day = 25", "list_day = 25\nfoo = 1", ["setup-unknown-key"]),
            ("list_day = 25", "list_day = 32", ["setup-list-day"]),
            ("list_day = 25", "list_day = \"25\"", ["setup-list-day"]),
            ("code = \"NA01\"", "code = \"HP01\"", ["setup-unit"]),
            ("code = \"NA01\"", "", ["setup-missing"]),
            ("pays = \"next-month\"", "pays = \"later\"", ["setup-pays"]),
            ("first_month = \"2026-11\"", "first_month = \"11/2026\"", ["setup-month"]),
            ("recompute_from = \"2026-07\"", "recompute_from = \"2026-12\"", ["setup-recompute"]),
            ("provider = \"vietinbank\"", "provider = \"agribnk\"", ["setup-provider"]),
            ("way = \"account\"", "way = \"cheque\"", ["setup-way"]),
            ("way = \"account\"", "wya = \"account\"", ["setup-unknown-key", "setup-missing"]),
            ("bank = \"970415\"", "bank = \"999999\"", ["setup-bank"]),
            ("bank = \"970415\"", "", ["setup-bank"]),
            ("provider = \"vietinbank\"", "provider = \"state-treasury\"", ["setup-bank"]),
            ("role = \"auditor\"", "role = \"boss\"", ["setup-role"]),
            ("\"checker\", \"chief", "\"auditor\", \"chief", ["setup-role"]),
            ("units = [\"*\"]", "units = \"*\"", ["setup-missing"]),
            ("units = [\"*\"]", "units = [\"CM01\"]", ["setup-officer-unit", "setup-role-empty"]),
            ("person = \"001080000001\"", "person = \"001080000001 \"", ["setup-person"]),
            ("person = \"001080000001\"", "person = \"abc\"", ["setup-person"]),
            ("person = \"vietnam-post\"", "person = \"001080000009\"", ["setup-person"]),
            ("UBND XA NA01", "UBND\\u0000XA", ["setup-unreadable"]),
            ("UBND XA NA01", "UBND\\u001bXA", ["text-control"]),
            ("chitra.example/test", "chitra example", ["setup-origin"]),
            ("chitra.example/test", "a+b", ["setup-origin"]),
            ("origin =", "origin", ["setup-unreadable"]),
            ("[[unit.account]]", "[unit.account]", ["setup-unreadable"]),
        ] as [(String, String, [String])]
    )
    func `a fault is named once, with its line and a hint`(
        old: String,
        new: String,
        codes: [String]
    ) throws {
        let place = try #require(good.range(of: old))
        let text = good.replacingCharacters(in: place, with: new)
        let found = findings(text)
        #expect(found.map(\.code) == codes, "\(found)")
        for finding in found {
            #expect(finding.location.line != nil, "\(finding)")
            #expect(finding.hint != nil, "\(finding)")
        }
    }

    @Test func `the line is that of the key, in the table that it stands in`() throws {
        let text = BooksKind(units: ["CM01", "NA01"]).setup
            .replacing("provider = \"vietinbank\"", with: "provider = \"agribnk\"")
        let found = findings(text)
        #expect(found.map(\.location.line) == [line(of: "agribnk", in: text)])
    }

    @Test func `a faulty unit is not called no unit, and an empty file says what lacks`() {
        let faulty = findings(good.replacing("first_month", with: "first_moon"))
        #expect(!faulty.contains { $0.code == "setup-no-unit" }, "\(faulty)")
        let empty = findings("")
        #expect(empty.map(\.code) == ["setup-missing", "setup-no-unit"])
        #expect(empty.map { $0.text(in: .english).contains(": :") } == [false, false])
        #expect(empty.allSatisfy { $0.hint != nil })
    }

    @Test func `a unit twice, and two accounts for one way, are faults`() {
        let unit = good.range(of: "[[unit]]").map { good[$0.lowerBound...] } ?? ""
        let officers = unit.range(of: "[[officer]]").map { unit[..<$0.lowerBound] } ?? ""
        #expect(findings(good + "\n" + officers).contains { $0.code == "setup-twice" })
        let ways = good.replacing("way = \"cash\"", with: "way = \"account\"")
        #expect(findings(ways).contains { $0.code == "setup-twice" })
    }

    @Test func `an account belongs to one unit and one way, by whatever BIN its bank is named`()
        throws
    {
        let two = BooksKind(
            units: ["CM01", "CM03"],
            accounts: ["CM01": "1500211000009", "CM03": "1500211000009"]
        ).setup
        #expect(findings(two).map(\.code) == ["setup-account-shared"])
        let last = try #require(two.range(of: "bank = \"970405\"", options: .backwards))
        let other = two.replacingCharacters(in: last, with: "bank = \"970499\"")
        #expect(findings(other).map(\.code) == ["setup-account-shared"])
        // At another bank the same number is another account.
        let elsewhere = BooksKind(
            units: ["CM01", "NA01"],
            accounts: ["CM01": "1500211000009", "NA01": "1500211000009"]
        ).setup
        #expect(findings(elsewhere).isEmpty)
        let ways = good.replacing("880021100000", with: "150021100000")
            .replacing("bank = \"970449\"", with: "bank = \"970415\"")
        #expect(findings(ways).map(\.code) == ["setup-account-shared"])
    }

    @Test func `a text that nests thousands deep is refused, not followed`() {
        let deep = "a = " + String(repeating: "[", count: 30_000) + "\n"
        #expect(findings(deep + good).map(\.code) == ["setup-unreadable"])
    }
}
