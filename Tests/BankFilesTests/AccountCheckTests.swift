// What a bank is asked about accounts before a run, and what it says.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct AccountCheckTests {
    private func profile(_ form: String = "csv") throws -> AccountCheckProfile {
        let file = try #require(AccountCheckProfile.shipped(id: "account-names"))
        guard form == "csv" else { return file }
        let text = try shippedText().replacing(
            "form = \"xlsx\"\nsheet = \"Tra cứu\"",
            with: "form = \"csv\""
        )
        return try #require(AccountCheckProfile.read(text, file: "a.toml").value)
    }

    private func shippedText() throws -> String {
        try String(
            contentsOf: repository.appending(
                path: "Sources/BankFiles/Data/account-checks/account-names.toml"
            ),
            encoding: .utf8
        )
    }

    private func questions() throws -> [AccountQuestion] {
        try Sample.three().enumerated().map { index, transfer in
            AccountQuestion(
                reference: try #require(
                    AccountQuestion.reference(of: Int64(index) + 40, in: "CM01")
                ),
                bank: transfer.bank,
                account: transfer.account,
                name: transfer.creditorName
            )
        }
    }

    private func answer(_ rows: [String]) throws -> Reading<[AccountAnswer]> {
        let text =
            (["Mã tra cứu,Số tài khoản,Tên chủ tài khoản,Kết quả"] + rows)
            .joined(separator: "\n") + "\n"
        return AccountAnswerReader.read(Array(text.utf8), file: "a.csv", profile: try profile())
    }

    private func reference(_ payee: Int64, _ unit: String = "CM01") throws -> String {
        "\(try #require(AccountQuestion.reference(of: payee, in: unit)))"
    }

    @Test func `a question has account, name and bank under a reference, and no amount`() throws {
        let bytes = try AccountQuestionWriter.file(
            try questions(),
            profile: try profile(),
            banks: .shipped
        )
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(
            lines == [
                "\u{FEFF}STT,Mã tra cứu,Số tài khoản,Tên người hưởng,Ngân hàng,Mã BIN",
                "1,\(try reference(40)),2200205000017,DANG THI ANH,Agribank,970405",
                "2,\(try reference(41)),0012345678901,H HEN NIE KDAM,Agribank,970405",
                "3,\(try reference(42)),0351000646393,NGUYEN VAN NGUONG,Vietcombank,970436", "",
            ]
        )
        for transfer in try Sample.three() {
            #expect(!lines.joined().contains("\(transfer.id)"))
            #expect(!lines.joined().contains("\(transfer.amount)"))
        }
    }

    @Test func `a workbook holds the same texts, its leading zeros too`() throws {
        let bytes = try AccountQuestionWriter.file(
            try questions(),
            profile: try profile("xlsx"),
            banks: .shipped
        )
        var reader = SheetReader(file: "a.xlsx", bytes: bytes)
        var row = TableRow()
        var rows: [[String]] = []
        while reader.next(&row) { rows.append((0..<row.count).map { row.text(at: $0) }) }
        #expect(reader.log.diagnostics.isEmpty && rows.count == 4)
        #expect(
            rows[2] == [
                "2", try reference(41), "0012345678901", "H HEN NIE KDAM", "Agribank", "970405",
            ]
        )
        let again = try AccountQuestionWriter.file(
            try questions(),
            profile: try profile("xlsx"),
            banks: .shipped
        )
        #expect(again == bytes)
    }

    @Test func `a reference leads back to its payee, and is never the id of a payment`() throws {
        for payee in [1, 35, 36, 107_000_000, Int64(TransferID.maximumNumber)] {
            let reference = try #require(AccountQuestion.reference(of: payee, in: "NA01"))
            let found = try #require(AccountQuestion.payee(of: reference))
            #expect(found.unit == "NA01" && found.payee == payee)
        }
        #expect(AccountQuestion.reference(of: 0, in: "NA01") == nil)
        #expect(
            AccountQuestion.reference(of: Int64(TransferID.maximumNumber) + 1, in: "NA01") == nil
        )
        for transfer in try Sample.three() {
            #expect(AccountQuestion.payee(of: transfer.id) == nil)
        }
    }

    @Test func `what a bank says is read, whatever the order of its rows and columns`() throws {
        let reading = try answer([
            "\(try reference(42)),0351000646393,,Sai tên",
            " \(try reference(40).lowercased()),2200205000017,D*** T** A**,KHỚP",
            "\(try reference(41)),0012345678901,,không tra cứu được",
        ])
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(reading.value.map(\.payee) == [42, 40, 41])
        #expect(reading.value.map(\.verdict) == [.refused(code: "BE01"), .confirmed, .unknown])
        #expect(reading.value.map(\.account.revealed)[2] == "0012345678901")
        #expect(reading.value[1].holder?.matches(Array("DANG THI ANH".utf8)) == true)
        #expect(reading.value[0].holder == nil && reading.value[0].unit == "CM01")
    }

    @Test func `a name with letters that no bank writes confirms nothing`() throws {
        let reading = try answer(["\(try reference(40)),2200205000017,ДАНГ,Khớp"])
        #expect(reading.value.map(\.verdict) == [.unknown])
    }

    @Test func `every fault is told in one go, and then nothing is read`() throws {
        let payment = TransferID(batch: try Sample.batch(), number: 7)
        let reading = try answer([
            "\(try reference(40)),2200205000017,,Khớp", "\(try reference(40)),2200205000017,,Khớp",
            "\(payment),2200205000017,,Khớp", "\(try reference(41)),12,,Khớp",
            "\(try reference(43)),2200205000017,,Có lẽ", "ABC,2200205000017,,Khớp",
        ])
        #expect(reading.value.isEmpty)
        #expect(
            reading.codes == [
                "account-check-twice", "account-check-reference", "account-check-account",
                "account-check-status", "account-check-reference",
            ]
        )
        #expect(reading.diagnostics.map(\.location.line) == [3, 4, 5, 6, 7])
        let two = try answer([
            "\(try reference(40)),2200205000017,,Khớp",
            "\(try reference(40, "NA01")),2200205000017,,Khớp",
        ])
        #expect(two.value.isEmpty && two.codes == ["account-check-units"])
        #expect(try answer([]).codes == ["account-check-empty"])
        let headless = AccountAnswerReader.read(
            Array("Mã tra cứu,Kết quả\nA,B\n".utf8),
            file: "a.csv",
            profile: try profile()
        )
        #expect(headless.codes == ["account-check-header"])
        let empty = AccountAnswerReader.read([], file: "a.csv", profile: try profile())
        #expect(!empty.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("NGUYEN VAN AN", "NGUYEN VAN AN", true), ("NGUYEN VAN AN", "NGUYEN VAN ANH", false),
        ("N***** V** A*", "NGUYEN VAN AN", true), ("N***** V** A*", "NGUYEN AN", false),
        ("N***** V** A*", "NGUYEN THI AN", false), ("N* *N", "NGUYEN VAN", true),
        ("*** *** ***", "NGUYEN VAN AN", true), ("*** ***", "NGUYEN VAN AN", false),
        ("*UYEN VAN AN", "NGUYEN VAN AN", true), ("N*Y*N", "NGUYEN", true),
        ("N*Y*M", "NGUYEN", false), ("Nguyễn Văn Ân", "NGUYEN VAN AN", true),
        ("  NGUYEN   VAN AN ", "NGUYEN VAN AN", true), ("ĐẶNG T*", "DANG THI", true),
    ])
    func `a name whose letters are hidden is held against ours`(
        _ mask: String,
        _ name: String,
        _ isSame: Bool
    ) throws {
        let mask = try #require(HolderMask(mask))
        #expect(mask.matches(Array(name.utf8)) == isSame)
    }

    @Test(arguments: [
        ("id = \"account-names\"", "id = \"A b\"", "data-wrong-value"),
        ("form = \"xlsx\"", "form = \"pdf\"", "data-wrong-value"),
        ("form = \"xlsx\"", "form = \"csv\"", "data-wrong-value"),
        ("value = \"reference\"", "value = \"amount\"", "data-wrong-value"),
        ("value = \"reference\"", "value = \"category\"", "data-wrong-value"),
        ("value = \"name\"", "value = \"bank-code\"", "table-column-needed"),
        ("header = \"Mã BIN\"", "header = \"STT\"", "table-column-twice"),
        ("code = \"BE01\"", "code = \"ZZ99\"", "data-wrong-value"),
        ("word = \"confirmed\"", "word = \"refused\"", "data-wrong-value"),
        ("text = \"Đã đóng\"", "text = \"KHOP\"", "data-wrong-value"),
        ("max_rows_per_file = 5_000", "max_rows_per_file = 0", "data-wrong-value"),
        ("title_rows = 0", "titles = 0", "data-missing-key"),
    ])
    func `a profile that could ask or read something else is refused`(
        _ old: String,
        _ new: String,
        _ code: String
    ) throws {
        let text = try shippedText()
        let place = try #require(text.range(of: old))
        let reading = AccountCheckProfile.read(
            text.replacingCharacters(in: place, with: new),
            file: "a.toml"
        )
        #expect(reading.value == nil && reading.codes.contains(code), "\(reading.codes)")
    }
}
