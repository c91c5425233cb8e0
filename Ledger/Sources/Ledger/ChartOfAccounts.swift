// The chart of accounts: which accounts there are, read from a CSV text.
//
// Invariants:
// (1) No two accounts have the same code.
// (2) The order of accounts is that of the text.
// (3) A group has the kind of its members, and no account belongs to itself through any number of groups.

/// The accounts that entries may be posted to.
public struct ChartOfAccounts: Hashable, Sendable {
    /// All accounts, in the order of the chart's text.
    public let accounts: [Account]
    private let positions: [String: Int]
    private let members: [String: [Int]]

    /// The first line of a chart's text.
    public static let header = "code,parent,kind,name_vi,name_en,mapping"

    /// A chart of given accounts: no code twice, every group there and of its members' kind.
    public init(accounts: [Account]) {
        var positions: [String: Int] = [:]
        for (position, account) in accounts.enumerated() {
            let other = positions.updateValue(position, forKey: account.code)
            precondition(other == nil, "an account stands in its chart once")
        }
        self.accounts = accounts
        self.positions = positions
        members = ChartOfAccounts.members(accounts)
        precondition(groupProblems().isEmpty, "groups are accounts of one kind, without a circle")
    }

    /// Reads a chart from its CSV text.
    ///
    /// The text is UTF-8 with ``header`` as its first line and one account a line after it. Lines
    /// end in LF or CRLF; blank lines are passed over. Fields are plain: no quotation marks and
    /// therefore no comma in them. `kind` is a raw value of ``AccountKind``; `parent` (the code of the
    /// group) and `mapping` may be empty.
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
        self.init(unchecked: accounts)
        for (code, problem) in groupProblems() {
            findings.append(.init(line: lines[code] ?? 1, problem: problem))
        }
        guard findings.isEmpty else {
            throw ChartRefusal(findings: findings.sorted { $0.line < $1.line })
        }
    }

    /// A chart whose groups are looked at later.
    private init(unchecked accounts: [Account]) {
        self.accounts = accounts
        positions = Dictionary(
            accounts.enumerated().map { ($0.element.code, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        members = ChartOfAccounts.members(accounts)
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
        guard fields.count == 6 else { throw .fieldCount(fields.count) }
        guard Account.isCode(fields[0]) else { throw .code(fields[0]) }
        guard fields[1].isEmpty || Account.isCode(fields[1]) else { throw .code(fields[1]) }
        guard let kind = AccountKind(rawValue: fields[2]) else { throw .kind(fields[2]) }
        guard !fields[3].isEmpty && !fields[4].isEmpty else { throw .missingName(fields[0]) }
        return Account(
            code: fields[0],
            parent: fields[1].isEmpty ? nil : fields[1],
            kind: kind,
            vietnameseName: fields[3],
            englishName: fields[4],
            mapping: fields[5]
        )
    }
}

// MARK: - Groups

extension ChartOfAccounts {
    /// Whether other accounts belong to this one, so that it takes no posting itself.
    public func isGroup(_ code: String) -> Bool { members[code] != nil }

    /// The accounts that belong to a group directly, in the order of the chart.
    public func members(of code: String) -> [Account] {
        members[code, default: []].map { accounts[$0] }
    }

    /// The codes of an account, the groups that it belongs to, and theirs: from itself outwards.
    ///
    /// Empty for a code that the chart does not have.
    public func lineage(of code: String) -> [String] {
        var lineage: [String] = []
        var next = self[code]
        while let account = next, lineage.count <= accounts.count {
            lineage.append(account.code)
            next = account.parent.flatMap { self[$0] }
        }
        return lineage
    }

    /// Whether an account is another one or belongs to it through any number of groups.
    public func belongs(_ code: String, to other: String) -> Bool {
        var next: String? = code
        while let current = next {
            if current == other { return true }
            next = self[current]?.parent
        }
        return false
    }

    /// What is wrong with the groups, by the account that names them.
    fileprivate func groupProblems() -> [(code: String, problem: ChartRefusal.Problem)] {
        accounts.compactMap { account in
            guard let parent = account.parent else { return nil }
            guard let group = self[parent] else { return (account.code, .unknownParent(parent)) }
            if lineage(of: account.code).count > accounts.count {
                return (account.code, .parentCircle(account.code))
            }
            guard group.kind == account.kind else {
                return (account.code, .parentOfOtherKind(account.code, parent: parent))
            }
            return nil
        }
    }

    /// The places of the accounts of each group.
    private static func members(_ accounts: [Account]) -> [String: [Int]] {
        var members: [String: [Int]] = [:]
        for (position, account) in accounts.enumerated() {
            if let parent = account.parent { members[parent, default: []].append(position) }
        }
        return members
    }
}
