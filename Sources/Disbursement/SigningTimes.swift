// When certificates are judged: at one moment for all signatures, or for each file of signatures when it was
// signed last, by whoever keeps a log that says so.
//
// Invariant: what was signed in time is proven for ever; nothing that came later shortens or stretches it.

package import Ledger

/// The moments at which the certificates of a batch must hold.
package struct SigningTimes: Sendable {
    private let other: Int64
    private let byPath: [String: Int64]

    /// One moment for all signatures.
    ///
    /// - Parameter time: The moment.
    package init(_ time: Instant) {
        other = time.seconds
        byPath = [:]
    }

    /// The moments that a log says.
    ///
    /// - Parameters:
    ///   - times: When each file of signatures was signed last, by its path in the folder.
    ///   - other: The moment for signatures of which the log says nothing.
    package init(_ times: [String: Instant], other: Instant) {
        self.other = other.seconds
        byPath = times.mapValues(\.seconds)
    }

    /// The moment for the signatures of a file.
    ///
    /// - Parameter path: The file's path in the folder.
    /// - Returns: Seconds since 1970.
    func time(of path: String) -> Int64 { byPath[path] ?? other }
}
