// Why the text of a chart of accounts was refused.

/// Everything that is wrong with the text of a chart, by line.
public struct ChartRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The 1-based line of the text.
        public let line: Int
        /// What is wrong there.
        public let problem: Problem

        /// `line 3: ...`.
        public var description: String { "line \(line): \(problem)" }
    }

    /// What can be wrong with a line.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The first line is another header than ``ChartOfAccounts/header``.
        case header(String)
        /// The line has that many fields, not six.
        case fieldCount(Int)
        /// The code is not 1 to 16 of A-Z and 0-9 with a letter first.
        case code(String)
        /// The kind is no raw value of ``AccountKind``.
        case kind(String)
        /// The Vietnamese or the English name of that account is empty.
        case missingName(String)
        /// The code was used before, at that line.
        case duplicateCode(String, firstLine: Int)
        /// The chart has no account of the code that is named as a group.
        case unknownParent(String)
        /// The account belongs to itself through its groups.
        case parentCircle(String)
        /// The group is of another kind than the account.
        case parentOfOtherKind(String, parent: String)
        /// A quotation mark stands in the line; fields are plain.
        case quotationMark
        /// No account follows the header.
        case noAccount

        /// The problem in English, with what was expected.
        public var description: String {
            switch self {
            case .header(let text):
                "the header is '\(text)', not '\(ChartOfAccounts.header)'"
            case .fieldCount(let count): "\(count) fields, not 6"
            case .code(let text):
                "'\(text)' is no account code: 1 to 16 of A-Z and 0-9, a letter first"
            case .kind(let text):
                "'\(text)' is no kind of account: "
                    + AccountKind.allCases.map(\.rawValue).joined(separator: ", ")
            case .missingName(let code): "account \(code) lacks a name in one language"
            case .duplicateCode(let code, let line):
                "account \(code) stands at line \(line) already"
            case .unknownParent(let code): "there is no account \(code) to belong to"
            case .parentCircle(let code): "account \(code) belongs to itself"
            case .parentOfOtherKind(let code, let parent):
                "account \(code) is of another kind than \(parent), to which it belongs"
            case .quotationMark: "fields are plain, without quotation marks"
            case .noAccount: "no account follows the header"
            }
        }
    }

    /// All findings, in the order of lines; never empty.
    public let findings: [Finding]

    /// The findings, one a line.
    public var description: String {
        findings.map(\.description).joined(separator: "\n")
    }
}
