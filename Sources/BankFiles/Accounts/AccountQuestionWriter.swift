// The file that a bank is asked by whose accounts are: CSV or a workbook, as the profile has it.
//
// Invariants:
// (1) Accounts and references are texts, and no cell begins a formula.
// (2) Same questions, same bytes.

package import Intake

/// One question.
package struct AccountQuestion: Hashable, Sendable {
    /// What the answer is known by; never the id of a payment.
    package let reference: TransferID
    /// The bank.
    package let bank: BIN
    /// The account.
    package let account: BankAccountNumber
    /// Who should hold it.
    package let name: BankText

    /// A question.
    package init(
        reference: TransferID,
        bank: BIN,
        account: BankAccountNumber,
        name: BankText
    ) {
        self.reference = reference
        self.bank = bank
        self.account = account
        self.name = name
    }

    /// The reference of a payee of a unit: an id of the batch that no unit has, whose number is the
    /// payee's.
    ///
    /// - Parameters:
    ///   - payee: The payee's number.
    ///   - unit: The unit's code.
    /// - Returns: The reference; nil where the number has more than six characters in base 36.
    package static func reference(of payee: Int64, in unit: String) -> TransferID? {
        guard let batch = BatchCode(unit: unit, serial: 0),
            (1...Int64(TransferID.maximumNumber)).contains(payee)
        else { return nil }
        return TransferID(batch: batch, number: Int(payee))
    }

    /// The unit and the payee of a reference; nil for the id of a payment.
    package static func payee(of reference: TransferID) -> (unit: String, payee: Int64)? {
        let code = "\(reference.batch)"
        guard code.hasSuffix("00000") else { return nil }
        return (String(code.prefix(4)), Int64(reference.number))
    }
}

/// Writes questions.
package enum AccountQuestionWriter {
    /// The bytes of one file.
    ///
    /// - Parameters:
    ///   - questions: No more than the profile takes.
    ///   - profile: How the bank is asked.
    ///   - banks: Every bank that occurs.
    /// - Returns: The file.
    /// - Throws: What the writer of workbooks throws; memory never refuses.
    package static func file(
        _ questions: [AccountQuestion],
        profile: AccountCheckProfile,
        banks: BankDirectory
    ) throws(SheetError) -> [UInt8] {
        precondition(questions.count <= profile.maximumRows, "a file takes no more rows")
        let rows = questions.enumerated().map { index, question in
            profile.questions.map { cell($0.value, question, index + 1, banks) }
        }
        guard let sheet = profile.sheet else {
            return csv([profile.questions.map(\.header)] + rows)
        }
        var writer = SheetWriter()
        writer.beginSheet(sheet, widths: profile.questions.map { width(of: $0.value) })
        for row in [profile.questions.map(\.header)] + rows {
            writer.beginRow()
            for cell in row { writer.add(text: cell) }
        }
        return try writer.finish()
    }

    private static func cell(
        _ value: AccountCheckProfile.Question,
        _ question: AccountQuestion,
        _ number: Int,
        _ banks: BankDirectory
    ) -> String {
        switch value {
        case .number: "\(number)"
        case .reference: "\(question.reference)"
        case .account: question.account.revealed
        case .name: question.name.revealed
        case .bankName: banks.bank(question.bank)?.shortName ?? ""
        case .bin: "\(question.bank)"
        case .bankCode: banks.bank(question.bank)?.code ?? ""
        }
    }

    private static func width(of value: AccountCheckProfile.Question) -> Int {
        switch value {
        case .number, .bin, .bankCode: 8
        case .reference, .account, .bankName: 20
        case .name: 40
        }
    }

    private static func csv(_ rows: [[String]]) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.append(text: "\u{FEFF}")
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index > 0 { buffer.append(0x2C) }
                buffer.append(field: cell, delimiter: 0x2C)
            }
            buffer.append(literal: "\r\n")
        }
        var sink = MemorySink()
        do { try buffer.drain(into: &sink) } catch { preconditionFailure("memory never refuses") }
        return sink.bytes
    }
}
