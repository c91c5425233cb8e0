// A line: one right that is due now.

package import Ledger

/// One right: person, programme, month owed, kind, funding source, amount.
package struct DueLine: Hashable, Sendable {
    /// The person whose right it is.
    package let person: Int64
    /// The person who receives the money.
    package let payee: Int64
    /// The programme's code in the rule book.
    package let programme: String
    /// The category's code in the rule book.
    package let category: String
    /// The month that the right is owed for.
    package let month: CalendarMonth
    /// The kind of right: `base` or `supplement`.
    package let kind: String
    /// The funding source.
    package let source: String
    /// `regular`, or `difference-N` when N live lines of the same right were there before.
    package let cause: String
    /// VND, more than zero.
    package let amount: Int64
    /// The rule of the rule book that gave it.
    package let rule: String
    /// The budget year whose estimate pays it: of the batch that first approved the right.
    package let year: Int
    /// The id of the transfer that came back and whose line this one pays again; empty for a line
    /// that is owed for the first time.
    package let replaces: String

    /// Whether the right was approved before, in the batch of the transfer it replaces.
    package var isApprovedBefore: Bool { !replaces.isEmpty }

    /// A line; the amount is more than zero.
    package init(
        person: Int64,
        payee: Int64,
        programme: String,
        category: String,
        month: CalendarMonth,
        kind: String,
        source: String,
        cause: String,
        amount: Int64,
        rule: String,
        year: Int,
        replaces: String = ""
    ) {
        precondition(amount > 0, "a line is more than zero")
        self.person = person
        self.payee = payee
        self.programme = programme
        self.category = category
        self.month = month
        self.kind = kind
        self.source = source
        self.cause = cause
        self.amount = amount
        self.rule = rule
        self.year = year
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
        if left.programme != right.programme { return left.programme < right.programme }
        if left.category != right.category { return left.category < right.category }
        if left.kind != right.kind { return left.kind < right.kind }
        if left.source != right.source { return left.source < right.source }
        if left.cause != right.cause { return left.cause < right.cause }
        return left.replaces < right.replaces
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
