// The id of a payment file, in the length that its bank takes.
//
// Invariants:
// (1) Batch, account, file and stop list make it, so no two files of a set of books share one.
// (2) A group is named after its file, with two characters more; both are as short as was asked.

/// Makes the ids of payment files.
package enum MessageID {
    /// The lengths that a bank may ask for; ISO 20022 has 35, MT and many banks 16.
    package static let lengths = 16...35

    /// The id of a file.
    ///
    /// Where a bank takes all 35 characters, the parts stand apart: `NA0100001-1-1`, after a stop list
    /// `NA0100001-1-1-S1`. Where it takes fewer, account, file and stop list have one, three and one
    /// character in base 36 without marks: `NA010000110010`.
    ///
    /// - Parameters:
    ///   - batch: The frozen version's code.
    ///   - account: The place of the provider among the unit's, from 1.
    ///   - file: The number of the file, from 1.
    ///   - stop: The stop list that the file follows; 0 for the frozen content.
    ///   - length: The characters that the bank takes of an id.
    /// - Returns: The id; nil where so few characters cannot tell so many files.
    package static func of(
        _ batch: BatchCode,
        account: Int,
        file: Int,
        stop: Int,
        within length: Int
    ) -> String? {
        guard length < lengths.upperBound else {
            return "\(batch)-\(account)-\(file)" + (stop == 0 ? "" : "-S\(stop)")
        }
        guard let account = digits(account, 1), let file = digits(file, 3),
            let stop = digits(stop, 1)
        else { return nil }
        return "\(batch)\(account)\(file)\(stop)"
    }

    /// A number in base 36 with so many digits; nil where it has more.
    private static func digits(_ number: Int, _ count: Int) -> String? {
        let text = String(number, radix: 36, uppercase: true)
        guard text.utf8.count <= count else { return nil }
        return String(repeating: "0", count: count - text.utf8.count) + text
    }
}
