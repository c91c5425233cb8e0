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
    /// Reservations and releases move no balance: there is nothing to take back.
    case reversesUnbooked(String)
    /// With what was taken back before, the storno takes back more than was posted.
    case reversesMore(account: String, posted: Money, reversed: Money)
    /// The account is a group: its members take postings.
    case accountIsGroup(String)
    /// A use or release names no reservation of the journal.
    case completesUnknown(String)
    /// A use was held against another reservation than the one that it names.
    case completesOther(named: String?, given: String)
    /// The reservation ran out before the day of the use.
    case reservationExpired(String, until: CivilDate)
    /// With what was used and released before, more would be used or released than was reserved.
    case completesMore(account: String, reserved: Money, completed: Money)
    /// The account takes no posting from that day on.
    case accountClosed(String, since: CivilDate)
    /// The account takes no posting on that side for the time being.
    case accountFrozen(String, side: Side)
    /// The account would stand below zero, with what is held of it counted as gone.
    case belowZero(account: String, unit: String, balance: Money)
    /// The account would stand above its limit, with what is held for it counted as there.
    case aboveLimit(account: String, unit: String, limit: Money, balance: Money)
    /// The unit's books are closed through that day.
    case periodClosed(unit: String, through: CivilDate, bookedOn: CivilDate)
    /// The unit's books were closed further already; a close is never taken back.
    case closedFurther(unit: String, through: CivilDate)
    /// The budget year is in a phase in which the account takes no such posting.
    case yearOver(account: String, year: Int, phase: BudgetYear.Phase)
    /// The rules know no budget year of that number.
    case unknownYear(Int)

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
        case .reversesUnbooked: "storno-of-unbooked"
        case .reversesMore: "storno-exceeds"
        case .accountIsGroup: "account-is-group"
        case .completesUnknown: "reservation-unknown"
        case .completesOther: "reservation-other"
        case .reservationExpired: "reservation-expired"
        case .completesMore: "reservation-exceeded"
        case .accountClosed: "account-closed"
        case .accountFrozen: "account-frozen"
        case .belowZero: "balance-below-zero"
        case .aboveLimit: "balance-above-limit"
        case .periodClosed: "period-closed"
        case .closedFurther: "period-closed-further"
        case .yearOver: "year-over"
        case .unknownYear: "year-unknown"
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
        case .reversesUnbooked(let key):
            "the entry '\(key)' only reserved or released: release it instead of taking it back"
        case .accountIsGroup(let code): "the account '\(code)' is a group of others"
        case .completesUnknown(let key): "there is no reservation '\(key)'"
        case .completesOther(let named, let given):
            "the entry completes \(named.map { "'\($0)'" } ?? "no reservation"), not '\(given)'"
        case .reservationExpired(let key, let until):
            "the reservation '\(key)' ran out on \(until)"
        case .completesMore(let account, let reserved, let completed):
            "of \(reserved) reserved on \(account), \(completed) would be used or released"
        case .accountClosed(let account, let day): "the account '\(account)' is closed since \(day)"
        case .accountFrozen(let account, let side): "the \(side) side of '\(account)' is frozen"
        case .belowZero(let account, let unit, let balance):
            "unit \(unit): \(account) would stand at \(balance)"
        case .aboveLimit(let account, let unit, let limit, let balance):
            "unit \(unit): \(account) would stand at \(balance), above its limit of \(limit)"
        case .periodClosed(let unit, let through, let day):
            "unit \(unit): the books are closed through \(through), so nothing is booked on \(day)"
        case .closedFurther(let unit, let through):
            "unit \(unit): the books are closed through \(through) already"
        case .yearOver(let account, let year, let phase):
            "the budget year \(year) is \(phase.rawValue): no such posting on \(account)"
        case .unknownYear(let year): "the rules know no budget year \(year)"
        }
    }
}
