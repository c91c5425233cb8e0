// The runs over IDs, made again from the pages of the register.
//
// Invariants:
// (1) Neither persons nor pairs stand in memory: both are sums that do not hang on their order.
// (2) Each person of the register has one pair, the block of the person's ID; there are no others, and
//     no ID has two.

package import Enrolment
import Signing

/// Holds the runs over IDs against the persons of the register.
package struct RegisterIdentities {
    private let register: RegisterStore
    private let cipher: KeyedBlock
    private var persons = PlaceSum()

    /// A check that has seen nobody yet.
    package init(of register: RegisterStore) {
        self.register = register
        cipher = KeyedBlock(key: register.sealKey)
    }

    /// Takes the persons of a page; each page once.
    package mutating func take(_ page: PersonPage) {
        for (block, number) in zip(cipher.encrypt(page.nationalIDs), page.numbers) {
            persons.add(block, number)
        }
    }

    /// Whether the runs are those of the persons that were taken.
    ///
    /// - Throws: ``StoreError`` where a piece of a run is damaged.
    package func areThoseOfRuns() throws -> Bool {
        try register.booksRead { db in
            var pairs = try IdentityPairs(db)
            var found = PlaceSum()
            var last: Block128?
            while let pair = try pairs.next() {
                if let last, pair.block <= last { return false }
                last = pair.block
                found.add(pair.block, pair.number)
            }
            return found == persons
        }
    }
}

extension PlaceSum {
    fileprivate mutating func add(_ block: Block128, _ number: Int64) {
        add(Int64(bitPattern: block.high), Int64(bitPattern: block.low), number)
    }
}
