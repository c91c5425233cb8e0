// The chart of accounts: which accounts there are, read from a CSV text.
//
// Invariants:
// (1) No two accounts have the same code.
// (2) The order of accounts is that of the text.

/// The accounts that entries may be posted to.
public struct ChartOfAccounts: Hashable, Sendable {
    /// All accounts, in the order of the chart's text.
    public let accounts: [Account]
    private let positions: [String: Int]

    /// The first line of a chart's text.
    public static let header = "code,kind,name_vi,name_en,mapping"

    /// A chart of given accounts, no code twice.
    public init(accounts: [Account]) {
        var positions: [String: Int] = [:]
        for (position, account) in accounts.enumerated() {
            let other = positions.updateValue(position, forKey: account.code)
            precondition(other == nil, "an account stands in its chart once")
        }
        self.accounts = accounts
        self.positions = positions
    }

    /// Reads a chart from its CSV text.
    ///
    /// The text is UTF-8 with ``header`` as its first line and one account a line after it. Lines
    /// end in LF or CRLF; blank lines are passed over. Fields are plain: no quotation marks and
    /// therefore no comma in them. `kind` is a raw value of ``AccountKind``; `mapping` may be empty.
    ///
    /// - Throws: ``ChartRefusal`` with every finding, in the order of lines.
    public init(csv text: String) throws(ChartRefusal) {
        var findings: [ChartRefusal.Finding] = []
        var accounts: [Account] = []
        var lines: [String: Int] = [:]
        var isFirst = true
        for (line, content) in ChartOfAccounts.lines(of: text) {
            if isFirst {
                isFirst = false
                guard content == ChartOfAccounts.header else {
                    throw ChartRefusal(findings: [.init(line: line, problem: .header(content))])
                }
                continue
            }
            do {
                let account = try ChartOfAccounts.account(content)
                if let firstLine = lines[account.code] {
                    let problem = ChartRefusal.Problem.duplicateCode(
                        account.code,
                        firstLine: firstLine
                    )
                    findings.append(.init(line: line, problem: problem))
                    continue
                }
                lines[account.code] = line
                accounts.append(account)
            } catch {
                findings.append(.init(line: line, problem: error))
            }
        }
        if findings.isEmpty && accounts.isEmpty {
            findings.append(.init(line: 1, problem: .noAccount))
        }
        guard findings.isEmpty else { throw ChartRefusal(findings: findings) }
        self.init(accounts: accounts)
    }

    /// The account of a code, or nil when the chart has none.
    public subscript(code: String) -> Account? {
        positions[code].map { accounts[$0] }
    }

    /// The lines that hold something, with their 1-based numbers; a byte order mark is dropped.
    private static func lines(of text: String) -> [(line: Int, content: String)] {
        var bytes = text.utf8[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var lines: [(line: Int, content: String)] = []
        let parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let content = part.last == 0x0D ? part.dropLast() : part
            guard !content.isEmpty else { continue }
            lines.append((index + 1, String(decoding: content, as: UTF8.self)))
        }
        return lines
    }

    /// The account of one line.
    private static func account(_ line: String) throws(ChartRefusal.Problem) -> Account {
        guard !line.utf8.contains(0x22) else { throw .quotationMark }
        let fields = line.utf8.split(separator: 0x2C, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 5 else { throw .fieldCount(fields.count) }
        guard Account.isCode(fields[0]) else { throw .code(fields[0]) }
        guard let kind = AccountKind(rawValue: fields[1]) else { throw .kind(fields[1]) }
        guard !fields[2].isEmpty && !fields[3].isEmpty else { throw .missingName(fields[0]) }
        return Account(
            code: fields[0],
            kind: kind,
            vietnameseName: fields[2],
            englishName: fields[3],
            mapping: fields[4]
        )
    }
}
