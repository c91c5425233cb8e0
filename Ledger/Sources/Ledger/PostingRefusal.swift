// Why an entry was not made or not posted.
//
// Invariants:
// (1) A refusal names accounts, units, keys and sums, never a person.

/// Why an entry was not made or not posted; nothing has changed then.
public enum PostingRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry has no posting.
    case empty
    /// A posting's amount is zero or below.
    case amountNotPositive(account: String, amount: Money)
    /// A posting belongs to another unit than the entry.
    case mixesUnits(entry: String, posting: String)
    /// The debits and the credits of a unit in one currency differ.
    case unbalanced(unit: String, debit: Money, credit: Money)
    /// The sum of one side does not fit in 64 bits.
    case overflow(unit: String, currency: Currency)
    /// The chart has no such account.
    case unknownAccount(String)
    /// Memo accounts do not balance among themselves, so one stands against a real account.
    case memoAgainstReal(unit: String, debit: Money, credit: Money)
    /// The key was used for an entry of other content.
    case keyTaken(String)
    /// A storno names an entry that the journal does not have.
    case reversesUnknown(String)
    /// A storno was held against another entry than the one that it names.
    case reversesOther(named: String?, given: String)
    /// A storno cannot be taken back by a storno: what it took away is posted anew.
    case reversesStorno(String)
    /// With what was taken back before, the storno takes back more than was posted.
    case reversesMore(account: String, posted: Money, reversed: Money)

    /// A stable kebab-case code.
    public var code: String {
        switch self {
        case .empty: "entry-empty"
        case .amountNotPositive: "amount-not-positive"
        case .mixesUnits: "units-mixed"
        case .unbalanced: "entry-unbalanced"
        case .overflow: "sum-overflow"
        case .unknownAccount: "account-unknown"
        case .memoAgainstReal: "memo-against-real"
        case .keyTaken: "key-taken"
        case .reversesUnknown: "storno-of-unknown"
        case .reversesOther: "storno-of-other"
        case .reversesStorno: "storno-of-storno"
        case .reversesMore: "storno-exceeds"
        }
    }

    /// The refusal in English.
    public var description: String {
        switch self {
        case .empty: "an entry has at least one posting on each side"
        case .amountNotPositive(let account, let amount):
            "the amount on \(account) is \(amount), not above zero"
        case .mixesUnits(let entry, let posting):
            "an entry of unit \(entry) has a posting of unit \(posting)"
        case .unbalanced(let unit, let debit, let credit):
            "unit \(unit): debits are \(debit), credits are \(credit)"
        case .overflow(let unit, let currency):
            "unit \(unit): a sum in \(currency) does not fit in 64 bits"
        case .unknownAccount(let code): "the chart has no account '\(code)'"
        case .memoAgainstReal(let unit, let debit, let credit):
            "unit \(unit): memo debits are \(debit), memo credits are \(credit)"
        case .keyTaken(let key): "the key '\(key)' belongs to an entry of other content"
        case .reversesUnknown(let key): "there is no entry '\(key)' to take back"
        case .reversesOther(let named, let given):
            "the storno names \(named.map { "'\($0)'" } ?? "no entry"), not '\(given)'"
        case .reversesStorno(let key): "the entry '\(key)' is a storno itself"
        case .reversesMore(let account, let posted, let reversed):
            "of \(posted) posted on \(account), \(reversed) would be taken back"
        }
    }
}
