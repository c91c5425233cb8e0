// A line: one right that is due now.
//
// Invariant: the words of lines stand once, in rights that lines share; equal rights may be two
// objects, so they are compared by their words.

package import Ledger

/// What a line is for, without the person, the month and the amount: thousands of lines share one.
package final class LineRight: Hashable, Sendable {
    /// The programme's code in the rule book.
    package let programme: String
    /// The category's code in the rule book.
    package let category: String
    /// The kind of right: `base` or `supplement`.
    package let kind: String
    /// The funding source.
    package let source: String
    /// `regular`, or `difference-N` when N lines of the same right were there before; behind it,
    /// after a blank, number and day of the decision that allows an arrear which needs one.
    package let cause: String
    /// The rule of the rule book that gave it.
    package let rule: String
    /// The budget year whose estimate pays it: of the batch that first approved the right, or the one to
    /// which the claim was carried.
    package let year: Int
    /// FNV-1a over all words: rights are looked up once a line.
    private let code: UInt64

    /// A right.
    package init(
        programme: String,
        category: String,
        kind: String,
        source: String,
        cause: String,
        rule: String,
        year: Int
    ) {
        self.programme = programme
        self.category = category
        self.kind = kind
        self.source = source
        self.cause = cause
        self.rule = rule
        self.year = year
        var code: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in [programme, category, kind, source, cause, rule, "\(year)"] {
            for byte in word.utf8 { code = (code ^ UInt64(byte)) &* 0x100_0000_01b3 }
            code = (code ^ 0xFF) &* 0x100_0000_01b3
        }
        self.code = code
    }

    /// How many lines a right has up to one of a cause: one, or N + 1 up to `difference-N`.
    ///
    /// - Parameter cause: As ``cause``.
    /// - Returns: At least one.
    package static func ordinal(ofCause cause: String) -> Int32 {
        let start = "difference-"
        guard cause.hasPrefix(start) else { return 1 }
        let number = cause.dropFirst(start.count).prefix { $0 != " " }
        // No right has so many lines: what lies above is somebody else's row.
        return Int32(number).flatMap { (1..<1_000_000).contains($0) ? $0 + 1 : nil } ?? 1
    }

    /// The same right, owed in a budget year.
    package func owed(in year: Int) -> LineRight {
        guard year != self.year else { return self }
        return LineRight(
            programme: programme,
            category: category,
            kind: kind,
            source: source,
            cause: cause,
            rule: rule,
            year: year
        )
    }

    /// Whether all words are the same.
    package static func == (left: LineRight, right: LineRight) -> Bool {
        if left === right { return true }
        return left.code == right.code && left.year == right.year && left.kind == right.kind
            && left.source == right.source
            && left.category == right.category && left.programme == right.programme
            && left.rule == right.rule && left.cause == right.cause
    }

    /// Hashes what stands for all words.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(code)
    }

    /// The order of lines of one person and month: programme, category, kind, source, cause.
    static func precedes(_ left: LineRight, _ right: LineRight) -> Bool? {
        if left === right { return nil }
        if left.programme != right.programme { return left.programme < right.programme }
        if left.category != right.category { return left.category < right.category }
        if left.kind != right.kind { return left.kind < right.kind }
        if left.source != right.source { return left.source < right.source }
        if left.cause != right.cause { return left.cause < right.cause }
        return nil
    }
}

/// Gives each right once while lines are read.
package struct LineRights {
    private var recent: [LineRight] = []
    private var all: Set<LineRight> = []

    /// Rights that are looked at before the table is asked: most lines have one of a few.
    private static let recentCount = 24

    /// No right yet.
    package init() {}

    /// The one object of a right.
    package mutating func shared(
        programme: String,
        category: String,
        kind: String,
        source: String,
        cause: String,
        rule: String,
        year: Int
    ) -> LineRight {
        for right in recent
        where right.category == category && right.kind == kind && right.source == source
            && right.cause == cause && right.rule == rule && right.year == year
            && right.programme == programme
        {
            return right
        }
        let new = LineRight(
            programme: programme,
            category: category,
            kind: kind,
            source: source,
            cause: cause,
            rule: rule,
            year: year
        )
        let right = all.insert(new).memberAfterInsert
        if recent.count == Self.recentCount { recent.removeFirst(Self.recentCount / 2) }
        recent.append(right)
        return right
    }
}

/// One right of one person for one month.
package struct DueLine: Hashable, Sendable {
    /// The person whose right it is.
    package let person: Int64
    /// The person who receives the money.
    package let payee: Int64
    /// VND, more than zero.
    package let amount: Int64
    /// The month that the right is owed for.
    package let month: CalendarMonth
    /// What it is for.
    package let right: LineRight
    /// The id of the transfer that came back and whose line this one pays again; empty for a line
    /// that is owed for the first time.
    package let replaces: String

    /// The programme's code in the rule book.
    package var programme: String { right.programme }
    /// The category's code in the rule book.
    package var category: String { right.category }
    /// The kind of right: `base` or `supplement`.
    package var kind: String { right.kind }
    /// The funding source.
    package var source: String { right.source }
    /// `regular`, or `difference-N` when N live lines of the same right were there before.
    package var cause: String { right.cause }
    /// The rule of the rule book that gave it.
    package var rule: String { right.rule }
    /// The budget year whose estimate pays it.
    package var year: Int { right.year }

    /// Whether the right was approved before, in the batch of the transfer it replaces.
    package var isApprovedBefore: Bool { !replaces.isEmpty }

    /// A line; the amount is more than zero.
    package init(
        person: Int64,
        payee: Int64,
        right: LineRight,
        month: CalendarMonth,
        amount: Int64,
        replaces: String = ""
    ) {
        precondition(amount > 0, "a line is more than zero")
        self.person = person
        self.payee = payee
        self.right = right
        self.month = month
        self.amount = amount
        self.replaces = replaces
    }

    /// Canonical order: payee, person, month, programme, category, kind, source, cause, what it
    /// replaces.
    ///
    /// The unit comes before all of these, and a batch has one unit; lines of one payee lie
    /// together, so a transfer is a run of lines.
    package static func canonicalOrder(_ left: DueLine, _ right: DueLine) -> Bool {
        if left.payee != right.payee { return left.payee < right.payee }
        if left.person != right.person { return left.person < right.person }
        if left.month != right.month { return left.month < right.month }
        return LineRight.precedes(left.right, right.right) ?? (left.replaces < right.replaces)
    }
}

/// What live lines already cover of one right: approved, on their way or paid, and not withdrawn.
package struct CoveredRight: Hashable, Sendable {
    /// The person.
    package let person: Int64
    /// The programme.
    package let programme: String
    /// The category: a person may have rights of two categories of one programme.
    package let category: String
    /// The month.
    package let month: CalendarMonth
    /// The kind.
    package let kind: String
    /// The funding source.
    package let source: String
    /// VND over all live lines.
    package let amount: Int64
    /// The number of live lines.
    package let lineCount: Int

    /// What is covered of a right.
    package init(
        person: Int64,
        programme: String,
        category: String,
        month: CalendarMonth,
        kind: String,
        source: String,
        amount: Int64,
        lineCount: Int
    ) {
        self.person = person
        self.programme = programme
        self.category = category
        self.month = month
        self.kind = kind
        self.source = source
        self.amount = amount
        self.lineCount = lineCount
    }
}
