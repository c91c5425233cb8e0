// Texts of an answer as amounts, days, numbers and words.
//
// Invariants:
// (1) Nothing is rounded: a digit that the currency has no room for is refused unless it is 0.
// (2) A text is trimmed and in NFC; nothing else of it is changed.

import Intake
import Ledger

/// Reads values out of the bytes of an element.
enum AnswerValue {
    /// Why an amount is refused.
    enum AmountFault: Error {
        /// Not digits with at most one decimal point.
        case form
        /// Digits after the point that the currency does not have.
        case fraction
        /// More than 18 digits.
        case size
    }

    /// The bytes without the white space around them.
    static func trimmed(_ bytes: Span<UInt8>) -> Range<Int> {
        var first = 0
        var end = bytes.count
        while first < end, XMLScanner.isBlank(bytes[first]) { first += 1 }
        while end > first, XMLScanner.isBlank(bytes[end - 1]) { end -= 1 }
        return first..<end
    }

    /// The text, trimmed and in NFC; nil where nothing is left.
    static func text(_ bytes: Span<UInt8>) -> String? {
        let range = trimmed(bytes)
        guard !range.isEmpty else { return nil }
        let text = bytes.extracting(range)
        let string = unsafe text.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
        return isPlain(text) ? string : NFC.normalised(string)
    }

    /// A text whose bytes were looked at.
    static func string(_ bytes: Span<UInt8>) -> String {
        unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a text is plain, and has no blank at its ends; an empty one is not.
    static func isBare(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes[0] > 0x20, bytes[bytes.count - 1] > 0x20 else { return false }
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.word(at: index)
            guard word & UInt64.highBits == 0, word.controlBytes == 0,
                word.bytes(equalTo: 0x7F) == 0
            else { return false }
            index += 8
        }
        while index < bytes.count {
            guard bytes[index] >= 0x20, bytes[index] < 0x7F else { return false }
            index += 1
        }
        return true
    }

    /// Whether there are only characters of ASCII that can be seen, and blanks.
    static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] >= 0x7F {
            return false
        }
        return true
    }

    /// A reference: a text, nil also where the bank says that it has none.
    static func reference(_ bytes: Span<UInt8>) -> String? {
        let range = trimmed(bytes)
        if bytes.extracting(range).isEqual("NOTPROVIDED") { return nil }
        return text(bytes)
    }

    /// An amount in minor units: digits, with a fraction that the currency has room for.
    static func amount(
        _ bytes: Span<UInt8>,
        exponent: Int
    ) throws(AmountFault) -> (value: Int64, fractionDigits: Int) {
        let range = trimmed(bytes)
        var next = range.lowerBound
        var value: Int64 = 0
        func take(_ byte: UInt8, into value: inout Int64) throws(AmountFault) {
            guard value < 100_000_000_000_000_000 else { throw .size }
            value = value * 10 + Int64(byte &- 0x30)
        }
        while next < range.upperBound, bytes[next] &- 0x30 < 10 {
            try take(bytes[next], into: &value)
            next += 1
        }
        guard next > range.lowerBound else { throw .form }
        var digits = 0
        if next < range.upperBound {
            guard bytes[next] == 0x2E, next + 1 < range.upperBound else { throw .form }
            next += 1
            while next < range.upperBound {
                guard bytes[next] &- 0x30 < 10 else { throw .form }
                if digits < exponent {
                    try take(bytes[next], into: &value)
                } else if bytes[next] != 0x30 {
                    // A form that is wrong further on is the graver fault.
                    for rest in next..<range.upperBound where bytes[rest] &- 0x30 >= 10 {
                        throw .form
                    }
                    throw .fraction
                }
                digits += 1
                next += 1
            }
        }
        for _ in min(digits, exponent)..<exponent { try take(0x30, into: &value) }
        return (value, digits)
    }

    /// A decimal number in units of its last place.
    ///
    /// - Throws: ``AmountFault``, also for a digit beyond the last place that is not 0, and for more
    ///   than 32 characters.
    static func decimal(_ bytes: Span<UInt8>, places: Int) throws(AmountFault) -> Int128 {
        let text = bytes.extracting(trimmed(bytes))
        guard text.count <= 32 else { throw .size }
        var value: Int128 = 0
        /// Digits after the point; nil before it.
        var fraction: Int?
        for index in text.indices {
            let byte = text[index]
            if byte == 0x2E, fraction == nil, index > 0 {
                fraction = 0
                continue
            }
            guard byte &- 0x30 < 10 else { throw .form }
            let place = fraction ?? -1
            if fraction != nil { fraction = place + 1 }
            if place < places {
                value = value * 10 + Int128(byte - 0x30)
            } else if byte != 0x30 {
                throw .fraction
            }
        }
        guard !text.isEmpty, fraction != 0 else { throw .form }
        for _ in min(fraction ?? 0, places)..<places { value *= 10 }
        return value
    }

    /// A number of payments or entries.
    static func count(_ bytes: Span<UInt8>) -> Int64? {
        let range = trimmed(bytes)
        guard (1...18).contains(range.count) else { return nil }
        var value: Int64 = 0
        for index in range {
            guard bytes[index] &- 0x30 < 10 else { return nil }
            value = value * 10 + Int64(bytes[index] - 0x30)
        }
        return value
    }

    /// A truth value of XML Schema.
    static func isTrue(_ bytes: Span<UInt8>) -> Bool? {
        let word = bytes.extracting(trimmed(bytes))
        if word.isEqual("true") || word.isEqual("1") { return true }
        if word.isEqual("false") || word.isEqual("0") { return false }
        return nil
    }

    /// The day in Viet Nam of a date or a time of XML Schema; a time without a zone is one of there.
    static func day(_ bytes: Span<UInt8>) -> CivilDate? {
        let range = trimmed(bytes)
        let text = bytes.extracting(range)
        var next = 0
        guard let year = number(text, &next, digits: 4), take(0x2D, text, &next),
            let month = number(text, &next, digits: 2), take(0x2D, text, &next),
            let dayOfMonth = number(text, &next, digits: 2),
            let date = CivilDate(year: year, month: month, day: dayOfMonth)
        else { return nil }
        guard take(0x54, text, &next) else {
            return next == text.count || zone(text, &next) != nil && next == text.count ? date : nil
        }
        guard let hour = number(text, &next, digits: 2), take(0x3A, text, &next),
            let minute = number(text, &next, digits: 2), take(0x3A, text, &next),
            let second = number(text, &next, digits: 2), minute < 60, second < 60,
            hour < 24 || hour == 24 && minute + second == 0
        else { return nil }
        if take(0x2E, text, &next) {
            let first = next
            while next < text.count, text[next] &- 0x30 < 10 { next += 1 }
            guard next > first else { return nil }
        }
        var minutes = hour * 60 + minute
        if next < text.count {
            guard let offset = zone(text, &next), next == text.count else { return nil }
            minutes += 7 * 60 - offset
        }
        let shift = minutes < 0 ? -1 : minutes / 1_440
        return CivilDate(dayNumber: Int(date.dayNumber) + shift)
    }

    /// A number of so many digits.
    private static func number(_ text: Span<UInt8>, _ next: inout Int, digits: Int) -> Int? {
        guard next + digits <= text.count else { return nil }
        var value = 0
        for index in next..<(next + digits) {
            guard text[index] &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(text[index] - 0x30)
        }
        next += digits
        return value
    }

    private static func take(_ byte: UInt8, _ text: Span<UInt8>, _ next: inout Int) -> Bool {
        guard next < text.count, text[next] == byte else { return false }
        next += 1
        return true
    }

    /// A zone, `Z` or `±HH:MM`, in minutes east of UTC.
    private static func zone(_ text: Span<UInt8>, _ next: inout Int) -> Int? {
        if take(0x5A, text, &next) { return 0 }
        let isWest = take(0x2D, text, &next)
        guard isWest || take(0x2B, text, &next), let hours = number(text, &next, digits: 2),
            take(0x3A, text, &next), let minutes = number(text, &next, digits: 2), minutes < 60,
            hours * 60 + minutes <= 14 * 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
