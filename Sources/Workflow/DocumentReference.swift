// The number of a paper, as two writings of it are compared: the one door for every paper.
//
// Invariant: what people take for the same number is the same: neither case, blanks, marks over
// letters, punctuation nor leading zeros make another paper; the order of letters and digits does.

import Foundation
import Signing

/// A paper's number, for comparison only; what is kept and shown is what was written.
struct DocumentReference: Hashable {
    /// Letters and digits in runs, such as `gb-7` for `GB 007`.
    private let runs: String

    /// The number as somebody wrote it.
    init(_ text: String) {
        let plain = text.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive],
            locale: nil
        ).replacing("đ", with: "d")
        var runs: [[Character]] = []
        var isOpen = false
        for character in plain {
            guard character.isLetter || character.isNumber else {
                isOpen = false
                continue
            }
            if isOpen, let last = runs.last?.last, last.isNumber == character.isNumber {
                runs[runs.count - 1].append(character)
            } else {
                runs.append([character])
            }
            isOpen = true
        }
        self.runs = runs.map { String($0.trimmedZeros) }.joined(separator: "-")
    }

    /// Whether nothing of it is a letter or digit.
    var isEmpty: Bool { runs.isEmpty }

    /// A digest for the keys of steps and papers: the text itself may be long.
    var digest: Digest { Digest.of(utf8: runs) }
}

extension Array where Element == Character {
    /// Without zeros in front, but for the last digit.
    fileprivate var trimmedZeros: [Character] {
        let rest = drop { $0 == "0" }
        return rest.isEmpty ? Array(suffix(1)) : Array(rest)
    }
}
