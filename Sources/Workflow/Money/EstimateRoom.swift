// What a unit's estimate has left for the Treasury to advance or to pay.
//
// Invariant: what the Treasury was asked to pay directly counts from the hand-over of its list on, before it says
// that it paid: else the same estimate would pay twice.

import Ledger
import Store

/// The room of a source of an estimate.
struct EstimateRoom {
    private let open: OpenBooks

    /// The rooms of some books.
    init(_ open: OpenBooks) { self.open = open }

    /// VND that was granted and is neither advanced, nor spent, nor on its way.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - year: The budget year.
    ///   - source: The funding source.
    /// - Returns: The room; below zero where more was drawn than is granted.
    /// - Throws: `StoreError`.
    func left(unit: String, year: Int, source: String) throws -> Int64 {
        func balance(_ account: String) throws -> Int64 {
            try open.books.balance(account: account, unit: unit, year: year, source: source)
        }
        return try balance("GRANTED") - balance("ADVANCED") - balance("SPENT")
            - onItsWay(unit: unit, year: year, source: source)
    }

    /// VND of lists that the Treasury has and has not answered.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - year: The budget year; nil for all.
    ///   - source: The funding source; nil for all.
    /// - Returns: The sum.
    /// - Throws: `StoreError`.
    func onItsWay(unit: String, year: Int? = nil, source: String? = nil) throws -> Int64 {
        try open.books.query { try $0.estimateProviders() }.reduce(0) { sum, provider in
            // CLR is a credit.
            try sum
                - open.books.balance(
                    account: "CLR",
                    unit: unit,
                    year: year,
                    source: source,
                    provider: provider
                )
        }
    }
}
