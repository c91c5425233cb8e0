// Whether a payment comes twice in many files, in memory that does not grow with them.
//
// Facts are looked at twice. The first time each leaves four marks in a field of bits, and who finds
// all of his there already is suspected; the second time only the suspected are counted, by all that
// makes them one. The first time alone proves nothing, so files are read again only where somebody is
// suspected.
//
// Invariants:
// (1) What comes twice is suspected; who is suspected wrongly is counted once and not told.
// (2) At most 64 MB: 32 of marks, and what `suspects` payments take.

import Intake

/// Counts payments of statements and orders by their names.
package struct PaymentCheck: Sendable {
    /// A name of a payment with its direction and amount.
    private struct Booking: Hashable {
        let name: String
        let word: FactWord
        let amount: Int64?
        let family: AnswerFamily
    }

    /// The most payments that are suspected.
    private static let suspects = 65_536
    /// The most bits of marks.
    private static let largest = 1 << 28
    private static let marks = 4

    private var bits: [UInt64]
    private var suspected: Set<UInt128> = []
    private var seen: [Booking: (count: Int, file: String)] = [:]
    private var order: [Booking] = []
    private var isFull = false

    /// A check of about so many payments; of more it suspects more wrongly.
    package init(expecting payments: Int) {
        var size = 1 << 16
        while size < Self.largest, size / 64 < payments { size *= 2 }
        bits = [UInt64](repeating: 0, count: size / 64)
    }

    /// Whether the files must be read again, to count.
    package var hasSuspects: Bool { !suspected.isEmpty }

    /// Looks at a fact for the first time.
    package mutating func note(_ fact: BankFact, of family: AnswerFamily) {
        guard let booking = Self.booking(fact, family) else { return }
        let digest = Self.digest(booking)
        var isKnown = true
        let step = UInt64(truncatingIfNeeded: digest >> 64) | 1
        let start = UInt64(truncatingIfNeeded: digest)
        for mark in 0..<UInt64(Self.marks) {
            let place = (start &+ mark &* step) & UInt64(bits.count * 64 - 1)
            let bit = UInt64(1) << (place & 63)
            if bits[Int(place >> 6)] & bit == 0 { isKnown = false }
            bits[Int(place >> 6)] |= bit
        }
        guard isKnown, !suspected.contains(digest) else { return }
        guard suspected.count < Self.suspects else {
            isFull = true
            return
        }
        suspected.insert(digest)
    }

    /// Counts a fact, the second time.
    package mutating func count(_ fact: BankFact, of family: AnswerFamily, in file: String) {
        guard hasSuspects, let booking = Self.booking(fact, family),
            suspected.contains(Self.digest(booking))
        else { return }
        guard let before = seen[booking] else {
            seen[booking] = (1, file)
            return
        }
        if before.count == 1 { order.append(booking) }
        seen[booking] = (before.count + 1, before.file)
    }

    /// The payments that come twice, in the order in which each was met again.
    var findings: [Diagnostic] {
        var findings = order.compactMap { booking in
            seen[booking].map { Self.finding(booking, $0.count, $0.file) }
        }
        if isFull, let file = findings.last?.location.file {
            findings.append(
                AnswerCheck.warning(
                    "check-payment-more",
                    file,
                    Phrase(
                        vi: "còn nhiều khoản lặp lại nữa, không được xét",
                        en: "so many payments come twice that not all were looked at"
                    ),
                    hint: Phrase(
                        vi: "xét từng tệp một",
                        en: "check the files one at a time"
                    )
                )
            )
        }
        return findings
    }

    /// What makes a payment one: of an order its name alone.
    private static func booking(_ fact: BankFact, _ family: AnswerFamily) -> Booking? {
        guard fact.report != nil, let name = fact.references.endToEnd else { return nil }
        return Booking(
            name: name,
            word: fact.word,
            amount: family == .paymentOrder ? nil : fact.amount,
            family: family
        )
    }

    /// A digest by FNV-1a of 128 bits, mixed once more for its low bits.
    private static func digest(_ booking: Booking) -> UInt128 {
        var digest: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        func mix(_ byte: UInt8) {
            digest = (digest ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
        for byte in booking.name.utf8 { mix(byte) }
        mix(0)
        for byte in booking.word.rawValue.utf8 { mix(byte) }
        var amount = UInt64(bitPattern: booking.amount ?? -1)
        for _ in 0..<8 {
            mix(UInt8(truncatingIfNeeded: amount))
            amount >>= 8
        }
        for byte in booking.family.rawValue.utf8 { mix(byte) }
        return digest ^ digest >> 61
    }

    private static func finding(_ booking: Booking, _ count: Int, _ file: String) -> Diagnostic {
        let isOrder = booking.family == .paymentOrder
        return AnswerCheck.warning(
            "check-payment-twice",
            file,
            isOrder
                ? Phrase(
                    vi: "khoản \(booking.name) được yêu cầu chi \(count) lần",
                    en: "payment \(booking.name) is ordered \(count) times"
                )
                : Phrase(
                    vi: "khoản \(booking.name) được hạch toán \(count) lần cùng chiều",
                    en: "payment \(booking.name) is booked \(count) times on one side"
                ),
            hint: isOrder
                ? Phrase(
                    vi: "không thực hiện cho đến khi đơn vị gửi lệnh xác nhận",
                    en: "do not pay by it before who sent it has confirmed"
                )
                : Phrase(
                    vi: "mỗi lần đều được tính; hỏi ngân hàng có trùng không",
                    en: "each of them counts; ask the bank whether one is a double"
                )
        )
    }
}
