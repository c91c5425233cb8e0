// What the tests of this module share: made-up hand-overs, runs in memory, a judge of XML.

import BankSimulator
import Foundation
import Intake
import Ledger
import Testing

/// A file of the test data that lies beside the repository, or where CHITRA_TEST_DATA says.
func testData(_ path: String) -> String {
    let folder = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"]
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let root = folder.map { URL(filePath: $0) } ?? repository.appending(path: "../shared")
    return root.appending(path: path).standardizedFileURL.path
}

/// Whether the official schemas are there.
let hasSchemas = FileManager.default.fileExists(
    atPath: testData("data/iso20022/xsd/pain.002.001.10.xsd")
)

/// A day that is written in a test.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

/// Made-up hand-overs of one unit: a bank's payment order, a bank's table, a desk's list.
enum Handover {
    static let order = "CM0300001-1-1"
    static let table = "CM0400001-1-1"
    static let desk = "CM0300001-2-1"

    /// The id of payment `number` of the order (`A`), the table (`B`) or the desk (`C`).
    static func id(_ file: String, _ number: Int) -> String {
        let digits = String(number)
        return "CM03\(file)" + String(repeating: "0", count: 11 - digits.utf8.count) + digits
    }

    /// The amount of payment `number`.
    static func amount(_ number: Int) -> Int64 { 500_000 + Int64(number) * 1_000 }

    private static func toml(
        _ message: String,
        ending: String,
        list: String,
        account: String,
        count: Int,
        requested: String
    ) -> String {
        let sum = (1...count).reduce(0) { $0 + amount($1) }
        return """
            format = "chitra/handover/1"
            batch = "CM0300001"
            stop = 0
            provider = "bank"

            [[file]]
            name = "\(message)\(ending)"
            list = "\(list)"
            message_id = "\(message)"
            created_at = "2026-11-22T09:00:00+07:00"
            requested = "\(requested)"
            debtor_name = "UBND XA XUAN MAI"
            debtor_account = "\(account)"
            debtor_bank = "970436"
            transfer_count = \(count)
            amount = \(sum)

            """
    }

    private static func payment(_ number: Int) -> String {
        """
        <CdtTrfTxInf><PmtId><EndToEndId>\(id("A", number))</EndToEndId></PmtId><Amt>\
        <InstdAmt Ccy="VND">\(amount(number))</InstdAmt></Amt><CdtrAgt><FinInstnId><ClrSysMmbId>\
        <MmbId>970405</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>VO THI VE</Nm></Cdtr>\
        <CdtrAcct><Id><Othr><Id>98964\(10_000 + number)</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>

        """
    }

    private static func group(_ number: Int, _ payments: ClosedRange<Int>, _ day: String) -> String
    {
        """
        <PmtInf><PmtInfId>\(order)-\(number)</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt>\
        <Dt>\(day)</Dt></ReqdExctnDt><Dbtr><Nm>UBND</Nm></Dbtr><DbtrAcct><Id><Othr>\
        <Id>1500211000003</Id></Othr></Id></DbtrAcct>
        \(payments.map(payment).joined())</PmtInf>

        """
    }

    /// A payment order in two groups, half of the payments each.
    static func orderFolder(
        count: Int = 12,
        requested: String = "2026-11-23",
        path: String = "a/files/bank"
    ) -> HandoverFolder {
        let half = count / 2
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
            <GrpHdr><MsgId>\(order)</MsgId><NbOfTxs>\(count)</NbOfTxs></GrpHdr>
            \(group(1, 1...half, requested))\(group(2, half + 1...count, requested))\
            </CstmrCdtTrfInitn></Document>

            """
        let sheet = toml(
            order,
            ending: ".xml",
            list: "\(order)-list.csv",
            account: "1500211000003",
            count: count,
            requested: requested
        )
        return folder(path, ["handover.toml": sheet, "\(order).xml": xml, "\(order).xml.p7s": ""])
    }

    /// A table with our own list beside it.
    static func tableFolder(count: Int = 5, requested: String = "2026-11-24") -> HandoverFolder {
        var list = "number,transfer_id,name,bank,account,amount,narrative\n"
        for number in 1...count {
            list += "\(number),\(id("B", number)),VO THI VE,970405,98965\(10_000 + number),"
            list += "\(amount(number)),TCXH T11\n"
        }
        let sheet = toml(
            table,
            ending: ".csv",
            list: "\(table)-list.csv",
            account: "1500211000004",
            count: count,
            requested: requested
        )
        return folder(
            "b/files/table-bank",
            [
                "handover.toml": sheet, "\(table)-list.csv": list, "\(table).csv": "unread",
                "\(table).csv.p7s": "",
            ]
        )
    }

    /// A desk's list, with a byte order mark.
    static func deskFolder(count: Int = 8) -> HandoverFolder {
        var list = "\u{FEFF}STT,Mã chi trả,Họ và tên,Số giấy tờ,Số tiền,Ngày nhận,Ký nhận\n"
        for number in 1...count {
            list += "\(number),\(id("C", number)),Phùng Thị Mận,\"001146010599\","
            list += "\(amount(number)),,\n"
        }
        list += ",,Tổng cộng,,\((1...count).reduce(0) { $0 + amount($1) }),,\n"
        let sheet = toml(
            desk,
            ending: ".csv",
            list: "\(desk).csv",
            account: "8800211000003",
            count: count,
            requested: "2026-11-23"
        )
        return folder(
            "c/files/vietnam-post",
            ["handover.toml": sheet, "\(desk).csv": list, "\(desk).csv.p7s": ""]
        )
    }

    static func folder(_ path: String, _ files: [String: String]) -> HandoverFolder {
        HandoverFolder(path: path, names: Set(files.keys)) { name in
            files[name].map { Array($0.utf8) }
        }
    }

    /// All three.
    static var all: [HandoverFolder] { [orderFolder(), tableFolder(), deskFolder()] }

    /// The files in folders, which have no fault.
    static func files(_ folders: [HandoverFolder] = all) throws -> [HandedOverFile] {
        let reading = HandoverReader.read(folders)
        try #require(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        return reading.value
    }
}

/// What a run sent, by `day/name`.
struct Sent {
    /// The files, in the order in which they were sent.
    var files: [SimulatedFile] = []

    /// `day/name` of all files, in order.
    var names: [String] { files.map { "\($0.day)/\($0.name)" } }

    /// The bytes by `day/name`.
    var bytes: [String: [UInt8]] {
        Dictionary(files.map { ("\($0.day)/\($0.name)", $0.bytes) }, uniquingKeysWith: { $1 })
    }

    /// The text of a file; empty where there is none.
    func text(_ name: String) -> String { String(decoding: bytes[name] ?? [], as: UTF8.self) }

    /// All files of an ending in one text.
    func all(_ ending: String) -> String {
        files.filter { $0.name.hasSuffix(ending) }
            .map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    }
}

/// Runs over folders.
func simulate(
    _ folders: [HandoverFolder] = Handover.all,
    plan: String = "",
    credits: String = "",
    through: String = "2026-12-04",
    _ change: (inout SimulationTerms) -> Void = { _ in }
) throws -> Sent {
    let files = try Handover.files(folders)
    var terms = SimulationTerms(through: try day(through))
    let planText = "target,behaviour,detail,day_offset\n" + plan
    let readPlan = BehaviourPlan.read(Array(planText.utf8), file: "plan.csv", for: files)
    try #require(readPlan.diagnostics.isEmpty, "\(readPlan.diagnostics)")
    terms.plan = readPlan.value
    let creditText = "account,day,amount,reference\n" + credits
    let readCredits = FundsCredit.read(Array(creditText.utf8), file: "credits.csv", for: files)
    try #require(readCredits.diagnostics.isEmpty, "\(readCredits.diagnostics)")
    terms.credits = readCredits.value
    change(&terms)
    var simulation = Simulation(files, terms: terms)
    var sent = Sent()
    simulation.run { sent.files.append($0) }
    return sent
}

/// The pieces of a text between two marks, in order.
func pieces(_ text: String, _ open: String, _ close: String) -> [String] {
    text.components(separatedBy: open).dropFirst().map {
        $0.components(separatedBy: close)[0]
    }
}

/// What `xmllint` says against the official schema of a message; empty when all is well.
func schemaFaults(_ files: [[UInt8]], message: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (index, bytes) in files.enumerated() {
        let file = folder.appending(path: "\(index).xml")
        try Data(bytes).write(to: file)
        paths.append(file.path)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/xmllint")
    let schema = testData("data/iso20022/xsd/\(message).xsd")
    process.arguments = ["--noout", "--nonet", "--schema", schema] + paths
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: output, as: UTF8.self)
    return process.terminationStatus == 0 ? "" : text
}
