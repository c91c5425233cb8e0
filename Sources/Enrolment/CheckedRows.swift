// What the checks made of some rows of a file: the good ones as they are kept, whom they mention, and
// the findings.
//
// Invariants:
// (1) Records follow each other as in RowRecord; a mention tells its record's place from the first of
//     these records on.

import Intake

/// Where the texts of a good row are.
struct RowTexts {
    let name: Range<Int>?
    let household: Range<Int>
    let decision: Range<Int>
    let document: Range<Int>?
    let payeeName: Range<Int>?
    let account: Range<Int>?
    let signer: Range<Int>?
    let decisionSigner: Range<Int>?
}

/// Rows that were checked.
struct CheckedRows: Sendable {
    /// How many were good, and how many were not.
    var rows = 0
    var refused = 0
    /// The good ones.
    var records: [UInt8] = []
    /// Whom they mention, as Mention has it.
    private(set) var mentions: [RunKey] = []
    /// What was found, in order of the rows.
    var findings: [Diagnostic] = []

    /// Nothing yet, with room for as many rows as these.
    init(like rows: TableRows) {
        records.reserveCapacity(rows.bytes.count + rows.rows.count * 64)
        mentions.reserveCapacity(rows.rows.count * 2)
    }

    init() {}

    /// Keeps a good row.
    ///
    /// - Parameters:
    ///   - numbers: Its numbers.
    ///   - texts: Where its texts are.
    ///   - bytes: Bytes that hold them.
    ///   - facts: Its facts, as a record has them.
    ///   - hashes: Hashes of the identities of the person and the payee; 0 for none.
    mutating func append(
        _ numbers: RowFields,
        _ texts: RowTexts,
        of bytes: [UInt8],
        facts: [UInt8],
        hashes: (own: UInt64, payee: UInt64)
    ) {
        let places =
            [
                texts.name, texts.household, texts.decision, texts.document, texts.payeeName,
                texts.account, texts.signer, texts.decisionSigner,
            ] as InlineArray<8, Range<Int>?>
        var fields = numbers
        for index in places.indices {
            fields.lengths[index] = UInt16(places[index]?.count ?? 0)
        }
        fields.lengths[RowText.facts.rawValue] = UInt16(facts.count)
        mention(fields, WayHash.of(fields, bytes, texts.account ?? 0..<0), hashes)
        fields.append(to: &records)
        for index in places.indices {
            if let place = places[index] { records.append(bytes, place) }
        }
        records.append(facts, 0..<facts.count)
    }

    private mutating func mention(
        _ fields: RowFields,
        _ way: UInt64,
        _ hashes: (own: UInt64, payee: UInt64)
    ) {
        let isOther = fields.payee == 2
        mentions.append(
            Mention(
                id: fields.nationalID,
                RowPlace(line: fields.line, isPayee: false),
                claim: fields.event == RegisterEvent.enrol.ordinal ? fields.category : 0,
                fingerprint: hashes.own,
                way: isOther ? 0 : way,
                record: records.count
            ).key
        )
        guard isOther else { return }
        mentions.append(
            Mention(
                id: fields.payeeID,
                RowPlace(line: fields.line, isPayee: true),
                fingerprint: hashes.payee,
                way: way,
                record: records.count
            ).key
        )
    }
}

/// 56 bits of a way of payment.
enum WayHash {
    static let none: UInt64 = 0
    static let cash: UInt64 = 1

    /// The hash of a row's way, with the account's number where there is one.
    static func of(_ fields: RowFields, _ bytes: [UInt8], _ account: Range<Int>) -> UInt64 {
        guard fields.way == 2 else { return fields.way == 1 ? cash : none }
        var hash = ByteHash()
        hash.add(UInt64(fields.bank) << 8 | UInt64(account.count))
        // An account has 19 characters at most.
        var word: UInt64 = 0
        for place in account {
            word = word << 8 | UInt64(bytes[place])
            if (place - account.lowerBound) & 7 == 7 { hash.add(word) }
        }
        hash.add(word)
        return max(cash + 1, hash.mixed >> 8)
    }
}
