// New persons straight from kept rows into the columns of a page.
//
// Invariants:
// (1) What is appended is the person whom PersonPlan would make of the same rows.

import Ledger

/// A person whom rows of a file make, and nothing else.
struct Newcomer {
    /// The person's number.
    let number: Int64
    /// The row that mentions them first, and whether as a payee.
    let first: RowRecord
    let isPayee: Bool
    /// Their own enrolment.
    let own: RowRecord?
    /// A row that says how they get money.
    let way: RowRecord?
    /// Who receives.
    let payee: Int64
    /// Who receives what the enrolment grants, where it grants a category with a payee of its own; 0 where
    /// nobody was named for it.
    let rightPayee: Int64
}

/// A page in the making.
struct PageBuilder {
    private(set) var page: PersonPage
    private var words = ByteWords()
    private let names: RowWords
    private let known: Int32
    /// Places of the file's words among the page's, plus one.
    private var categories: [UInt32]
    private var units: [UInt32]
    private var banks: [(number: UInt32, word: UInt32)] = []
    private var facts: [UInt32]

    /// An empty page.
    ///
    /// - Parameters:
    ///   - index: The page's index.
    ///   - names: What the numbers in rows stand for.
    ///   - known: The day from which the books know what the rows say.
    init(index: Int64, names: RowWords, known: CivilDate) {
        page = PersonPage(index: index)
        self.names = names
        self.known = known.dayNumber
        categories = [UInt32](repeating: 0, count: names.categories.count)
        units = [UInt32](repeating: 0, count: names.units.count)
        facts = [UInt32](repeating: 0, count: names.facts.count)
    }

    /// The page with its words.
    mutating func finish() -> PersonPage {
        page.words = words.column
        return page
    }

    /// Appends a person who was put together otherwise.
    mutating func append(_ person: Person) { page.append(person, &words) }

    /// Appends a new person.
    mutating func append(_ newcomer: Newcomer) {
        let number = newcomer.number
        precondition(
            PersonPage.index(of: number) == page.index && number > (page.numbers.last ?? 0),
            "a page has its own persons, in order of number"
        )
        page.numbers.append(number)
        page.payees.append(newcomer.payee)
        let first = newcomer.first
        let fields = first.fields
        page.nationalIDs.append(newcomer.isPayee ? fields.payeeID : fields.nationalID)
        page.births.append(newcomer.isPayee ? fields.payeeBirth : fields.birth)
        page.sexes.append(newcomer.isPayee ? fields.payeeSex : fields.sex)
        page.names.append(first.bytes, first.place(of: newcomer.isPayee ? .payeeName : .name))
        let ends = newcomer.own?.fields.authorityEnds ?? PersonPage.noDay
        page.authorityEnds.append(newcomer.rightPayee > 0 ? PersonPage.noDay : ends)
        if let own = newcomer.own {
            page.households.append(words.place(of: own.bytes, own.place(of: .household)))
        } else {
            page.households.append(words.place(of: first.bytes, 0..<0))
        }
        appendWay(newcomer.way)
        if let own = newcomer.own { appendClaim(own) }
        page.claimEnds.append(UInt32(page.claims.known.count))
        page.factEnds.append(UInt32(page.facts.known.count))
        guard newcomer.rightPayee > 0, let category = newcomer.own?.fields.category else { return }
        page.rightPayees.append(
            person: page.numbers.count - 1,
            category: Self.place(Int(category) - 1, names.categories, &categories, &words),
            payee: newcomer.rightPayee,
            ends: ends
        )
    }

    private mutating func appendWay(_ record: RowRecord?) {
        guard let record, record.fields.way == 2 else {
            page.ways.append(record == nil ? 0 : 1)
            page.banks.append(0)
            page.accounts.ends.append(UInt32(page.accounts.bytes.count))
            return
        }
        page.ways.append(2)
        page.banks.append(bank(record.fields.bank))
        page.accounts.append(record.bytes, record.place(of: .account))
    }

    /// The place of a bank's BIN among the page's words.
    private mutating func bank(_ number: UInt32) -> UInt32 {
        for bank in banks where bank.number == number { return bank.word }
        let word = words.place(of: RowWords.bank(number))
        banks.append((number, word))
        return word
    }

    private mutating func appendClaim(_ own: RowRecord) {
        let fields = own.fields
        let category = Int(fields.category) - 1
        let unit = Int(fields.unit) - 1
        page.claims.categories.append(
            Self.place(category, names.categories, &categories, &words)
        )
        page.claims.units.append(Self.place(unit, names.units, &units, &words))
        let decision = own.place(of: .decision)
        let decisionWord = words.place(of: own.bytes, decision)
        page.claims.decisions.append(decisionWord)
        page.claims.signed.append(fields.signed)
        page.claims.certificates.append(fields.certificate)
        page.claims.ended.append(PersonPage.noDay)
        page.claims.known.append(known)
        let signer = own.place(of: .signer)
        let signerWord =
            signer.isEmpty ? PersonPage.noWord : words.place(of: own.bytes, signer)
        page.claims.signers.append(signerWord)
        page.claims.documents.append(PersonPage.noWord)
        guard fields.factCount > 0 else { return }
        let from = fields.from == PersonPage.noDay ? fields.signed : fields.from
        let document = own.place(of: .document)
        let isDecision =
            document.isEmpty || own.bytes[document].elementsEqual(own.bytes[decision])
        var index = own.place(of: .facts).lowerBound
        for _ in 0..<fields.factCount {
            let fact = own.fact(at: &index)
            page.facts.names.append(Self.place(fact.name, names.facts, &facts, &words))
            page.facts.values.append(words.place(of: own.bytes, fact.value))
            page.facts.documents.append(
                isDecision ? decisionWord : words.place(of: own.bytes, document)
            )
            page.facts.from.append(from)
            page.facts.known.append(known)
            page.facts.signers.append(signerWord)
        }
    }

    /// The place of one of the file's words among the page's.
    private static func place(
        _ word: Int,
        _ names: [String],
        _ places: inout [UInt32],
        _ words: inout ByteWords
    ) -> UInt32 {
        if places[word] == 0 { places[word] = words.place(of: names[word]) + 1 }
        return places[word] - 1
    }
}
