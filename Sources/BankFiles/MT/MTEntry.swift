// One entry of an MT statement: `:61:` and the `:86:` after it.
//
//   :61: YYMMDD [MMDD] [R|E]C|D [x] 15d 1!a3!c 16x [//16x] [line 34x]
//
// Invariants:
// (1) C raises the account and D lowers it; RC takes a credit back and lowers it, RD raises it; EC and
//     ED are only expected.
// (2) The owner's reference is the payment where it is an id of ours, else the group that was booked
//     in one sum; structured `:86:` (EREF, KREF) goes before it.
// (3) A text that a bank cut at its line's end is joined as it was cut: an id stays whole.

import Intake
import Ledger

/// An entry that is being read.
struct MTEntry: Sendable {
    let position: XMLPosition
    var valueOn: CivilDate?
    var bookedOn: CivilDate?
    var isCredit = false
    var isReversal = false
    var isExpected = false
    var amount: Int64?
    var type: [UInt8] = []
    var reference: String?
    var service: String?
    var supplement: [[UInt8]] = []
    /// The lines of each `:86:`.
    var narratives: [[[UInt8]]] = []

    /// Words of banks for «no reference», and names of where the reference stands.
    private static let noReferences: Set<String> = [
        "NONREF", "NOREF", "EREF", "KREF", "KREF+", "EREF+", "PREF", "MARF", "NOTPROVIDED",
    ]

    /// Reads `:61:`; nil after a finding.
    init?(_ field: MTField, into builder: inout AnswerBuilder) {
        position = field.position
        supplement = Array(field.lines.dropFirst())
        var rest = field.lines[0][...]
        guard let valueOn = MTValue.day(rest.prefix(6)) else {
            builder.note(.badDay)
            return nil
        }
        self.valueOn = valueOn
        rest = rest.dropFirst(6)
        let blanks = rest.prefix(4).allSatisfy { $0 == 0x20 }
        if rest.count >= 4, blanks {
            rest = rest.dropFirst(4)
        } else if rest.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }) {
            bookedOn = MTValue.day(rest.prefix(4), near: valueOn)
            guard bookedOn != nil else {
                builder.note(.badDay)
                return nil
            }
            rest = rest.dropFirst(4)
        }
        guard let side = takeSide(&rest) else {
            builder.note(.mtSide)
            return nil
        }
        isCredit = side
        // The third character of the currency, where the bank writes it.
        if let byte = rest.first, (0x41...0x5A).contains(byte) { rest = rest.dropFirst() }
        let number = rest.prefix { $0 == 0x2C || $0 == 0x2E || (0x30...0x39).contains($0) }
        guard let amount = MTValue.amount(number, &builder) else { return nil }
        self.amount = amount
        rest = rest.dropFirst(number.count)
        guard rest.count >= 4, [0x4E, 0x53, 0x46].contains(rest[rest.startIndex]) else {
            builder.note(.mtType)
            return nil
        }
        type = Array(rest.prefix(4))
        readReferences(rest.dropFirst(4), &builder)
    }

    /// `C` or `D`, with what stands before it.
    private mutating func takeSide(_ rest: inout ArraySlice<UInt8>) -> Bool? {
        if rest.first == 0x52 || rest.first == 0x45 {
            isReversal = rest.first == 0x52
            isExpected = rest.first == 0x45
            rest = rest.dropFirst()
        }
        guard let byte = rest.first, byte == 0x43 || byte == 0x44 else { return nil }
        rest = rest.dropFirst()
        return (byte == 0x43) != isReversal
    }

    private mutating func readReferences(
        _ text: ArraySlice<UInt8>,
        _ builder: inout AnswerBuilder
    ) {
        var owner = text
        for index in text.indices.dropLast() where text[index] == 0x2F && text[index + 1] == 0x2F {
            owner = text[..<index]
            let bank = Array(text[(index + 2)...])
            service = known(builder.label(bank.span))
            break
        }
        let bytes = Array(owner)
        reference = known(builder.label(bytes.span))
    }

    private func known(_ reference: String?) -> String? {
        reference.flatMap { MTEntry.noReferences.contains($0) ? nil : $0 }
    }

    /// Tells the machine the entry and its one payment.
    func tell(_ builder: inout AnswerBuilder) {
        builder.fieldName = ":61:"
        builder.begin(.entry, at: position)
        builder.entry.amount = amount
        builder.entry.isCredit = isCredit
        builder.entry.isReversal = isReversal
        builder.entry.isReturned = type.elementsEqual("NRTI".utf8)
        builder.entry.status = isExpected ? .announced : .booked
        builder.entry.bookedOn = bookedOn
        builder.entry.valueOn = valueOn
        builder.entry.service = service
        builder.entry.nature = EntryDraft.nature(proprietary: type.span)
        for field in [.amount, .side, .status, .bookedOn] as [AnswerField] {
            builder.mark(field, in: .entry)
        }
        builder.begin(.detail, at: position)
        let text = MTNarrative(narratives, supplement: supplement)
        var references = FactReferences()
        references.endToEnd = known(builder.reference(text.endToEnd))
        references.group = known(builder.reference(text.group))
        if let reference {
            if references.endToEnd == nil, TransferID(tidied: reference) != nil {
                references.endToEnd = reference
            } else if references.group == nil {
                references.group = reference
            }
        }
        builder.detail.fact.references = references
        builder.detail.fact.reason = builder.reference(text.reason)
        builder.detail.fact.isReturn = text.isReturn
        builder.detail.fact.counterAccount = builder.reference(text.account)
        builder.detail.debtorAccount = builder.detail.fact.counterAccount
        builder.detail.fact.narrative = text.text
        builder.finish(.detail)
        builder.finish(.entry)
        builder.place(at: position)
        builder.fieldName = nil
    }
}
