// RegisterReader: each finding with its code and place.

import Intake
import Ledger
import Testing

@testable import Enrolment

@Suite struct RegisterReaderTests {
    typealias Row = [RegisterColumn: String]

    struct Case: Sendable, CustomTestStringConvertible {
        let code: RegisterCode
        let column: RegisterColumn
        let row: Row
        var testDescription: String { "\(code.rawValue) at \(column.rawValue)" }

        init(_ code: RegisterCode, _ column: RegisterColumn, _ row: Row) {
            self.code = code
            self.column = column
            self.row = row
        }
    }

    private static let payee: Row = [
        .payeeID: "001160000009", .payeeName: "Lê Thị Mơ", .payeeBirth: "1960-01-01",
        .payeeSex: "F",
    ]

    private static func withPayee(_ changes: Row) -> Row { payee.merging(changes) { $1 } }

    private static func change(_ changes: Row) -> Row {
        let empty: Row = [
            .event: "change", .fullName: "", .birthDate: "", .sex: "", .household: "", .unit: "",
            .category: "", .decision: "", .signed: "", .certificate: "", .facts: "", .payBy: "",
            .bank: "", .account: "", .document: "5/CV",
        ]
        return empty.merging(changes) { $1 }
    }

    private static func correction(_ changes: Row) -> Row {
        let right: Row = [.category: "5.6", .signed: "2026-05-03"]
        return RegisterSample.event("correct", right.merging(changes) { $1 })
    }

    static let cases: [Case] = [
        Case(.fieldMissing, .event, [.event: ""]),
        Case(.eventUnknown, .event, [.event: "birth"]),
        Case(.fieldMissing, .nationalID, [.nationalID: ""]),
        Case(.idFormat, .nationalID, [.nationalID: "00118600001"]),
        Case(.idFormat, .nationalID, [.nationalID: "00118600000A"]),
        Case(.idProvince, .nationalID, [.nationalID: "003186000001"]),
        Case(.fieldMissing, .fullName, [.fullName: " "]),
        Case(.nameLength, .fullName, [.fullName: "A"]),
        Case(.textTooLong, .fullName, [.fullName: String(repeating: "Ả", count: 140)]),
        Case(.fieldMissing, .birthDate, [.birthDate: ""]),
        Case(.dateFormat, .birthDate, [.birthDate: "1986-3-1"]),
        Case(.dateFormat, .birthDate, [.birthDate: "01/03/86"]),
        Case(.dateFormat, .birthDate, [.birthDate: "01-03-1986"]),
        Case(.dateImpossible, .birthDate, [.birthDate: "29/02/1986"]),
        Case(.dateInFuture, .birthDate, [.birthDate: "2026-07-02"]),
        Case(.birthTooEarly, .birthDate, [.birthDate: "1899-12-31"]),
        Case(.birthPartUnknown, .birthDate, [.birthDate: "1986"]),
        Case(.birthPartUnknown, .payeeBirth, withPayee([.payeeBirth: "05/1960"])),
        Case(.dateFormat, .birthDate, [.birthDate: "86"]),
        Case(.dateFormat, .birthDate, [.birthDate: "1986-13"]),
        Case(.dateImpossible, .birthDate, [.birthDate: "1986-00-05"]),
        Case(.dateFormat, .birthDate, [.birthDate: "3/1986"]),
        Case(.dateFormat, .birthDate, [.birthDate: "198A"]),
        Case(.dateFormat, .signed, [.signed: "2026"]),
        Case(.idBirthMismatch, .birthDate, [.birthDate: "1987-03-01"]),
        Case(.sexUnknown, .sex, [.sex: "x"]),
        Case(.idSexMismatch, .sex, [.sex: "nam"]),
        Case(.textTooLong, .household, [.household: String(repeating: "x", count: 65)]),
        Case(.fieldMissing, .unit, [.unit: ""]),
        Case(.unitUnknown, .unit, [.unit: "CM09"]),
        Case(.unitUnknown, .unit, [.unit: "99999"]),
        Case(.unitUnknown, .unit, [.unit: "99999", .unitList: "2025-07"]),
        Case(.unitListUnknown, .unitList, [.unit: "10015", .unitList: "2024"]),
        Case(.unitListMissing, .unitList, [.unit: "10015"]),
        Case(.unitListWrong, .unit, [.unit: "10018", .unitList: "2025-07"]),
        Case(.unitSplit, .unit, [.unit: "10066", .unitList: "before-2025-07"]),
        Case(.fieldMissing, .category, [.category: ""]),
        Case(.categoryUnknown, .category, [.category: "5.9"]),
        Case(.fieldMissing, .decision, [.decision: ""]),
        Case(.fieldMissing, .signed, [.signed: ""]),
        Case(.signedInFuture, .signed, [.signed: "2026-07-02"]),
        Case(.signedBeforeBirth, .signed, [.signed: "1980-01-01"]),
        Case(.dateInFuture, .certificate, [.certificate: "2026-07-02"]),
        Case(.fieldUnused, .certificate, [.category: "5.8", .facts: ""]),
        Case(.fieldUnused, .decisionSigner, [.decisionSigner: "Lê Văn Ký"]),
        Case(
            .fieldUnused,
            .certificate,
            correction([.category: "5.8", .signed: "", .certificate: "2026-04-20"])
        ),
        Case(.fieldUnused, .household, correction([.household: "H1"])),
        Case(.fieldUnused, .facts, correction([.facts: "severity=special"])),
        Case(.fieldUnused, .from, correction([.from: "2026-05-04"])),
        Case(.fieldUnused, .payeeID, correction([.payeeID: "001160000009"])),
        Case(.fieldUnused, .authorityUntil, correction([.authorityUntil: "2027-01-31"])),
        Case(.fieldUnused, .payBy, correction([.payBy: "cash"])),
        Case(.fieldUnused, .account, correction([.account: "1234567890123"])),
        Case(.factSyntax, .facts, [.facts: "severity"]),
        Case(.factSyntax, .facts, [.facts: "severity=severe;"]),
        Case(.factUnknown, .facts, [.facts: "death=2026-01-01"]),
        Case(.factValue, .facts, [.facts: "severity=mild"]),
        Case(.factValue, .facts, [.facts: "children=10"]),
        Case(.factDuplicate, .facts, [.facts: "severity=severe;severity=special"]),
        Case(.changeEmpty, .event, change([:])),
        Case(.fieldMissing, .document, change([.payBy: "cash", .document: ""])),
        Case(.fieldMissing, .from, change([.facts: "severity=severe"])),
        Case(.fieldMissing, .sex, change([.fullName: "Lê Hoa", .birthDate: "1986-03-01"])),
        Case(.fieldMissing, .from, [.event: "end", .document: "7/QĐ"]),
        Case(.fieldMissing, .document, [.event: "end", .from: "2026-06-01"]),
        Case(
            .fieldMissing,
            .category,
            [.event: "end", .category: "", .from: "2026-06-01", .document: "7/QĐ"]
        ),
        Case(.dateInFuture, .from, [.event: "death", .from: "2026-07-02", .document: "x"]),
        Case(.payeeSurplus, .payeeName, [.payeeName: "Lê Thị Mơ"]),
        Case(.payeeSurplus, .authorityUntil, [.authorityUntil: "2027-01-01"]),
        Case(.payeeIncomplete, .payeeSex, withPayee([.payeeSex: ""])),
        Case(.idFormat, .payeeID, withPayee([.payeeID: "1"])),
        Case(.idProvince, .payeeID, withPayee([.payeeID: "000160000009"])),
        Case(.idBirthMismatch, .payeeBirth, withPayee([.payeeBirth: "1961-01-01"])),
        Case(.authorityExpired, .authorityUntil, withPayee([.authorityUntil: "2026-06-30"])),
        Case(.payByUnknown, .payBy, [.payBy: "gold"]),
        Case(.payByMissing, .payBy, [.payBy: ""]),
        Case(.bankMissing, .bank, [.bank: ""]),
        Case(.bankUnknown, .bank, [.bank: "970000"]),
        Case(.accountMissing, .account, [.account: ""]),
        Case(.accountFormat, .account, [.account: "12345"]),
        Case(.accountFormat, .account, [.account: "1234 567 890"]),
        Case(.accountLength, .account, [.account: "123456789"]),
        Case(.accountLengthUnusual, .account, [.bank: "970418", .account: "123456789"]),
        Case(.accountWithCash, .bank, [.payBy: "cash", .account: ""]),
        Case(.accountWithCash, .account, [.payBy: "cash", .bank: ""]),
    ]

    @Test(arguments: cases)
    func `each fault of a row is found at its place, alone`(fault: Case) throws {
        let reading = try RegisterSample.read([
            [
                .nationalID: "001090000002", .sex: "nam",
                .birthDate: "1990-01-01", .account: "9999999999",
            ], fault.row,
        ])
        #expect(reading.diagnostics.map(\.code) == [fault.code.rawValue])
        let finding = try #require(reading.diagnostics.first)
        #expect(finding.location.line == 3)
        #expect(finding.location.column == RegisterSample.column(fault.column))
        #expect(finding.location.field == fault.column.rawValue)
        #expect(finding.severity == fault.code.severity)
        #expect(finding.hint != nil)
        #expect(reading.value.count == (fault.code.severity == .error ? 1 : 2))
    }

    static let texts: [(String, String)] = [
        ("NguyÔn V¨n A", "name-legacy-encoding"), ("Nguy?n", "name-question-mark"),
        ("Hoa\u{202E}", "text-control"), ("Ðỗ Hoa", "name-look-alike"), ("Hoa 2", "name-digit"),
    ]

    @Test(arguments: texts)
    func `a bad name is refused with the reason of its letters`(name: String, code: String) throws {
        let reading = try RegisterSample.read([[.fullName: name]])
        #expect(reading.diagnostics.map(\.code) == [code])
    }

    @Test func `a good row comes out whole`() throws {
        let row = Self.withPayee([
            .unit: "10018", .unitList: "before-2025-07", .bank: "01203001",
            .fullName: NFC.decomposed("Nguyễn  Thị Hoa"), .birthDate: "01/03/1986",
            .facts: "severity=severe; children = 2", .authorityUntil: "2026-12-31",
        ])
        let reading = try RegisterSample.read([row])
        #expect(reading.diagnostics.isEmpty)
        let read = try #require(reading.value.first)
        #expect(read.line == 2)
        #expect(read.event == .enrol)
        #expect(read.identity.map { Array($0.name.revealed.utf8) } == Array("Nguyễn Thị Hoa".utf8))
        #expect(read.identity?.birth == CivilDate(year: 1986, month: 3, day: 1))
        #expect(read.claim?.unit == "CM03")
        #expect(read.facts.map(\.name) == ["severity", "children"])
        #expect(read.facts.map(\.value) == ["severe", "2"])
        guard case .other(let payee, let ends) = read.payee else {
            Issue.record("the payee is somebody else")
            return
        }
        #expect(payee.nationalID.revealed == "001160000009")
        #expect(ends == CivilDate(year: 2026, month: 12, day: 31))
        #expect(
            read.way
                == BankAccountNumber("1234567890123").map { .account(bank: "970436", number: $0) }
        )
    }

    @Test(
        arguments: [
            ("1986", "1986-01-01"), ("1986-05", "1986-05-01"), ("05/1986", "1986-05-01"),
            ("00/00/1986", "1986-01-01"), ("00/05/1986", "1986-05-01"),
            ("1986-00-00", "1986-01-01"), ("1986-05-00", "1986-05-01"),
        ]
    )
    func `a birth of which the day is not known counts from the first it may be`(
        written: String,
        day: String
    ) throws {
        let reading = try RegisterSample.read([[.birthDate: written]])
        #expect(reading.diagnostics.map(\.code) == ["birth-part-unknown"])
        #expect(reading.value.first?.identity?.birth == CivilDate(iso: day))
    }

    @Test func `headings may be Vietnamese, in any order and spelling`() throws {
        let text = """
            Số định danh;Biến động;TỪ NGÀY;Văn bản
            001186000001;tử vong;20/06/2026;12/KT
            """
        var table = CSVReader(file: "r.csv", bytes: Array(text.utf8))
        let reading = try RegisterSample.read(&table)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.value.first?.event == .death)
        #expect(reading.value.first?.from == CivilDate(year: 2026, month: 6, day: 20))
    }

    @Test func `the header's faults are found together`() throws {
        let text = "event,weather,event,họ tên\n"
        var table = CSVReader(file: "r.csv", bytes: Array(text.utf8))
        let reading = try RegisterSample.read(&table)
        #expect(
            reading.diagnostics.map(\.code)
                == ["column-unknown", "column-duplicate", "column-missing"]
        )
        #expect(reading.diagnostics.map(\.location.column) == [2, 3, nil])
    }

    @Test func `rows are held against each other`() throws {
        let other: Row = [.nationalID: "001090000002", .sex: "nam", .birthDate: "1990-01-01"]
        let reading = try RegisterSample.read([
            [:],
            [.category: "5.4", .fullName: "Nguyễn Thị Hòa"],
            [.category: "5.6"],
            [.category: "pension", .account: "1234567890"],
            other,
            [.nationalID: "001090000003", .sex: "nam", .birthDate: "1990-01-01"],
            [.nationalID: "001090000004", .sex: "nam", .birthDate: "1990-01-01"],
            [.nationalID: "001090000005", .sex: "nam", .birthDate: "1990-01-01"],
        ])
        #expect(
            reading.diagnostics.map { "\($0.code):\($0.location.line ?? 0)" } == [
                "identity-conflict:3", "duplicate-row:4", "account-conflict:5", "account-shared:8",
            ]
        )
        #expect(reading.isRefused)
    }

    @Test func `one grandmother who receives for two orphans is no conflict`() throws {
        let grandmother: Row = [
            .nationalID: "001145000007", .fullName: "Lê Thị Mơ", .birthDate: "1945-01-01",
            .sex: "nữ", .category: "pension", .facts: "",
        ]
        let paid: Row = [
            .payeeID: "001145000007", .payeeName: "LÊ THỊ MƠ", .payeeBirth: "1945-01-01",
            .payeeSex: "F",
        ]
        let orphan: Row = [
            .nationalID: "001217000001", .birthDate: "2017-02-01", .sex: "nam",
            .signed: "2026-05-04",
        ]
        let second = orphan.merging([.nationalID: "001217000002"]) { $1 }
        let reading = try RegisterSample.read([
            grandmother, orphan.merging(paid) { $1 }, second.merging(paid) { $1 },
        ])
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.value.count == 3)
    }

    @Test func `no finding repeats what the file says of a person`() throws {
        let secrets = ["001186000001", "Nguyễn", "1234567890123", "H1", "12/QĐ-UBND", "Lê Thị Mơ"]
        for fault in Self.cases {
            for finding in try RegisterSample.read([fault.row, fault.row]).diagnostics {
                for language in Language.allCases {
                    let text = finding.text(in: language)
                    #expect(!secrets.contains { text.contains($0) }, "\(finding.code)")
                }
            }
        }
    }

    @Test func `every code has words of its own in both languages`() {
        var english: Set<String> = []
        for code in RegisterCode.allCases {
            let finding = code.at(Location(file: "r.csv", line: 1))
            #expect(finding.message.english != code.rawValue, "\(code)")
            #expect(finding.message.vietnamese != finding.message.english)
            english.insert(finding.message.english)
        }
        #expect(english.count == RegisterCode.allCases.count)
    }
}
