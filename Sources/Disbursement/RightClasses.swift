// Programme, category, kind and source of rights as numbers, so that what is owed and what is
// covered are compared without a text.

import Entitlement

/// The numbers of the words of a class of rights.
struct RightNumbers: Equatable {
    let programme: Int32
    let category: Int32
    /// Of kind and source together: money of one pool covers lines of it.
    let pool: Int32
}

/// Gives words their numbers.
struct RightClasses {
    private var numbers: [[String]: Int32] = [:]
    private var words: [[String]] = []

    private mutating func number(of words: [String]) -> Int32 {
        if let number = numbers[words] { return number }
        let number = Int32(numbers.count)
        numbers[words] = number
        self.words.append(words)
        return number
    }

    /// The order of programmes.
    func programme(_ one: Int32, precedes other: Int32) -> Bool {
        words[Int(one)].lexicographicallyPrecedes(words[Int(other)])
    }

    /// The numbers of a class that is covered.
    mutating func numbers(of right: CoveredClass) -> RightNumbers {
        RightNumbers(
            programme: number(of: ["programme", right.programme]),
            category: number(of: ["category", right.category]),
            pool: number(of: ["pool", right.kind, right.source])
        )
    }

    /// The numbers of what the law owes.
    mutating func numbers(of right: OwedRight) -> RightNumbers {
        numbers(
            of: CoveredClass(
                programme: right.programme,
                category: right.category,
                kind: right.kind,
                source: right.source
            )
        )
    }
}
