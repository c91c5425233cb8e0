// What an entry does to balances, and which other entry it answers to.
//
// Invariants:
// (1) Only ordinary entries, storno entries and uses move balances; a reservation holds, a release lets go.
// (2) reserved = used + released + still held, in each group of account, side, currency and dimensions.

/// What an entry does to balances, and the entry that it takes back or completes.
public enum EntryRole: Hashable, Sendable {
    /// Books its postings.
    case ordinary
    /// Takes back the entry of that key, in whole or in part: it lowers turnover.
    case storno(of: String)
    /// Holds its postings until they are used or released: no balance moves.
    ///
    /// No use is booked after the day given. What is held then stays held until somebody releases
    /// it, so that a balance at the door never depends on the clock.
    case reservation(until: CivilDate?)
    /// Books a part or all of what the reservation of that key holds.
    case use(of: String)
    /// Lets go of a part or all of what the reservation of that key holds.
    case release(of: String)

    /// The key of the reservation that a use or release completes; nil for all others.
    public var completes: String? {
        switch self {
        case .use(let key), .release(let key): key
        case .ordinary, .storno, .reservation: nil
        }
    }
}
