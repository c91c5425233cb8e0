// PLAN.csv: target,behaviour,detail,day_offset.
//
// detail: reject, unpaid and refuse-file take a reason; return a reason and, after a colon, what the
// bank keeps; fee and interest an amount. An empty day_offset means the usual number of bank days.

package import Intake
import Ledger

extension BehaviourPlan {
    /// The most bank days by which a behaviour can be put off.
    static let dayLimit = 60

    /// Reads a plan for files; all faults in one go.
    ///
    /// - Parameters:
    ///   - bytes: The table.
    ///   - file: Its name for findings.
    ///   - files: What was handed over; a target that is not in it is a warning.
    /// - Returns: The plan with what was found.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        for files: [HandedOverFile]
    ) -> Reading<BehaviourPlan> {
        let table = InputTable.read(
            bytes,
            file: file,
            columns: ["target", "behaviour", "detail", "day_offset"]
        )
        var log = DiagnosticLog()
        log.append(contentsOf: table.diagnostics)
        var plan = BehaviourPlan()
        let targets = Targets(files)
        for line in table.value {
            guard let row = row(line, file: file, &log) else { continue }
            if let finding = targets.finding(about: row, file: file) { log.append(finding) }
            if !plan.add(row) {
                log.append(
                    error(
                        "plan-repeated",
                        file,
                        row.line,
                        "target",
                        Phrase(
                            vi: "đích này đã có dòng khác quyết định",
                            en: "another row decides over this target already"
                        )
                    )
                )
            }
        }
        return Reading(value: plan, diagnostics: log.diagnostics)
    }

    private static func row(
        _ line: InputTable.Row,
        file: String,
        _ log: inout DiagnosticLog
    ) -> PlannedBehaviour? {
        guard let behaviour = Behaviour(rawValue: line.fields[1]) else {
            let words = Behaviour.allCases.map(\.rawValue).joined(separator: ", ")
            log.append(
                error(
                    "plan-behaviour",
                    file,
                    line.line,
                    "behaviour",
                    Phrase(vi: "phải là một trong: \(words)", en: "this must be one of: \(words)")
                )
            )
            return nil
        }
        let offset = line.fields[3]
        let days = offset.isEmpty ? nil : Int(offset)
        if !offset.isEmpty && !(0...dayLimit).contains(days ?? -1) {
            log.append(
                error(
                    "plan-day-offset",
                    file,
                    line.line,
                    "day_offset",
                    Phrase(
                        vi: "phải để trống hoặc là số ngày làm việc từ 0 đến \(dayLimit)",
                        en: "this is empty or a number of bank days from 0 to \(dayLimit)"
                    )
                )
            )
        }
        guard let detail = detail(line.fields[2], of: behaviour) else {
            log.append(
                error(
                    "plan-detail",
                    file,
                    line.line,
                    "detail",
                    Phrase(
                        vi:
                            "chi tiết không hợp với cách xử lý: lý do, lý do:số tiền giữ lại, hoặc số tiền",
                        en:
                            "the detail does not fit: a reason, reason:kept amount, or an amount"
                    )
                )
            )
            return nil
        }
        return PlannedBehaviour(
            line: line.line,
            target: line.fields[0],
            behaviour: behaviour,
            reason: detail.reason,
            amount: detail.amount,
            days: days
        )
    }

    /// The reason and amount in a detail; nil where it does not fit.
    private static func detail(
        _ text: String,
        of behaviour: Behaviour
    ) -> (reason: String, amount: Int64)? {
        switch behaviour {
        case .reject, .unpaid, .refuseFile:
            return isReason(text) ? (text, 0) : nil
        case .return:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(
                String.init
            )
            guard let reason = parts.first ?? Optional(""), isReason(reason) else { return nil }
            guard parts.count > 1 else { return (reason, 0) }
            guard parts.count == 2, let kept = HandoverFinding.amount(parts[1]) else { return nil }
            return (reason, kept)
        case .fee, .interest:
            return HandoverFinding.amount(text).map { ("", $0) }
        case .accept, .pend, .silent, .lost, .paid, .lump, .repeat:
            return text.isEmpty ? ("", 0) : nil
        }
    }

    /// Empty, or up to 35 letters, digits, blanks and hyphens: a code, or a bank's own word.
    private static func isReason(_ text: String) -> Bool {
        text.isEmpty
            || HandoverFinding.isPlainName(text.split(separator: " ").joined(separator: "-"))
                && text.utf8.count <= 35
    }

    private static func error(
        _ code: String,
        _ file: String,
        _ line: Int,
        _ field: String,
        _ message: Phrase
    ) -> Diagnostic {
        HandoverFinding.error(code, file, line: line, field: field, message, hint: nil)
    }
}

extension BehaviourPlan {
    /// What a plan can speak of.
    private struct Targets {
        private var messages: [String: Bool] = [:]
        private var transfers: [String: (isCash: Bool, amount: Int64)] = [:]
        private var least: [String: Int64] = [:]

        init(_ files: [HandedOverFile]) {
            for file in files {
                messages[file.message] = file.isCash
                for transfer in file.transfers {
                    transfers[transfer.id] = (file.isCash, transfer.amount)
                    guard !file.isCash else { continue }
                    for target in [file.message, "*"] {
                        least[target] = min(least[target] ?? .max, transfer.amount)
                    }
                }
            }
        }

        /// What is wrong with a row's target; nil where nothing is.
        func finding(about row: PlannedBehaviour, file: String) -> Diagnostic? {
            let isCash = transfers[row.target]?.isCash ?? messages[row.target]
            guard row.target == "*" || isCash != nil else {
                return Diagnostic(
                    .warning,
                    code: "plan-target-unknown",
                    at: Location(file: file, line: row.line, field: "target"),
                    Phrase(
                        vi: "không có tệp hay lệnh chi nào mang mã này",
                        en: "no file and no payment has this id"
                    ),
                    hint: Phrase(
                        vi: "dùng mã lệnh chi, mã tệp hoặc dấu *",
                        en: "give a transfer id, a message id or *"
                    )
                )
            }
            let isOfFile = transfers[row.target] == nil
            let amount = transfers[row.target]?.amount ?? least[row.target] ?? .max
            guard isCash.map(row.behaviour.fits) ?? true, row.behaviour.isOfTransfer || isOfFile,
                row.behaviour != .return || row.amount < amount
            else {
                return BehaviourPlan.error(
                    "plan-behaviour-unfit",
                    file,
                    row.line,
                    "behaviour",
                    Phrase(
                        vi: "cách xử lý này không hợp với đích, hoặc giữ lại hết số tiền hoàn",
                        en: "the target cannot behave so, or the bank would keep all of a return"
                    )
                )
            }
            return nil
        }
    }
}
