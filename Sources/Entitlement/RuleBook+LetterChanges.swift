// What a letter tells of a month of which more became known since it ended: what was owed as known then, why that is
// another sum now, and what follows for who was paid by the list of then.
//
// Invariant: the month is assessed again by the law and the register of then; nothing of it is kept.

import Enrolment
import Intake
import Ledger

extension RuleBook {
    /// What changed a sum.
    private enum Change {
        /// A text that became known.
        case law
        /// A fact or decision that became known.
        case register
        /// Both.
        case both
    }

    /// What was owed as known when the month ended, where more became known since.
    func sinceThen(
        _ assessment: Assessment,
        _ person: Person,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let end = moment.month.lastDay
        guard moment.known > end else { return [] }
        let then = LawOfMonth(self, place: moment.place, month: moment.month, known: end)
            .assess(person, unit: moment.unit)
        let (old, new) = (Self.sources(of: then), Self.sources(of: assessment))
        guard !Self.isSame(old, new) else { return [] }
        let change = new.reduce(0) { $0 + $1.amount } - old.reduce(0) { $0 + $1.amount }
        if change == 0 { return [moved(from: old, to: new, end)] }
        return was(then, moment, end) + [
            now(change, cause(of: new, person, moment), Self.raised(from: then, to: assessment))
        ]
    }

    /// The programmes of which more is owed than was, sorted.
    private static func raised(from then: Assessment, to now: Assessment) -> [String] {
        var sums: [String: Int64] = [:]
        for line in now.lines { sums[line.programme, default: 0] += line.amount }
        for line in then.lines { sums[line.programme, default: 0] -= line.amount }
        return sums.filter { $0.value > 0 }.map(\.key).sorted()
    }

    private static func isSame(
        _ one: [(source: String, amount: Int64)],
        _ other: [(source: String, amount: Int64)]
    ) -> Bool {
        one.map(\.source) == other.map(\.source) && one.map(\.amount) == other.map(\.amount)
    }

    /// Whether today's law over the register of then gives today's sums, or the law of then over today's register.
    private func cause(
        of new: [(source: String, amount: Int64)],
        _ person: Person,
        _ moment: LetterMoment
    ) -> Change {
        func sums(law: CivilDate, register: CivilDate) -> [(source: String, amount: Int64)] {
            let cut = LawOfMonth(
                self,
                place: moment.place,
                month: moment.month,
                known: law,
                register: register
            )
            return Self.sources(of: cut.assess(person, unit: moment.unit))
        }
        let end = moment.month.lastDay
        if Self.isSame(sums(law: moment.known, register: end), new) { return .law }
        return Self.isSame(sums(law: end, register: moment.known), new) ? .register : .both
    }

    /// The sum of then, with how it came about.
    private func was(_ then: Assessment, _ moment: LetterMoment, _ end: CivilDate) -> [Phrase] {
        let sum = Money.vnd(then.lines.reduce(0) { $0 + $1.amount })
        let day = end.written
        let isNothing = then.lines.isEmpty
        let head = Phrase(
            vi:
                "Theo quy định và hồ sơ đã ghi nhận đến ngày cuối tháng (\(day.vietnamese)), "
                + (isNothing
                    ? "tháng này đơn vị không phải chi trả khoản nào."
                    : "mức hưởng của tháng là \(sum.grouped) đồng:"),
            en: "As known on the last day of the month (\(day.english)), "
                + (isNothing
                    ? "nothing was owed by this unit."
                    : "the sum was \(sum.groupedInEnglish) đồng:")
        )
        let paid = then.considered.filter { $0.outcome == .paid && $0.claim.unit == moment.unit }
        return [head]
            + paid.flatMap(\.steps).map { step in
                let sum = product(of: step)
                let places = ((step.rate.map { [$0] } ?? []) + [step.rule]).compactMap { id in
                    source(id).map { place(of: $0) }
                }
                return Phrase(
                    vi: "  \(sum.vietnamese) ("
                        + places.map(\.vietnamese).joined(separator: "; ") + ")",
                    en: "  \(sum.english) (" + places.map(\.english).joined(separator: "; ") + ")"
                )
            }
    }

    /// What follows from another sum: an arrear goes by itself where a text is its cause, else by decision; what was
    /// paid above it is recovered by decision alone.
    private func now(_ change: Int64, _ cause: Change, _ programmes: [String]) -> Phrase {
        let amount = Money.vnd(abs(change))
        let (why, because) =
            switch cause {
            case .law: ("quy định mới", "a new text")
            case .register: ("hồ sơ thay đổi", "a change on file")
            case .both: ("quy định mới và hồ sơ thay đổi", "a new text and a change on file")
            }
        guard change > 0 else {
            return Phrase(
                vi:
                    "Nay giảm \(amount.grouped) đồng do \(why): đã chi theo mức cũ thì phần giảm là "
                    + "chi quá, chỉ thu hồi khi có quyết định.",
                en: "Now \(amount.groupedInEnglish) đồng less, by \(because): whoever was paid the "
                    + "old sum was over-paid, which is recovered by decision alone."
            )
        }
        let listed = basis("arrears-listed")
        let decided = decisionBasis(of: programmes, isSuspended: false)
        let (then, follows) =
            switch cause {
            case .law:
                (
                    "đã chi theo mức cũ thì được truy lĩnh phần tăng\(listed.vietnamese); việc không cần "
                        + "quyết định riêng là cách hiểu của chương trình, chưa kiểm chứng",
                    "whoever was paid the old sum is owed the difference as arrears"
                        + "\(listed.english); that it goes without a decision of its own is how this "
                        + "program reads the law, and not verified"
                )
            case .register, .both:
                (
                    "danh sách chi trả của tháng đã lập thì phần tăng do hồ sơ thay đổi chỉ được truy lĩnh "
                        + "khi có quyết định truy lĩnh\(decided.vietnamese); văn bản sửa hồ sơ không thay "
                        + "cho quyết định đó",
                    "where the month's list was made, what a change on file adds is paid as arrears only "
                        + "by a decision on arrears\(decided.english); the paper that changes the file does "
                        + "not stand for it"
                )
            }
        return Phrase(
            vi: "Nay tăng \(amount.grouped) đồng do \(why): \(then).",
            en: "Now \(amount.groupedInEnglish) đồng more, by \(because): \(follows)."
        )
    }

    /// The sources between which a sum that stayed was moved.
    private func moved(
        from old: [(source: String, amount: Int64)],
        to new: [(source: String, amount: Int64)],
        _ end: CivilDate
    ) -> Phrase {
        var moved: [Phrase] = []
        for source in Set((old + new).map(\.source)).sorted() {
            let part = { (sums: [(source: String, amount: Int64)]) in
                sums.first { $0.source == source }?.amount ?? 0
            }
            let shift = part(new) - part(old)
            guard shift != 0 else { continue }
            let (name, amount) = (title(of: source), Money.vnd(abs(shift)))
            moved.append(
                Phrase(
                    vi: "nguồn \(name.vietnamese) \(shift > 0 ? "tăng" : "giảm") "
                        + "\(amount.grouped) đồng",
                    en: "\(name.english) bears \(amount.groupedInEnglish) đồng "
                        + (shift > 0 ? "more" : "less")
                )
            )
        }
        let day = end.written
        return Phrase(
            vi:
                "So với quy định và hồ sơ đã ghi nhận đến ngày cuối tháng (\(day.vietnamese)), tổng không đổi: "
                + moved.map(\.vietnamese).joined(separator: ", ")
                + "; người hưởng không được thêm, không phải trả lại.",
            en: "As known on the last day of the month (\(day.english)) the sum was the same: "
                + moved.map(\.english).joined(separator: ", ")
                + "; nothing is due to the person, nothing is owed back."
        )
    }
}
