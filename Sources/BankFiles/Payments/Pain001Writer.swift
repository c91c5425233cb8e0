// The customer's order to its bank: ISO 20022 pain.001, in the version that the bank takes.
//
// Invariants:
// (1) The file is valid against the official schema, UTF-8, LF, one transfer a line.
// (2) Own-bank transfers are the first PmtInf, all others the second; each has its own NbOfTxs and
//     CtrlSum, and a part without transfers is left out.
// (3) Every text is of an alphabet without `& < > " '`, so nothing is ever escaped.
// (4) Nothing tells a programme: one narrative for all, and a purpose only where the profile names one
//     of those that tell none (`PaymentPurpose`).
// (5) Same header and transfers, same bytes.

import Intake
import Ledger

/// Writes one pain.001 file into a sink, transfer by transfer.
///
/// Call `begin`, then `write` for each chunk, then `finish`.
package struct Pain001Writer: ~Copyable {
    private let header: PaymentFileHeader
    private let caps: TextCaps
    private let version: Pain001Version
    private let purpose: PaymentPurpose?
    private let categoryPurpose: PaymentPurpose?
    private let hasInstructionID: Bool
    private let members: ClearingMembers
    private let debtorAddress: AddressForm?
    private var buffer = ByteBuffer()
    private var tally: TransferTally
    private var isPartOpen = false

    /// A writer of one file.
    ///
    /// - Parameters:
    ///   - header: The head of the file.
    ///   - caps: Where names and narratives are cut.
    ///   - version: The version of the message.
    ///   - purpose: The purpose of each payment.
    ///   - categoryPurpose: The purpose of each group.
    ///   - hasInstructionID: Whether each payment names its id as the instruction's too.
    ///   - members: How it names banks; it must have an id of each that occurs.
    ///   - debtorAddress: How the payer's address stands in it; nil where it does not.
    package init(
        header: PaymentFileHeader,
        caps: TextCaps = TextCaps(),
        version: Pain001Version = .v09,
        purpose: PaymentPurpose? = nil,
        categoryPurpose: PaymentPurpose? = nil,
        hasInstructionID: Bool = false,
        members: ClearingMembers = .bins,
        debtorAddress: AddressForm? = nil
    ) {
        precondition(
            debtorAddress == nil || header.debtor.address != nil,
            "a bank that wants the payer's address gets it"
        )
        self.header = header
        self.hasInstructionID = hasInstructionID
        self.members = members
        self.debtorAddress = debtorAddress
        self.version = version
        self.purpose = purpose
        self.categoryPurpose = categoryPurpose
        self.caps = caps
        tally = TransferTally(header)
    }

    /// Writes what stands before the first transfer.
    ///
    /// - Throws: What the sink throws.
    package mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        buffer.append(
            literal: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="
                """
        )
        buffer.append(text: version.namespace)
        buffer.append(literal: "\">\n<CstmrCdtTrfInitn>\n<GrpHdr><MsgId>")
        buffer.append(text: header.messageID)
        buffer.append(literal: "</MsgId><CreDtTm>")
        buffer.append(text: header.createdAt.description)
        buffer.append(literal: "</CreDtTm>")
        appendTotals(header.ownBank + header.otherBank)
        buffer.append(literal: "<InitgPty><Nm>")
        buffer.append(text: header.debtor.name.revealed)
        buffer.append(literal: "</Nm></InitgPty></GrpHdr>\n")
        try buffer.drain(into: &sink)
    }

    /// Writes the transfers of a chunk; own-bank transfers of all chunks come before the others.
    ///
    /// - Throws: What the sink throws.
    package mutating func write(
        _ chunk: TransferChunk,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        for row in 0..<chunk.count {
            append(chunk, row)
            if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
        }
    }

    /// Writes the end; traps when counts or sums differ from the header.
    ///
    /// - Throws: What the sink throws.
    package mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        tally.finish()
        buffer.append(literal: "</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n")
        try buffer.drain(into: &sink)
    }

    private mutating func append(_ chunk: TransferChunk, _ row: Int) {
        let bank = chunk.banks[row]
        let amount = chunk.amounts[row]
        if tally.add(bank: bank, amount: amount) { openPart(isOwn: bank == header.debtor.bank) }
        let texts = chunk.texts.span
        let start = chunk.nameStart(row)
        let nameEnd = Int(chunk.ends[row * 3])
        let accountEnd = Int(chunk.ends[row * 3 + 1])
        let narrativeEnd = Int(chunk.ends[row * 3 + 2])
        let name = texts.extracting(start..<nameEnd)
        let narrative = texts.extracting(accountEnd..<narrativeEnd)

        buffer.append(literal: "<CdtTrfTxInf><PmtId>")
        if hasInstructionID {
            buffer.append(literal: "<InstrId>")
            buffer.append(id: chunk.ids[row])
            buffer.append(literal: "</InstrId>")
        }
        buffer.append(literal: "<EndToEndId>")
        buffer.append(id: chunk.ids[row])
        buffer.append(literal: "</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"VND\">")
        buffer.append(decimal: amount)
        buffer.append(literal: "</InstdAmt></Amt><CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>")
        members.append(bank, to: &buffer)
        buffer.append(literal: "</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>")
        buffer.append(name.extracting(first: BankText.cut(name, to: caps.name)))
        buffer.append(literal: "</Nm></Cdtr><CdtrAcct><Id><Othr><Id>")
        buffer.append(texts.extracting(nameEnd..<accountEnd))
        buffer.append(literal: "</Id></Othr></Id></CdtrAcct>")
        if let purpose {
            buffer.append(literal: "<Purp><Cd>")
            buffer.append(text: purpose.rawValue)
            buffer.append(literal: "</Cd></Purp>")
        }
        buffer.append(literal: "<RmtInf><Ustrd>")
        buffer.append(narrative.extracting(first: BankText.cut(narrative, to: caps.narrative)))
        buffer.append(literal: "</Ustrd></RmtInf></CdtTrfTxInf>\n")
    }

    private mutating func openPart(isOwn: Bool) {
        if isPartOpen { buffer.append(literal: "</PmtInf>\n") }
        isPartOpen = true
        buffer.append(literal: "<PmtInf><PmtInfId>")
        buffer.append(text: header.messageID)
        buffer.append(text: isOwn ? "-1" : "-2")
        buffer.append(literal: "</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>")
        buffer.append(text: header.batchBooking ? "true" : "false")
        buffer.append(literal: "</BtchBookg>")
        appendTotals(isOwn ? header.ownBank : header.otherBank)
        if let categoryPurpose {
            buffer.append(literal: "<PmtTpInf><CtgyPurp><Cd>")
            buffer.append(text: categoryPurpose.rawValue)
            buffer.append(literal: "</Cd></CtgyPurp></PmtTpInf>")
        }
        buffer.append(literal: version.hasDayElement ? "<ReqdExctnDt><Dt>" : "<ReqdExctnDt>")
        buffer.append(text: header.requestedDate.description)
        buffer.append(literal: version.hasDayElement ? "</Dt></ReqdExctnDt>" : "</ReqdExctnDt>")
        buffer.append(literal: "<Dbtr><Nm>")
        buffer.append(text: header.debtor.name.revealed)
        buffer.append(literal: "</Nm>")
        appendAddress()
        buffer.append(literal: "</Dbtr><DbtrAcct><Id><Othr><Id>")
        buffer.append(text: header.debtor.account.revealed)
        buffer.append(literal: "</Id></Othr></Id><Ccy>VND</Ccy></DbtrAcct>")
        buffer.append(literal: "<DbtrAgt><FinInstnId><ClrSysMmbId><MmbId>")
        guard let bank = header.debtor.bank else {
            preconditionFailure("a bank that takes pain.001 holds the account")
        }
        members.append(bank, to: &buffer)
        buffer.append(literal: "</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>")
        // The payer bears all charges: a payee gets the whole allowance.
        buffer.append(literal: "<ChrgBr>DEBT</ChrgBr>\n")
    }

    /// The payer's address, in the order that every version has; a part too long for the version is cut.
    private mutating func appendAddress() {
        guard let form = debtorAddress, let address = header.debtor.address else { return }
        func cut(_ text: BankText, _ length: Int) -> String { text.capped(to: length).revealed }
        buffer.append(literal: "<PstlAdr>")
        switch form {
        case .structured:
            buffer.append(literal: "<TwnNm>")
            buffer.append(text: cut(address.town, version.longestTown))
            buffer.append(literal: "</TwnNm><CtrySubDvsn>")
            buffer.append(text: cut(address.province, version.longestProvince))
            buffer.append(literal: "</CtrySubDvsn><Ctry>VN</Ctry>")
        case .unstructured:
            buffer.append(literal: "<Ctry>VN</Ctry>")
            for line in [address.town, address.province] {
                buffer.append(literal: "<AdrLine>")
                buffer.append(text: cut(line, version.longestAddressLine))
                buffer.append(literal: "</AdrLine>")
            }
        }
        buffer.append(literal: "</PstlAdr>")
    }

    private mutating func appendTotals(_ totals: TransferTotals) {
        buffer.append(literal: "<NbOfTxs>")
        buffer.append(decimal: Int64(totals.count))
        buffer.append(literal: "</NbOfTxs><CtrlSum>")
        buffer.append(decimal: totals.sum)
        buffer.append(literal: "</CtrlSum>")
    }
}

/// Where a provider cuts texts, in characters; ISO 20022 allows 140 for both.
package struct TextCaps: Hashable, Sendable {
    /// The longest name.
    package let name: Int
    /// The longest narrative; never below ``narrativeMinimum``.
    package let narrative: Int

    /// A transfer id, which a cap must never cut; a profile's cap is not below its template's length.
    package static let narrativeMinimum = 16

    /// Caps that are safe in bulk files, unless given; traps outside 20…140 and 16…140.
    package init(name: Int = 70, narrative: Int = 50) {
        precondition((20...140).contains(name), "a name's cap is 20 to 140")
        precondition(
            (TextCaps.narrativeMinimum...140).contains(narrative),
            "a narrative's cap is 16 to 140"
        )
        self.name = name
        self.narrative = narrative
    }
}
