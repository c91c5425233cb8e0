// What the bank's side refuses to read.

import BankSimulator
import Foundation
import Intake
import Ledger
import Testing

@Suite struct ReadingTests {
    /// The order's folder with one file changed; nil takes it away.
    private func order(_ name: String, _ change: (String) -> String?) -> HandoverFolder {
        let folder = Handover.orderFolder()
        var names = folder.names
        let text = change(String(decoding: folder.read(name) ?? [], as: UTF8.self))
        if text == nil { names.remove(name) }
        return HandoverFolder(path: folder.path, names: names) { other in
            other == name ? text.map { Array($0.utf8) } : folder.read(other)
        }
    }

    private func codes(_ folders: [HandoverFolder]) -> [String] {
        HandoverReader.read(folders).diagnostics.map(\.code)
    }

    @Test func `payments, groups and accounts of an order are read`() throws {
        let file = try #require(try Handover.files([Handover.orderFolder()]).first)
        #expect(file.transfers.count == 12 && file.messageName == "pain.001.001.09")
        #expect(file.transfers.map(\.id) == (1...12).map { Handover.id("A", $0) })
        #expect(file.transfers[6].group == "CM0300001-1-1-2")
        #expect(file.transfers[0].account == BankAccountNumber("9896410001"))
        #expect(file.amount == (1...12).reduce(0) { $0 + Handover.amount($1) })
    }

    @Test func `a file that was not signed was not handed over`() throws {
        let reading = HandoverReader.read([order("\(Handover.order).xml.p7s") { _ in nil }])
        #expect(reading.value.isEmpty && !reading.isRefused)
        #expect(reading.diagnostics.map(\.code) == ["not-handed-over"])
    }

    @Test func `what differs from handover.toml is refused`() {
        let xml = "\(Handover.order).xml"
        let changes: [(String, String, String, String)] = [
            (xml, "501000", "501001", "handover-differs"),
            (xml, "<Id>1500211000003<", "<Id>1500211000009<", "handover-differs"),
            (xml, "<MsgId>CM03", "<MsgId>CM04", "handover-differs"),
            (xml, "2026-11-23", "2026-11-24", "handover-differs"),
            (xml, "Ccy=\"VND\"", "Ccy=\"USD\"", "order-payment"),
            (xml, ">501000<", ">501000.5<", "order-payment"),
            (xml, "</Document>", "", "order-unreadable"),
            (xml, "<Document", "<!DOCTYPE a><Document", "order-unreadable"),
            (xml, "pain.001.001.09", "pain.008.001.08", "order-unreadable"),
            ("handover.toml", "chitra/handover/1", "chitra/handover/2", "handover-unreadable"),
            ("handover.toml", "requested = \"2026", "requested = \"26", "handover-file"),
            ("handover.toml", "\"CM0300001-1-1.xml\"", "\"../CM0300001.xml\"", "handover-file"),
            ("handover.toml", "message_id = \"", "message_id = \"../", "handover-file"),
        ]
        for (name, old, new, code) in changes {
            let folder = order(name) { $0.replacing(old, with: new) }
            #expect(codes([folder]).first == code, "\(old) → \(new)")
        }
        #expect(codes([order(xml) { _ in nil }]) == ["handover-missing"])
        #expect(codes([order(xml) { _ in "" }]) == ["order-unreadable"])
    }

    @Test func `a folder that is named twice is refused`() {
        let twice = [Handover.orderFolder(), Handover.orderFolder(path: "z")]
        #expect(codes(twice) == ["handover-repeated"])
    }

    private func planCodes(_ rows: String) throws -> [String] {
        let text = "target,behaviour,detail,day_offset\n" + rows
        let files = try Handover.files()
        return BehaviourPlan.read(Array(text.utf8), file: "p.csv", for: files).diagnostics.map(
            \.code
        )
    }

    @Test func `every fault of a plan is found in one go`() throws {
        let payment = Handover.id("A", 1)
        let cash = Handover.id("C", 1)
        let rows: [(String, String)] = [
            ("\(payment),explode,,", "plan-behaviour"),
            ("\(Handover.id("A", 2)),accept,,61", "plan-day-offset"),
            ("\(Handover.id("A", 3)),accept,,x", "plan-day-offset"),
            ("\(Handover.order),fee,free,", "plan-detail"),
            ("\(Handover.id("A", 4)),return,AC04:x,", "plan-detail"),
            ("\(Handover.id("A", 5)),reject,<b>,", "plan-detail"),
            ("\(Handover.id("A", 6)),accept,AC04,", "plan-detail"),
            ("NOBODY,accept,,", "plan-target-unknown"),
            ("\(payment),lump,,", "plan-behaviour-unfit"),
            ("\(cash),return,AC04,", "plan-behaviour-unfit"),
            ("\(payment),paid,,", "plan-behaviour-unfit"),
            ("\(Handover.table),return,AC04:501000,", "plan-behaviour-unfit"),
        ]
        let all = rows.map(\.0).joined(separator: "\n") + "\n"
        #expect(try planCodes(all) == rows.map(\.1))
        #expect(try planCodes("*,accept,,\n*,lost,,\n") == ["plan-repeated"])
        #expect(try planCodes("*,return,,\n*,unpaid,,\n*,fee,1,\n*,fee,2,\n") == [])
        let files = try Handover.files()
        let headless = BehaviourPlan.read(Array("a,b\n".utf8), file: "p.csv", for: files)
        #expect(headless.diagnostics.map(\.code) == ["table-header"])
    }

    @Test func `faults of credits are found, and accounts of desks are passed over`() throws {
        let rows = [
            "1500211000003,2026-11-20,1.000,A", "1500211000003,20/11/2026,1000,A",
            "1500211000003,2026-11-20,0,A", "1500211000003,2026-11-20,1000,",
            "8800211000003,2026-11-20,1000,A", "1500211000003,2026-11-20,1000,A",
        ]
        let text = "account,day,amount,reference\n" + rows.joined(separator: "\n") + "\n"
        let reading = FundsCredit.read(
            Array(text.utf8),
            file: "c.csv",
            for: try Handover.files()
        )
        #expect(reading.diagnostics.map(\.location.line) == [2, 3, 4, 5, 6])
        #expect(reading.diagnostics.last?.code == "credit-account")
        #expect(reading.diagnostics.last?.severity == .warning)
        #expect(reading.value.count == 1)
    }
}
