// `batch.toml`: what a sealed batch is, in one page that people and programs read.
//
// Invariants:
// (1) Counts and sums are those of the decision list and of the files.
// (2) It names every person who may sign, by role; the signatures themselves are not in it.

import Intake
package import Ledger
package import Signing
import TOMLKit

/// The page of a sealed batch.
package struct BatchSheet: Hashable, Sendable {
    /// A sum by programme, funding source and provider.
    package struct Sum: Hashable, Sendable {
        /// The programme.
        package let programme: String
        /// The funding source.
        package let source: String
        /// The provider.
        package let provider: String
        /// Lines.
        package let lineCount: Int
        /// VND.
        package let amount: Int64

        /// A sum.
        package init(
            programme: String,
            source: String,
            provider: String,
            lineCount: Int,
            amount: Int64
        ) {
            self.programme = programme
            self.source = source
            self.provider = provider
            self.lineCount = lineCount
            self.amount = amount
        }
    }

    /// A person who may sign in a role.
    package struct Signer: Hashable, Sendable {
        /// The role.
        package let role: OfficerRole
        /// The natural person, as the subject of their certificate names them.
        package let person: String

        /// A signer.
        package init(role: OfficerRole, person: String) {
            self.role = role
            self.person = person
        }
    }

    /// A payment file.
    package struct File: Hashable, Sendable {
        /// The path inside the batch.
        package let path: String
        /// The provider.
        package let provider: String
        /// Transfers.
        package let transferCount: Int
        /// VND.
        package let amount: Int64
        /// Bytes.
        package let size: Int
        /// SHA-256.
        package let digest: Digest
        /// The debit account.
        package let account: String
        /// The day on which the money shall move.
        package let requested: CivilDate

        /// A payment file.
        package init(
            path: String,
            provider: String,
            transferCount: Int,
            amount: Int64,
            size: Int,
            digest: Digest,
            account: String,
            requested: CivilDate
        ) {
            self.path = path
            self.provider = provider
            self.transferCount = transferCount
            self.amount = amount
            self.size = size
            self.digest = digest
            self.account = account
            self.requested = requested
        }
    }

    /// The nine-character code.
    package var code: String
    /// The unit's code.
    package var unit: String
    /// The unit's name.
    package var unitName: String
    /// The month that is paid.
    package var period: CalendarMonth
    /// The last day of what was known.
    package var known: CivilDate
    /// The budget year.
    package var year: Int
    /// When the content was frozen.
    package var frozenAt: Instant
    /// Lines.
    package var lineCount: Int
    /// Transfers.
    package var transferCount: Int
    /// VND.
    package var amount: Int64
    /// SHA-256 over the rule book.
    package var ruleBook: Digest
    /// SHA-256 over the register's imports.
    package var register: Digest
    /// Unverified values that were accepted, in order of id.
    package var acceptedDoubts: [String]
    /// The natural person who accepted them; empty when there are none.
    package var acceptedBy: String
    /// Sums in order of programme, source and provider.
    package var sums: [Sum]
    /// Who may sign.
    package var signers: [Signer]
    /// The payment files, in order of path.
    package var files: [File]

    /// A page with everything said.
    package init(
        code: String,
        unit: String,
        unitName: String,
        period: CalendarMonth,
        known: CivilDate,
        year: Int,
        frozenAt: Instant,
        lineCount: Int,
        transferCount: Int,
        amount: Int64,
        ruleBook: Digest,
        register: Digest,
        acceptedDoubts: [String],
        acceptedBy: String,
        sums: [Sum],
        signers: [Signer],
        files: [File]
    ) {
        self.code = code
        self.unit = unit
        self.unitName = unitName
        self.period = period
        self.known = known
        self.year = year
        self.frozenAt = frozenAt
        self.lineCount = lineCount
        self.transferCount = transferCount
        self.amount = amount
        self.ruleBook = ruleBook
        self.register = register
        self.acceptedDoubts = acceptedDoubts
        self.acceptedBy = acceptedBy
        self.sums = sums
        self.signers = signers
        self.files = files
    }

    /// The text of `batch.toml`.
    package var text: String {
        var toml = TOMLText()
        toml.put("format", "chitra/batch/1")
        toml.put("code", code)
        toml.put("unit", unit)
        toml.put("unit_name", unitName)
        toml.put("period", "\(period)")
        toml.put("known", "\(known)")
        toml.put("budget_year", Int64(year))
        toml.put("frozen_at", "\(frozenAt)")
        toml.put("line_count", Int64(lineCount))
        toml.put("transfer_count", Int64(transferCount))
        toml.put("amount", amount)
        toml.put("rule_book_sha256", ruleBook.hex)
        toml.put("register_sha256", register.hex)
        toml.put("unverified_accepted_by", acceptedBy)
        for doubt in acceptedDoubts {
            toml.table("unverified")
            toml.put("id", doubt)
        }
        for sum in sums {
            toml.table("sum")
            toml.put("programme", sum.programme)
            toml.put("source", sum.source)
            toml.put("provider", sum.provider)
            toml.put("line_count", Int64(sum.lineCount))
            toml.put("amount", sum.amount)
        }
        for signer in signers {
            toml.table("signer")
            toml.put("role", signer.role.rawValue)
            toml.put("person", signer.person)
        }
        for file in files {
            toml.table("file")
            toml.put("path", file.path)
            toml.put("provider", file.provider)
            toml.put("transfer_count", Int64(file.transferCount))
            toml.put("amount", file.amount)
            toml.put("size", Int64(file.size))
            toml.put("sha256", file.digest.hex)
            toml.put("debit_account", file.account)
            toml.put("requested", "\(file.requested)")
        }
        return toml.text
    }
}

/// Why a paper of a sealed batch cannot be read: the first key that is missing or wrong.
package struct SheetError: Error, Equatable, Sendable {
    /// The key, or the message of the TOML reader.
    package let key: String
}

/// Reads typed values out of a TOML table, naming the key that is missing.
struct SheetReader {
    private let table: TOMLTable

    init(_ table: TOMLTable) { self.table = table }

    init(text: String) throws(SheetError) {
        do { table = try TOMLTable(string: TOMLInput.checked(text)) } catch {
            throw SheetError(key: "\(error)")
        }
    }

    func string(_ key: String) throws(SheetError) -> String {
        guard let value = table[key]?.string else { throw SheetError(key: key) }
        return value
    }

    /// A text that need not be there.
    func stringIfAny(_ key: String) throws(SheetError) -> String? {
        table[key] == nil ? nil : try string(key)
    }

    func integer(_ key: String) throws(SheetError) -> Int64 {
        guard let value = table[key]?.int, value >= 0 else { throw SheetError(key: key) }
        return Int64(value)
    }

    func value<Value>(_ key: String, _ make: (String) -> Value?) throws(SheetError) -> Value {
        guard let value = make(try string(key)) else { throw SheetError(key: key) }
        return value
    }

    func tables(_ key: String) throws(SheetError) -> [SheetReader] {
        guard let item = table[key] else { return [] }
        guard let array = item.array else { throw SheetError(key: key) }
        var readers: [SheetReader] = []
        for element in array {
            guard let table = element.table else { throw SheetError(key: key) }
            readers.append(SheetReader(table))
        }
        return readers
    }
}

extension BatchSheet {
    /// Reads `batch.toml`.
    ///
    /// - Throws: ``SheetError`` at the first key that is missing or wrong.
    package init(text: String) throws(SheetError) {
        let sheet = try SheetReader(text: text)
        guard try sheet.string("format") == "chitra/batch/1" else {
            throw SheetError(key: "format")
        }
        var sums: [Sum] = []
        for table in try sheet.tables("sum") {
            sums.append(
                Sum(
                    programme: try table.string("programme"),
                    source: try table.string("source"),
                    provider: try table.string("provider"),
                    lineCount: Int(try table.integer("line_count")),
                    amount: try table.integer("amount")
                )
            )
        }
        var signers: [Signer] = []
        for table in try sheet.tables("signer") {
            signers.append(
                Signer(
                    role: try table.value("role") { OfficerRole(rawValue: $0) },
                    person: try table.string("person")
                )
            )
        }
        var files: [File] = []
        for table in try sheet.tables("file") { files.append(try File(table)) }
        var doubts: [String] = []
        for table in try sheet.tables("unverified") { doubts.append(try table.string("id")) }
        self.init(
            code: try sheet.string("code"),
            unit: try sheet.string("unit"),
            unitName: try sheet.string("unit_name"),
            period: try sheet.value("period") { CalendarMonth(iso: $0) },
            known: try sheet.value("known") { CivilDate(iso: $0) },
            year: Int(try sheet.integer("budget_year")),
            frozenAt: try sheet.value("frozen_at") { Instant(iso: $0) },
            lineCount: Int(try sheet.integer("line_count")),
            transferCount: Int(try sheet.integer("transfer_count")),
            amount: try sheet.integer("amount"),
            ruleBook: try sheet.value("rule_book_sha256") { Digest(hex: $0) },
            register: try sheet.value("register_sha256") { Digest(hex: $0) },
            acceptedDoubts: doubts,
            acceptedBy: try sheet.string("unverified_accepted_by"),
            sums: sums,
            signers: signers,
            files: files
        )
    }
}

extension BatchSheet.File {
    fileprivate init(_ table: SheetReader) throws(SheetError) {
        self.init(
            path: try table.string("path"),
            provider: try table.string("provider"),
            transferCount: Int(try table.integer("transfer_count")),
            amount: try table.integer("amount"),
            size: Int(try table.integer("size")),
            digest: try table.value("sha256") { Digest(hex: $0) },
            account: try table.string("debit_account"),
            requested: try table.value("requested") { CivilDate(iso: $0) }
        )
    }
}
