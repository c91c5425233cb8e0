// What the tests of this module share: made-up transfers, goldens, temporary files, processes.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

/// The root of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A file of the test data that lies beside the repository, or where CHITRA_TEST_DATA says.
func testData(_ path: String) -> String {
    let folder = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"]
    let root = folder.map { URL(filePath: $0) } ?? repository.appending(path: "../shared")
    return root.appending(path: path).standardizedFileURL.path
}

/// Whether a file is there.
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// A generator that gives the same numbers in every run (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Runs a program and gives its exit code and what it printed.
func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// Writes bytes into a temporary file, gives its path to the body and takes it away again.
func withTemporaryFile<Result>(
    _ bytes: [UInt8],
    named name: String,
    _ body: (String) throws -> Result
) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    return try body(file.path)
}

/// Holds bytes against a golden file; records it instead with CHITRA_RECORD=1.
func expectGolden(_ bytes: [UInt8], _ name: String) throws {
    let file = repository.appending(path: "Fixtures/golden/BankFiles/\(name)")
    if ProcessInfo.processInfo.environment["CHITRA_RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
    }
    let golden = try [UInt8](Data(contentsOf: file))
    #expect(golden == bytes, "the bytes differ from Fixtures/golden/BankFiles/\(name)")
}

/// Made-up payments and heads.
enum Sample {
    static let families = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
        "Ngô", "Dương", "Lý", "Ksor", "H'Rŭt", "Y Čhăm",
    ]
    static let middles = ["Thị", "Văn", "Đức", "Ngọc", "Hữu", "Thị Kim", "Xuân", "Quốc", "Mỹ"]
    static let givens = [
        "Ánh", "Đạt", "Ngưỡng", "Huệ", "Trường", "Yến", "Khuê", "Lượm", "Nhẫn", "Ổn", "Ẩn", "Uyên",
        "Thuỷ", "Quỳnh", "Sửu",
    ]
    static let banks = ["970405", "970436", "970415", "970418", "970422", "971005"]

    static func batch() throws -> BatchCode { try #require(BatchCode("CM0100042")) }

    static func name(_ generator: inout FixedGenerator) -> String {
        let parts = [families, middles, givens].map { $0.randomElement(using: &generator) ?? "" }
        let name = parts.joined(separator: " ")
        return Bool.random(using: &generator)
            ? name.decomposedStringWithCanonicalMapping
            : name.precomposedStringWithCanonicalMapping
    }

    static func transfer(
        _ number: Int,
        name: String,
        bank: String,
        account: String,
        amount: Int64
    ) throws -> CreditTransfer {
        let id = TransferID(batch: try batch(), number: number)
        let month = try #require(CalendarMonth(year: 2026, month: 11))
        return CreditTransfer(
            id: id,
            creditorName: try BankText(name),
            bank: try #require(BIN(bank)),
            account: try #require(BankAccountNumber(account)),
            amount: amount,
            narrative: .narrative(month: month, id: id)
        )
    }

    /// The three payments of the goldens: two at Agribank, one at Vietcombank.
    static func three() throws -> [CreditTransfer] {
        [
            try transfer(
                1,
                name: "Đặng Thị Ánh",
                bank: "970405",
                account: "2200205000017",
                amount: 750_000
            ),
            try transfer(
                2,
                name: "H'Hen Niê Kđăm",
                bank: "970405",
                account: "0012345678901",
                amount: 2_250_000
            ),
            try transfer(
                3,
                name: "Nguyễn Văn Ngưỡng",
                bank: "970436",
                account: "0351000646393",
                amount: 1_125_000
            ),
        ]
    }

    /// Made-up payments, own-bank ones of Agribank first.
    static func many(_ count: Int, seed: UInt64) throws -> [CreditTransfer] {
        var generator = FixedGenerator(state: seed)
        let transfers = try (1...count).map { number in
            try transfer(
                number,
                name: name(&generator),
                bank: banks.randomElement(using: &generator) ?? "970405",
                account: String(
                    Int64.random(in: 1_000_000_000...9_999_999_999_999, using: &generator)
                ),
                amount: Int64.random(in: 1...40, using: &generator) * 37_500 + 1
            )
        }
        let own = try #require(BIN("970405"))
        return transfers.filter { $0.bank == own } + transfers.filter { $0.bank != own }
    }

    static func totals(_ transfers: [CreditTransfer]) -> TransferTotals {
        transfers.reduce(into: TransferTotals()) { $0.add($1.amount) }
    }

    static func header(
        _ transfers: [CreditTransfer],
        bank: String? = "970405",
        messageID: String = "CM0100042-01"
    ) throws -> PaymentFileHeader {
        let own = try bank.map { try #require(BIN($0)) }
        return PaymentFileHeader(
            messageID: messageID,
            createdAt: try #require(Instant(iso: "2026-11-02T08:15:30+07:00")),
            requestedDate: try #require(CivilDate(iso: "2026-11-04")),
            debtor: PaymentFileHeader.Debtor(
                name: try BankText("Ủy ban nhân dân xã Phú Nghĩa"),
                account: try #require(BankAccountNumber("2200201009999")),
                bank: own
            ),
            ownBank: totals(transfers.filter { $0.bank == own }),
            otherBank: totals(transfers.filter { $0.bank != own }),
            batchBooking: false
        )
    }

    static func profile(_ id: String) throws -> ProviderProfile {
        try #require(ProviderProfile.shipped.first { $0.id == id })
    }

    /// A file in the format of a shipped profile, in chunks of the given size.
    static func render(
        _ transfers: [CreditTransfer],
        profile id: String,
        chunk size: Int = 4096
    ) throws -> [UInt8] {
        try render(transfers, by: profile(id), chunk: size)
    }

    /// The file that a profile makes of transfers.
    static func render(
        _ transfers: [CreditTransfer],
        by profile: ProviderProfile,
        chunk size: Int = 4096
    ) throws -> [UInt8] {
        let header = try header(transfers, bank: profile.bank?.description)
        var sink = MemorySink()
        var rest = transfers[...]
        try PaymentFileWriter.render(
            profile: profile,
            header: header,
            banks: .shipped,
            into: &sink
        ) {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return TransferChunk(rest.prefix(size))
        }
        return sink.bytes
    }

    /// The list that goes beside the files.
    static func list(_ transfers: [CreditTransfer]) throws -> [UInt8] {
        var sink = MemorySink()
        var writer = TransferListWriter(totals: totals(transfers))
        try writer.begin(into: &sink)
        try writer.write(TransferChunk(transfers), into: &sink)
        try writer.finish(into: &sink)
        return sink.bytes
    }
}
