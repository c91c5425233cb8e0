// The samples of docs/files.md are taken in as they stand there, and its lists are whole.

import BankFiles
import Enrolment
import Entitlement
import Foundation
import Intake
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct SampleFileTests {
    @Test func `every sample is taken in, and a month is paid with them`() throws {
        let office = try Office.approved()
        let status = try office.must("batch status --period 2026-11").output
        #expect(status.contains("1,450,000 VND"))
        let events = try office.must("register import events.csv --key keys/maker.key")
        #expect(events.output.contains("2 rows, 0 new persons, 2 changed, 0 warnings"))
        let fees = try office.must("ledger receive fees.csv --key keys/chief-accountant.key")
        #expect(fees.output.split(separator: "\n").count == 3)
        let lines = try office.must("ledger assign-lines lines.csv --key keys/chief-accountant.key")
        #expect(lines.output.contains("NA01 2026 central budget: 1-035-398-–-12 (2025-01-01)"))
        let names = Set(try Office.samples().keys)
        #expect(
            names == [
                "setup.toml", "register.csv", "events.csv", "opening.csv", "receive.csv",
                "fees.csv", "lines.csv", "cash-results.csv", "check-receipt.sh",
            ]
        )
    }

    @Test func `the list of cash paid answers the cash list of that month`() throws {
        let text = try #require(try Office.samples()["cash-results.csv"])
        let reading = ResultListReader.read(Array(text.utf8), file: "cash-results.csv")
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        let fact = try #require(reading.value.facts.first)
        let office = try Office.approved()
        let folder = "\(office.folder)/books/batches/NA0100001/files/vietnam-post"
        let list = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".csv") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
        #expect(list.contains("\(try #require(fact.references.endToEnd)),"))
        let page = try String(contentsOfFile: "\(folder)/handover.toml", encoding: .utf8)
        #expect(page.contains("\"\(try #require(fact.references.message))\""))
    }

    @Test func `the table of columns names each column with headings that are taken`() throws {
        let text = try String(contentsOfFile: "\(Office.project)/docs/files.md", encoding: .utf8)
        var named: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let column = cells[0].filter { $0 != "`" }
            named.insert(column)
            for heading in cells[1].split(separator: ",") {
                #expect(RegisterColumn(heading: String(heading))?.rawValue == column, "\(heading)")
            }
        }
        #expect(named == Set(RegisterColumn.allCases.map(\.rawValue)))
    }

    @Test func `the list of facts is that of the law`() throws {
        let text = try String(contentsOfFile: "\(Office.project)/docs/files.md", encoding: .utf8)
        for fact in RuleBook.shipped.facts where !fact.isEvent {
            let after = try #require(text.range(of: "`\(fact.name)` ("), "\(fact.name)").upperBound
            let values = text[after...].prefix { $0 != ")" }
            let wanted = fact.count == nil ? Set(fact.values) : ["a number"]
            #expect(Set(values.split(separator: ", ").map(String.init)) == wanted)
        }
    }

    @Test func `a person's number is found without naming them on the command line`() throws {
        let office = try Office.ready()
        let run = try office.run("register find", input: "040042000012\n040186000099\n")
        #expect(run.code == 0)
        #expect(run.output == "2\n–\n")
        #expect(try office.run("register find", input: "040\n").code == 65)
    }
}
