// Pieces of work that know nothing of each other: core modules name them, a shell runs them.

/// Runs pieces of work that know nothing of each other: one after the other, or on threads.
package protocol Workers: Sendable {
    /// The results of the pieces, in their order, however they were run.
    func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) -> Result
    ) -> [Result]

    /// The same, while the caller's thread does work of its own first.
    ///
    /// - Parameters:
    ///   - count: How many pieces there are.
    ///   - own: The caller's work, on the caller's thread, once; pieces may run before, beside or after.
    ///   - body: Makes the result of a piece.
    /// - Returns: The results of the pieces, in their order.
    func map<Result: Sendable>(
        _ count: Int,
        alongside own: () -> Void,
        _ body: @Sendable (Int) -> Result
    ) -> [Result]
}

extension Workers {
    /// The caller's work, then the pieces.
    package func map<Result: Sendable>(
        _ count: Int,
        alongside own: () -> Void,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        own()
        return map(count, body)
    }
}

/// Runs everything on the caller's thread.
package struct OneWorker: Workers {
    /// A worker.
    package init() {}

    /// One piece after the other.
    package func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        (0..<count).map { body($0) }
    }
}
