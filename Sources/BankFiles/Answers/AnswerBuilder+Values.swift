// Values of an answer, with the findings that they give.

import Intake
import Ledger

extension AnswerBuilder {
    /// An amount of the expected currency in minor units; nil after a finding.
    mutating func money(_ text: Span<UInt8>) -> Int64? {
        guard hasCurrency else {
            note(.noCurrency)
            return nil
        }
        guard isExpectedCurrency else {
            if purpose == .people, CurrencyTable.isCode(otherCurrency) { return foreignMoney(text) }
            note(.otherCurrency(otherCurrency, expected: currency))
            return nil
        }
        return plausible(number(text))
    }

    /// An amount that a payment, entry or balance can have; nil after a finding.
    mutating func plausible(_ amount: Int64?) -> Int64? {
        guard let amount, amount > Money.largestAmount else { return amount }
        note(.implausible)
        return nil
    }

    /// An amount of another currency than its report has, for people; nil after a finding.
    private mutating func foreignMoney(_ text: Span<UInt8>) -> Int64? {
        noteOnce(.foreignAmount)
        do {
            let exponent = CurrencyTable.currency(otherCurrency).exponent
            return try AnswerValue.amount(text, exponent: exponent).value
        } catch {
            note(.amount(error, currency: currency))
            return nil
        }
    }

    /// The currency of the amount that was read last; nil for that of its report.
    var foreignCurrency: String? {
        isExpectedCurrency || purpose == .books
            ? nil : String(decoding: otherCurrency, as: UTF8.self)
    }

    /// A reference that stands in a text.
    mutating func reference(_ text: String?) -> String? {
        guard let text else { return nil }
        let bytes = Array(text.utf8)
        return label(bytes.span)
    }

    /// The same, and without a finding where it is of another currency: it then says nothing of ours.
    mutating func moneyOfOurs(_ text: Span<UInt8>) -> Int64? {
        isExpectedCurrency ? plausible(number(text)) : nil
    }

    /// An amount without a currency of its own.
    mutating func number(_ text: Span<UInt8>) -> Int64? {
        do {
            let (value, digits) = try AnswerValue.amount(text, exponent: currency.exponent)
            if digits == 3, currency.exponent == 0, !hasThousandsWarning {
                hasThousandsWarning = true
                note(.threeDecimals)
            }
            return value
        } catch {
            note(.amount(error, currency: currency))
            return nil
        }
    }

    /// A day; nil after a finding.
    mutating func day(_ text: Span<UInt8>) -> CivilDate? {
        // Nearly all entries of a file are of one day.
        if text.count == 10, let last = lastDay, text.word(at: 0) == last.front,
            text.word(at: 2) == last.back
        {
            return last.day
        }
        guard let day = AnswerValue.day(text) else {
            note(.badDay)
            return nil
        }
        if text.count == 10 { lastDay = (text.word(at: 0), text.word(at: 2), day) }
        return day
    }

    /// Whether a side is credit; nil after a finding.
    mutating func isCredit(_ text: Span<UInt8>) -> Bool? {
        let word = text.extracting(AnswerValue.trimmed(text))
        if word.isEqual("CRDT") { return true }
        if word.isEqual("DBIT") { return false }
        note(.badSide)
        return nil
    }

    /// A number of payments; nil after a finding.
    mutating func count(_ text: Span<UInt8>) -> Int64? {
        guard let count = AnswerValue.count(text) else {
            note(.badCount)
            return nil
        }
        return count
    }

    /// A reference or an id, without hidden characters; nil where there is none.
    mutating func label(_ text: Span<UInt8>) -> String? {
        if text.count <= Self.labelLength, AnswerValue.isBare(text) {
            return text.isEqual("NOTPROVIDED") ? nil : AnswerValue.string(text)
        }
        guard let label = AnswerValue.reference(text) else { return nil }
        if text.count > Self.labelLength { checkLabel(label) }
        guard AnswerValue.isPlain(text) || TextFault.inText(label) == nil else {
            note(.hiddenCharacter)
            return nil
        }
        return label
    }

    /// The same where most of a file have one: the one before is given out again.
    mutating func label(_ text: Span<UInt8>, after before: RepeatedLabel) -> RepeatedLabel {
        before.isSame(text) ? before : RepeatedLabel(text, label(text))
    }

    /// Appends a piece of free text to a narrative, which stays short.
    static func join(_ text: Span<UInt8>, to narrative: inout String?) {
        let piece = AnswerValue.isBare(text) ? AnswerValue.string(text) : AnswerValue.text(text)
        guard let piece else { return }
        guard let before = narrative else {
            narrative = piece
            return
        }
        guard before.utf8.count + piece.utf8.count < AnswerLimits.narrativeBytes else { return }
        narrative = before + " " + piece
    }

    /// The sum of two amounts; a finding where it has more than 18 digits.
    mutating func sum(_ left: Int64, _ right: Int64, atStartOf scope: AnswerScope) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow, sum.magnitude < 1_000_000_000_000_000_000 else {
            note(.sumTooLarge, atStartOf: scope)
            return 0
        }
        return sum
    }

    /// Whether there is room for one fact more.
    mutating func hasRoom() -> Bool {
        guard answer.facts.count + commonCount < limits.facts else {
            note(.tooManyFacts(limits.facts))
            isDone = true
            return false
        }
        return true
    }
}
