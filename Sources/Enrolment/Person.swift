// A person of the register: who they are, what was decided for them, where their money goes.
//
// Invariants:
// (1) A person's number is given once and never reused.
// (2) Claims and dated facts are only added to: each carries the day from which it is known, so a
//     reader "as known on D" leaves out what became known later.
// (3) A payee is a person of the register too; `payee == number` means the person is their own payee.

package import Intake
package import Ledger

/// The sex in the identity paper.
package enum Sex: UInt8, Sendable {
    /// Female.
    case female = 0
    /// Male.
    case male = 1
}

/// What was decided for a person: one category of right under one decision of a commune.
package struct Claim: Hashable, Sendable {
    /// The category's code in the rule book, such as `disability` or `social-pension`.
    package let category: String
    /// The unit whose chair decided, and which pays: a unit's four-character code.
    package let unit: String
    /// The decision's number, as on the paper.
    package let decision: String
    /// The day the chair signed the decision.
    package let signed: CivilDate
    /// The day of the disability certificate, where the category has one.
    package let certificate: CivilDate?
    /// The day the claim ended by decision (refused, moved, no longer eligible); nil while it runs.
    package let ended: CivilDate?
    /// The day from which the books know it.
    package let known: CivilDate
    /// Who signed the paper that this says: the decision, or the later word on it; empty where the file
    /// did not say.
    package let signer: String
    /// The paper of a later word (an end, a correction, an annulment); empty for the decision itself.
    package let document: String

    /// A claim under a decision.
    package init(
        category: String,
        unit: String,
        decision: String,
        signed: CivilDate,
        certificate: CivilDate?,
        ended: CivilDate?,
        known: CivilDate,
        signer: String = "",
        document: String = ""
    ) {
        self.category = category
        self.unit = unit
        self.decision = decision
        self.signed = signed
        self.certificate = certificate
        self.ended = ended
        self.known = known
        self.signer = signer
        self.document = document
    }
}

/// Something about a person that holds from a day on, until a later fact of the same name.
///
/// Names and values are data of the rule book: `severity = severe`, `poverty = near-poor`,
/// `studying = yes`, `children = 2`. The name `death` has no value, its day is `from`; with the value `no` it
/// takes a death back that was recorded wrongly.
package struct DatedFact: Hashable, Sendable {
    /// The fact's name.
    package let name: String
    /// Its value from that day on.
    package let value: String
    /// The first day on which it holds.
    package let from: CivilDate
    /// The paper that shows it.
    package let document: String
    /// The day from which the books know it.
    package let known: CivilDate
    /// Who signed the paper; empty where the file did not say.
    package let signer: String

    /// The value of a death that is taken back.
    package static let takenBack = "no"

    /// A dated fact.
    package init(
        name: String,
        value: String,
        from: CivilDate,
        document: String,
        known: CivilDate,
        signer: String = ""
    ) {
        self.name = name
        self.value = value
        self.from = from
        self.document = document
        self.known = known
        self.signer = signer
    }
}

/// How a payee gets money.
package enum PaymentWay: Hashable, Sendable {
    /// By transfer to an account at the bank of that six-digit BIN.
    case account(bank: String, number: BankAccountNumber)
    /// In cash at a provider's desk, from a cash list.
    case cash
}

/// One person of the register, as known on some day.
package struct Person: Hashable, Sendable {
    /// The person's number in these books.
    package let number: Int64
    /// The personal identification number.
    package var nationalID: NationalID
    /// The name.
    package var name: PersonName
    /// The day of birth.
    package var birth: CivilDate
    /// The sex.
    package var sex: Sex
    /// The household's number on the unit's list; empty when unknown.
    package var household: String
    /// The number of the person who receives the money.
    package var payee: Int64
    /// The last day of the payee's authority; nil when it has no end or the person is their own payee.
    package var authorityEnds: CivilDate?
    /// Who receives instead of ``payee`` what the person has under some categories, in their order.
    package internal(set) var rightPayees: [RightPayee]
    /// How this person gets money that is paid to them, as payee; nil where nothing was said.
    package var way: PaymentWay?
    /// What was decided, in order of known day.
    package var claims: [Claim]
    /// What holds from when, in order of known day.
    package var facts: [DatedFact]

    /// A person of the register.
    package init(
        number: Int64,
        nationalID: NationalID,
        name: PersonName,
        birth: CivilDate,
        sex: Sex,
        household: String,
        payee: Int64,
        authorityEnds: CivilDate?,
        rightPayees: [RightPayee] = [],
        way: PaymentWay?,
        claims: [Claim],
        facts: [DatedFact]
    ) {
        precondition(number > 0 && payee > 0, "a person's number is positive")
        precondition(
            zip(rightPayees, rightPayees.dropFirst()).allSatisfy { $0.category < $1.category },
            "a category has one payee, and they stand in order"
        )
        self.number = number
        self.nationalID = nationalID
        self.name = name
        self.birth = birth
        self.sex = sex
        self.household = household
        self.payee = payee
        self.authorityEnds = authorityEnds
        self.rightPayees = rightPayees
        self.way = way
        self.claims = claims
        self.facts = facts
    }

    /// The day of death, as known on a day; nil while nobody knows of one.
    package func death(knownOn day: CivilDate) -> CivilDate? {
        let last = facts.last { $0.name == "death" && $0.known <= day }
        return last.flatMap { $0.value == DatedFact.takenBack ? nil : $0.from }
    }
}
