// Puts the result of a claim into words, in Vietnamese and English.

import Enrolment
import Intake
import Ledger

extension LawOfMonth {
    /// A claim that was looked at, with its reason and the steps of its amount.
    ///
    /// - Parameters:
    ///   - candidate: The claim with what became of it.
    ///   - claim: The claim.
    ///   - others: All claims of the person that were looked at.
    ///   - death: The person's day of death, as known.
    /// - Returns: What became of it, with all that it rests on.
    func consideration(
        of candidate: Candidate,
        _ claim: Claim,
        among others: [Candidate],
        death: CivilDate?
    ) -> Consideration {
        let grounds = self.grounds(of: candidate, claim, among: others, death: death)
        var articles: [String] = []
        for source in grounds where !articles.contains(LawOfMonth.citation(source)) {
            articles.append(LawOfMonth.citation(source))
        }
        let steps = self.steps(of: candidate)
        return Consideration(
            category: claim.category,
            amount: candidate.total,
            outcome: candidate.verdict.outcome,
            verdict: candidate.verdict,
            reason: reason(of: candidate, claim),
            steps: steps,
            articles: articles,
            grounds: grounds.map(\.id),
            start: candidate.start?.month,
            judgedOn: steps.isEmpty ? nil : CivilDate(dayNumber: Int(candidate.judged)),
            isMoved: candidate.start.map { $0.judged < $0.first } ?? false,
            claim: claim,
            unverified: unverifiedIDs(of: candidate),
            idle: idleIDs(of: candidate)
        )
    }

    /// The rule on changes, where it is not verified and no change of the month makes another amount of it.
    private func idleIDs(of candidate: Candidate) -> [String] {
        guard candidate.category < categories.count else { return [] }
        let law = categories[candidate.category]
        guard candidate.timing & law.bit(of: law.adjustSource) == 0 else { return [] }
        return law.adjustDoubt.map { [$0] } ?? []
    }

    /// How the amount of a candidate comes about; empty where no rule was met.
    private func steps(of candidate: Candidate) -> [AmountStep] {
        guard candidate.amount > 0 else { return [] }
        let law = categories[candidate.category]
        let priced = law.rules[candidate.rule]
        let row = priced.rate.table?.amount(at: Int(candidate.count))
        let base = AmountStep(
            rule: priced.rule.source.id,
            rate: priced.rate.source.id,
            base: row ?? priced.rate.amount,
            thousandths: priced.rule.thousandths,
            count: row == nil ? candidate.count : 1,
            amount: candidate.amount
        )
        guard candidate.added > 0, let supplement = law.supplement else { return [base] }
        return [
            base,
            AmountStep(
                rule: supplement.source.id,
                rate: nil,
                base: supplement.amount,
                thousandths: 1_000,
                count: 1,
                amount: candidate.added
            ),
        ]
    }

    /// The unverified values in the amount of a candidate, sorted.
    private func unverifiedIDs(of candidate: Candidate) -> [String] {
        guard candidate.amount > 0 else { return [] }
        let ids = unverified(candidate)
        let law = categories[candidate.category]
        guard candidate.added > 0, let supplement = law.supplement?.source else { return ids }
        let doubtful = ([supplement] + law.supplementDoubts).filter { $0.doubt != nil }
        return (ids + doubtful.map(\.id)).sorted()
    }

    /// Why a running claim gives nothing.
    func cause(of candidate: Candidate, _ claim: Claim) -> LeftOutCause {
        LeftOutCause(
            code: candidate.verdict.rawValue,
            category: claim.category,
            phrase: reason(of: candidate, claim)
        )
    }

    static func citation(_ source: LawSource) -> String {
        "\(source.instrument) \(source.article)"
    }

    /// Why a claim has its result.
    private func reason(of candidate: Candidate, _ claim: Claim) -> Phrase {
        let name = name(of: claim)
        switch candidate.verdict {
        case .paid:
            let start = (candidate.start?.month ?? month).written
            if categories[candidate.category].isOnce {
                return Phrase(
                    vi: "đủ điều kiện, chi một lần, tính cho \(start.vietnamese)",
                    en: "the conditions are met, owed once, for \(start.english)"
                )
            }
            return Phrase(
                vi: "đủ điều kiện, hưởng từ \(start.vietnamese)",
                en: "the conditions are met, owed from \(start.english)"
            )
        case .notStarted:
            let start = (candidate.start?.month ?? month).written
            return Phrase(
                vi: "\(name.vietnamese) chỉ được hưởng từ \(start.vietnamese)",
                en: "\(name.english) is owed from \(start.english) only"
            )
        case .paidOnce:
            let start = (candidate.start?.month ?? month).written
            return Phrase(
                vi: "\(name.vietnamese) chỉ được hưởng một lần, cho \(start.vietnamese)",
                en: "\(name.english) is owed once, for \(start.english)"
            )
        case .suspended, .paperExpired: return holdReason(of: candidate, name)
        case .ended:
            let day = claim.ended?.written
            return Phrase(
                vi: "quyết định hưởng \(name.vietnamese) đã chấm dứt ngày \(day?.vietnamese ?? "")",
                en: "the decision on \(name.english) ended on \(day?.english ?? "")"
            )
        default: return rivalReason(of: candidate, name) ?? lackReason(candidate.verdict, name)
        }
    }

    /// The category of a claim for people; its code where the rule book has none.
    private func name(of claim: Claim) -> Phrase {
        categories.first { $0.code == claim.category }?.name
            ?? Phrase(vi: claim.category, en: claim.category)
    }

    /// Why a claim gave way to another right; nil for other results.
    private func rivalReason(of candidate: Candidate, _ name: Phrase) -> Phrase? {
        let winner = candidate.winner.map { categories[$0].name } ?? name
        switch candidate.verdict {
        case .lowerThanOther:
            return Phrase(
                vi:
                    "chỉ được hưởng một mức cao nhất: \(winner.vietnamese) cao hơn hoặc bằng \(name.vietnamese)",
                en: "only the highest is paid: \(winner.english) is not lower than \(name.english)"
            )
        case .excludedByOther:
            return Phrase(
                vi: "người hưởng \(winner.vietnamese) không hưởng \(name.vietnamese)",
                en: "whoever is under \(winner.english) is not under \(name.english)"
            )
        case .sameRight:
            return Phrase(
                vi: "\(name.vietnamese) đã được hưởng theo quyết định ký trước",
                en: "\(name.english) is paid under an earlier decision already"
            )
        case .claimElsewhere:
            return Phrase(
                vi:
                    "đơn vị khác đang chi trả \(winner.vietnamese); cần quyết định thôi chi trả ở nơi cũ",
                en: "another unit pays \(winner.english); its decision to stop is needed first"
            )
        default: return nil
        }
    }

    /// What holds a claim back.
    private func holdReason(of candidate: Candidate, _ name: Phrase) -> Phrase {
        let hold = candidate.hold ?? 0
        if candidate.verdict == .suspended {
            return Phrase(
                vi:
                    "\(name.vietnamese) đang tạm dừng theo quyết định; chi tiếp, "
                    + "truy lĩnh nếu được duyệt, khi có quyết định tiếp tục hưởng",
                en:
                    "\(name.english) is suspended by decision; it goes on, with "
                    + "arrears where they are granted, when a decision resumes it"
            )
        }
        let window = windows[hold]
        return Phrase(
            vi:
                "giấy tờ hoặc danh sách chứng minh (\(window.title.vietnamese)) của \(name.vietnamese) đã quá "
                + "hạn: giữ lại đến khi có giấy tờ mới; tháng đã giữ chỉ truy lĩnh khi có quyết định",
            en:
                "the paper or list that shows (\(window.title.english)) for \(name.english) is too old: "
                + "held until the next one; what was held is paid as arrears by decision alone"
        )
    }

    /// Why a claim has no amount.
    private func lackReason(_ verdict: Verdict, _ name: Phrase) -> Phrase {
        switch verdict {
        case .died:
            Phrase(
                vi: "đã chết trước tháng này, thôi hưởng từ tháng ngay sau tháng chết",
                en: "died before this month; nothing is owed from the month after the death"
            )
        case .categoryExpired:
            Phrase(
                vi: "quy định về \(name.vietnamese) đã hết hiệu lực, không áp dụng cho "
                    + month.written.vietnamese,
                en: "the rules on \(name.english) have expired and do not apply to "
                    + month.written.english
            )
        case .noRate:
            Phrase(
                vi: "chưa có quy định về mức hưởng \(name.vietnamese) cho "
                    + "\(month.written.vietnamese), tính đến ngày \(known.written.vietnamese)",
                en: "no rule or rate of \(name.english) for \(month.written.english) was known on "
                    + known.written.english
            )
        case .unknownCategory:
            Phrase(
                vi: "bộ quy tắc không có loại đối tượng \(name.vietnamese)",
                en: "the rule book has no category \(name.english)"
            )
        default:
            Phrase(
                vi: "tuổi hoặc dữ kiện có trong hồ sơ không đạt điều kiện của \(name.vietnamese)",
                en: "age or the facts on file do not meet the conditions of \(name.english)"
            )
        }
    }
}
