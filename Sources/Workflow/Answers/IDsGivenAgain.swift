// The same id of a message or statement with other content: the bank made a mistake, or somebody has
// edited a file. Neither is told from here, so the second is not taken.
//
// Invariants:
// (1) Banks use ids again: an id is one only together with the family, the account or bank, and the day.
// (2) What says nothing that the books do not know is the same content in other bytes, and is taken as
//     before: it moves nothing.
// (3) A statement that was set aside gives its id free.
// (4) What has no id of its own (tables of results, lists of cash, the reference of an MT) is never
//     refused for one; the Treasury's list has its number, one for a year.
//
// Codes: message-id-again, statement-id-again.

import BankFiles
import Intake
import Ledger
import Signing
import Store

/// Looks for ids under which something else was said.
struct IDsGivenAgain {
    /// An answer on its way into the books.
    struct File {
        let name: String
        let rows: AnswerRows
    }

    /// An answer that another one is held against: in the books, or before it in the same command.
    private enum Earlier {
        case taken(AnswerRecord, [ReportRecord])
        case given(File)
    }

    let open: OpenBooks
    let files: [File]

    /// What stands under an id that has another content in the books or in a file before it.
    ///
    /// - Returns: An error for each id of each file, in their order.
    /// - Throws: `StoreError`.
    func faults() throws -> [Diagnostic] {
        let new = try open.books.query { reader in
            try files.filter { try !reader.hasAnswer(digest: $0.rows.digest) }
        }
        let ids = new.map { AnswerIDs($0.rows) }
        let taken = try open.books.query { reader in
            try reader.answers(
                ofMessages: Set(ids.compactMap(\.message)),
                reports: Set(ids.flatMap { $0.statements.map(\.id) })
            ).map { ($0, try reader.reports(of: $0)) }
        }
        let before = taken.map { (AnswerIDs($0.0, reports: $0.1), Earlier.taken($0.0, $0.1)) }
        var faults: [Diagnostic] = []
        for (index, file) in new.enumerated() {
            let given = (0..<index).map { (ids[$0], Earlier.given(new[$0])) }
            for (other, earlier) in before + given {
                faults += try self.faults(file, ids[index], against: other, earlier)
            }
        }
        return faults
    }

    private func faults(
        _ file: File,
        _ ids: AnswerIDs,
        against other: AnswerIDs,
        _ earlier: Earlier
    ) throws -> [Diagnostic] {
        guard ids.family == other.family else { return [] }
        var faults: [Diagnostic] = []
        for statement in ids.statements {
            guard let same = other.statements.first(where: { $0.isNamed(like: statement) }),
                try same.content != statement.content
                    || saysNew(file, inReport: statement.position, than: earlier)
            else { continue }
            faults.append(
                fault(
                    file,
                    id: statement.id,
                    day: statement.day,
                    isStatement: true,
                    earlier: earlier,
                    doubts: [same.position]
                )
            )
        }
        guard faults.isEmpty, let message = ids.message, message == other.message,
            ids.day == other.day, !other.isSetAside, try isOfOneSender(file, earlier),
            try !Set(ids.contents).isSubset(of: other.contents)
                || saysNew(file, inReport: nil, than: earlier)
        else { return faults }
        return [
            fault(
                file,
                id: message,
                day: ids.day,
                isStatement: false,
                earlier: earlier,
                doubts: other.statements.map(\.position)
            )
        ]
    }

    /// Invariant (2).
    private func saysNew(
        _ file: File,
        inReport report: Int?,
        than earlier: Earlier
    ) throws -> Bool {
        switch earlier {
        case .taken:
            return try open.books.query { try file.rows.saysNew(inReport: report, reader: $0) }
        case .given(let other):
            func said(_ answer: BankAnswer, _ report: Int?) -> Set<Digest> {
                let keys = FactKeys(answer)
                return Set(
                    answer.facts.filter { report == nil || $0.report == report }
                        .map { keys.key(of: $0) }
                )
            }
            func common(_ answer: BankAnswer) -> Set<CommonFact> {
                Set(
                    answer.commonFacts.map { fact in
                        var fact = fact
                        fact.place = 0
                        return fact
                    }
                )
            }
            let (new, old) = (file.rows.answer, other.rows.answer)
            return !said(new, report).isSubset(of: said(old, nil))
                || report == nil && !common(new).isSubset(of: common(old))
                || new.family.isOfStatus && new.createdAt != old.createdAt
        }
    }

    /// Whether two answers may come from one bank: they have an account or a bank in common, or one of
    /// them does not say whose it is.
    private func isOfOneSender(_ file: File, _ earlier: Earlier) throws -> Bool {
        let new = try senders(of: file)
        let old =
            switch earlier {
            case .given(let other): try senders(of: other)
            case .taken(let record, let reports):
                try reports.isEmpty
                    ? providers(ofFiles: open.books.query { try $0.files(namedBy: record) })
                    : Set(reports.filter { !$0.isSetAside }.compactMap(AnswerIDs.owner))
            }
        // An account that is none of ours is another than ours; a file that nobody knows may be anyone's.
        if !file.rows.reports.isEmpty, new.isEmpty != old.isEmpty { return false }
        return new.isEmpty || old.isEmpty || !new.isDisjoint(with: old)
    }

    private func senders(of file: File) throws -> Set<String> {
        let reports = file.rows.reports
        guard reports.isEmpty else { return Set(reports.compactMap(AnswerIDs.owner)) }
        let answer = file.rows.answer
        return try providers(
            ofFiles: Set(
                answer.facts.compactMap(\.references.message)
                    + answer.commonFacts.compactMap(\.message)
            )
        )
    }

    private func providers(ofFiles messages: Set<String>) throws -> Set<String> {
        try open.books.query { reader in
            Set(try messages.compactMap { try reader.provider(ofFile: $0) })
        }
    }

    // MARK: Words

    private func fault(
        _ file: File,
        id: String,
        day: String,
        isStatement: Bool,
        earlier: Earlier,
        doubts: [Int]
    ) -> Diagnostic {
        let isMT = file.rows.answer.version.hasPrefix("MT")
        let (before, hint) = words(of: earlier, doubts: doubts)
        let dated = day.isEmpty ? "\(id)" : "\(id) (\(day))"
        return Diagnostic(
            .error,
            code: isStatement ? "statement-id-again" : "message-id-again",
            at: Location(
                file: file.name,
                field: isStatement
                    ? (isMT ? ":20:" : "Stmt/Id")
                    : file.rows.answer.family == .treasuryResults ? "list" : "MsgId"
            ),
            Phrase(
                vi: "mã \(dated) đã dùng cho nội dung khác: \(before.text(in: .vietnamese))",
                en: "id \(dated) stands for other content already: \(before.text(in: .english))"
            ),
            hint: hint
        )
    }

    /// Which answer it was, and what to do.
    private func words(of earlier: Earlier, doubts: [Int]) -> (before: Phrase, hint: Phrase) {
        switch earlier {
        case .given(let other):
            return (
                Phrase(vi: "\(other.name) trong cùng lệnh", en: "\(other.name) of this command"),
                Phrase(
                    vi: "hỏi ngân hàng tệp nào đúng rồi chỉ nạp tệp đó",
                    en: "ask the bank which of them counts, and take in that one alone"
                )
            )
        case .taken(let record, _):
            let name = AnswerNames(of: record, in: open.books.answersFolder).file
            let (number, day) = (record.number, record.takenAt.date)
            let before = Phrase(
                vi: "trả lời số \(number), answers/\(name), nạp ngày \(day)",
                en: "answer \(number), answers/\(name), taken in on \(day)"
            )
            guard record.family == AnswerFamily.statement.rawValue, !doubts.isEmpty else {
                return (
                    before,
                    Phrase(
                        vi: "hỏi ngân hàng tệp nào đúng; nếu là tệp này, xin ngân hàng gửi lại với "
                            + "mã khác",
                        en:
                            "ask the bank which one counts; if it is this one, ask for it again under "
                            + "an id of its own"
                    )
                )
            }
            let list = doubts.map { "\(number)/\($0 + 1)" }.joined(separator: ", ")
            return (
                before,
                Phrase(
                    vi:
                        "hỏi ngân hàng sao kê nào đúng; nếu là tệp này thì bỏ sao kê \(list) (chitra "
                        + "reconcile doubt, rồi người khác chitra reconcile decide --set-aside), "
                        + "sau đó nạp lại",
                    en:
                        "ask the bank which statement counts; if it is this one, set statement \(list) "
                        + "aside (chitra reconcile doubt, then another person chitra reconcile "
                        + "decide --set-aside), then take it in again"
                )
            )
        }
    }
}

/// What an answer is known by.
private struct AnswerIDs {
    /// A statement or report with an id of its own.
    struct Statement {
        let position: Int
        let id: String
        let owner: String
        let day: String
        let content: [String]

        func isNamed(like other: Statement) -> Bool {
            (id, owner, day) == (other.id, other.owner, other.day)
        }
    }

    let family: String
    /// Its own id; nil where it has none.
    let message: String?
    /// The day on which it was made, as written.
    let day: String
    /// Those that stand.
    private(set) var statements: [Statement] = []
    /// What each report that stands says, with its id.
    private(set) var contents: [[String]] = []
    /// Whether it has reports, and all were set aside.
    let isSetAside: Bool

    init(_ rows: AnswerRows) {
        let answer = rows.answer
        self.init(
            family: answer.family,
            version: answer.version,
            message: answer.message,
            createdAt: answer.createdAt,
            reports: rows.reports
        )
    }

    init(_ record: AnswerRecord, reports: [ReportRecord]) {
        self.init(
            family: AnswerFamily(rawValue: record.family),
            version: record.version,
            message: record.message,
            createdAt: record.createdAt,
            reports: reports
        )
    }

    private init(
        family: AnswerFamily?,
        version: String,
        message: String,
        createdAt: String,
        reports: [ReportRecord]
    ) {
        let isMT = version.hasPrefix("MT")
        let hasOwn =
            !isMT && !message.isEmpty && family != .cashResults && !AnswerNames.isTable(version)
        self.family = family?.rawValue ?? ""
        self.message = hasOwn ? message : nil
        // The Treasury numbers its lists anew each year.
        let length = family == .treasuryResults ? 4 : 10
        day = isMT ? createdAt : String(createdAt.prefix(length))
        let standing = reports.filter { !$0.isSetAside }
        isSetAside = !reports.isEmpty && standing.isEmpty
        for report in standing {
            let content =
                [report.from ?? "", report.through ?? ""]
                + report.sums.map { $0.map { "\($0)" } ?? "" }
            contents.append([report.id, Self.owner(report) ?? ""] + content)
            // The reports of one day often bear one id; with the time at which an MT942 was made it is
            // its own.
            guard !report.id.isEmpty, let owner = Self.owner(report) else { continue }
            let made = family == .statement ? report.through ?? day : isMT ? day : ""
            guard family == .statement || !made.isEmpty else { continue }
            statements.append(
                Statement(
                    position: report.position,
                    id: report.id,
                    owner: owner,
                    day: made,
                    content: content
                )
            )
        }
    }

    /// The account of a report, by unit and way; nil where it is none of ours.
    static func owner(_ report: ReportRecord) -> String? {
        report.unit.isEmpty ? nil : "\(report.unit) \(report.provider)"
    }
}
