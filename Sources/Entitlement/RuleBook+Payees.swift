// Who receives what is paid under a right, as a letter says it.
//
// Invariants:
// (1) Payees are named by number: the law knows no names.
// (2) Nobody who is dead is named as who receives.

import Enrolment
import Intake
import Ledger

extension RuleBook {
    /// Whether a right of a category starts by the day of a certificate, under some rule.
    ///
    /// - Parameter code: The category's code.
    /// - Returns: False for a category that the rule book does not have.
    package func startsByCertificate(_ code: String) -> Bool {
        guard let place = categories.firstIndex(where: { $0.code == code }) else { return false }
        return index.starts[place].contains {
            $0.event == .certificate || $0.event == .monthAfterCertificate
        }
    }

    /// Who receives what a person has under a category.
    ///
    /// - Parameters:
    ///   - category: The category's code.
    ///   - person: The person whose right it is.
    ///   - known: The last day of what is known.
    /// - Returns: A line of a letter.
    func payee(of category: String, _ person: Person, known: CivilDate) -> Phrase {
        let number = person.payee(of: category)
        let own = person.rightPayees.first { $0.category == category }
        let until = own.map(\.authorityEnds) ?? person.authorityEnds
        let isDead = person.death(knownOn: known) != nil
        let definition = self.category(coded: category)
        let isAfterDeath = definition?.isAfterDeath ?? false
        let who =
            if number == person.number {
                isDead ? (isAfterDeath ? Self.nobodyBuries : Self.nobody) : Self.oneself
            } else if own != nil {
                isAfterDeath
                    ? Self.whoBuries(number)
                    : Self.ofThisRight(number, definition?.payeeTitle)
            } else {
                isDead ? heir(number) : Self.representative(number)
            }
        let end = until?.written
        return Phrase(
            vi: "  người nhận: \(who.vietnamese)"
                + (end.map { ", đến hết ngày \($0.vietnamese)" } ?? ""),
            en: "  received by: \(who.english)" + (end.map { ", until \($0.english)" } ?? "")
        )
    }

    private static let oneself = Phrase(vi: "chính người hưởng", en: "the person")

    private static let nobody = Phrase(
        vi: "người hưởng đã chết, phải ghi người thừa kế rồi mới chi",
        en: "the person is dead, an heir must be named before it is paid"
    )

    /// What is paid for a burial goes to who sees to it, not to who inherits: article 11 of decree 20/2021.
    private static let nobodyBuries = Phrase(
        vi: "chưa ghi người đứng ra tổ chức mai táng hoặc thân nhân nhận, phải ghi rồi mới chi",
        en: "who buries, or which relative receives, is not on file; it must be before it is paid"
    )

    private func heir(_ number: Int64) -> Phrase {
        let basis = basis("inheriting")
        return Phrase(
            vi:
                "người số \(number), người thừa kế (giấy thừa kế hoặc ủy quyền lưu ở hồ sơ giấy; danh "
                + "sách đối tượng không ghi số giấy)\(basis.vietnamese)",
            en:
                "person \(number), an heir (the paper that says so is kept on file, its number is not "
                + "in the register)\(basis.english)"
        )
    }

    private static func representative(_ number: Int64) -> Phrase {
        Phrase(
            vi: "người số \(number), người đại diện",
            en: "person \(number), who acts for them"
        )
    }

    private static func whoBuries(_ number: Int64) -> Phrase {
        Phrase(
            vi:
                "người số \(number), nhận riêng khoản này (người đứng ra tổ chức mai táng hoặc thân nhân)",
            en: "person \(number), for this right alone (who buries, a relative)"
        )
    }

    private static func ofThisRight(_ number: Int64, _ title: Phrase?) -> Phrase {
        Phrase(
            vi: "người số \(number), nhận riêng khoản này"
                + (title.map { " (\($0.vietnamese))" } ?? ""),
            en: "person \(number), for this right alone"
                + (title.map { " (\($0.english))" } ?? "")
        )
    }
}
