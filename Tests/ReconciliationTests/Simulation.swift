// Months of payments with a bank that is slow, repeats itself and answers out of order; and, where
// it is not honest, makes every mistake that we know of.
//
// Invariants:
// (1) The same seed gives the same run.
// (2) Lines are paid anew only when the books allow it.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

/// One run.
struct Simulation {
    /// What one person is owed, and how it was tried to pay it.
    struct Claim {
        let amount: Int64
        var transfers: [SentTransfer]
        /// Whether the bank did something by which the payee may have it twice.
        var isBankAtFault = false
        /// Whether the bank holds it for good and says nothing.
        var isLost = false
    }

    let isHonest: Bool
    var books = TestBooks()
    var bank = NaiveBank()
    var generator: FixedGenerator
    private(set) var claims: [Claim] = []
    private(set) var factCount = 0
    private(set) var kept: Int64 = 0
    private var today = 0
    private var acts: [Int: [BankAct]] = [:]
    private var mail: [Int: [BankAnswer]] = [:]
    private var sequence = 0
    private var claimOf: [TransferID: Int] = [:]

    init(seed: UInt64, isHonest: Bool) {
        generator = FixedGenerator(state: seed)
        self.isHonest = isHonest
    }

    private var date: CivilDate { day("2026-01-05").advanced(byDays: today) }

    /// Runs until that many facts came, and then until the bank has nothing more to say.
    mutating func run(facts: Int) throws {
        while factCount < facts {
            try handOver()
            try live()
        }
        while !acts.isEmpty || !mail.isEmpty { try live() }
    }

    /// One day of bank and books.
    private mutating func live() throws {
        act()
        let letters = mail.removeValue(forKey: today) ?? []
        for letter in letters.shuffled(using: &generator) {
            factCount += letter.facts.count
            try books.take(letter, on: date)
            // The same letter comes again some day.
            if generator.happens(10) { post(letter, in: 1...6) }
        }
        try expectNobodyPaidTwice()
        today += 1
    }

    private mutating func post(_ letter: BankAnswer, in days: ClosedRange<Int>) {
        let day = today + Int.random(in: days, using: &generator)
        mail[day, default: []].append(letter)
    }

    private mutating func plan(_ act: BankAct, in days: ClosedRange<Int>) {
        acts[today + Int.random(in: days, using: &generator), default: []].append(act)
    }

    // MARK: What we do

    /// A new file: new claims, and the lines of transfers that failed where the books allow it.
    private mutating func handOver() throws {
        let isCash = generator.happens(20)
        sequence += 1
        let file = "F\(sequence)"
        var list: [SentTransfer] = []
        for index in claims.indices where list.count < 20 {
            guard let last = claims[index].transfers.last, last.isCash == isCash,
                books.position(last).mayBeReissued, !forbidden.contains(last.id)
            else { continue }
            books.replace(last)
            list.append(add(index, last.parts, number: list.count + 1, file, isCash: isCash))
        }
        var fresh: [BatchTotal] = []
        for _ in 0..<Int.random(in: 5...30, using: &generator) {
            let amount = Int64.random(in: 1...2_000, using: &generator) * 1_000
            claims.append(Claim(amount: amount, transfers: []))
            let parts =
                generator.happens(30)
                ? [part(amount - 500, "BTXH"), part(500, "HTXH", source: "city")]
                : [part(amount)]
            fresh += parts
            list.append(
                add(claims.count - 1, parts, number: list.count + 1, file, isCash: isCash)
            )
        }
        try books.approve(fresh)
        for source in ["398", "city"] {
            let amount = fresh.reduce(0) { $1.source == source ? $0 + $1.amount : $0 }
            guard amount > 0 else { continue }
            let provider = isCash ? "POST" : "VCB"
            try books.advance(amount, source: source, provider: provider)
            bank.move(amount, from: .budget, to: .deposit(provider))
        }
        try books.handOver(list)
        if isCash {
            for sent in list { planDesk(sent) }
        } else if generator.happens(15) {
            planLump(list)
        } else {
            for sent in list { planTransfer(sent) }
        }
    }

    private mutating func add(
        _ index: Int,
        _ parts: [BatchTotal],
        number: Int,
        _ file: String,
        isCash: Bool
    ) -> SentTransfer {
        let sent = transfer(number, parts, batch: sequence, file: file, isCash: isCash)
        claims[index].transfers.append(sent)
        claimOf[sent.id] = index
        return sent
    }

    /// Transfers with a conflict that forbids paying anew.
    private var forbidden: Set<TransferID> {
        Set(books.conflicts.lazy.filter { $0.kind.forbidsPayment }.compactMap(\.transfer))
    }

    // MARK: What the bank plans

    private func claim(_ sent: SentTransfer) -> Int { claimOf[sent.id] ?? -1 }

    private func payee(_ sent: SentTransfer) -> NaiveBank.Pocket { .payee(claim(sent)) }

    private mutating func planWord(
        _ word: FactWord,
        _ sent: SentTransfer,
        _ percent: Int,
        in days: ClosedRange<Int>
    ) {
        guard generator.happens(percent) else { return }
        sequence += 1
        plan(.say(.paymentStatus, .word(word, sent, reason: "R\(sequence)")), in: days)
    }

    /// A debit or credit in the name of a transfer.
    private mutating func planEntry(
        _ word: FactWord,
        _ amount: Int64,
        _ sent: SentTransfer,
        _ other: NaiveBank.Pocket,
        in days: ClosedRange<Int>,
        account: String = Own.vcb,
        counter: String? = nil
    ) {
        sequence += 1
        var fact = BankFact.entry(word, amount, of: sent, in: account, service: "S\(sequence)")
        fact.counterAccount = counter
        let deposit = NaiveBank.Pocket.deposit(account == Own.vcb ? "VCB" : "CTG")
        plan(
            word == .debit
                ? .entry(fact, amount: amount, from: deposit, to: other)
                : .entry(fact, amount: amount, from: other, to: deposit),
            in: days
        )
        guard generator.happens(20) else { return }
        plan(.say(.notification, fact), in: days)
    }

    private mutating func planTransfer(_ sent: SentTransfer) {
        planWord(.accepted, sent, 50, in: 0...4)
        planWord(.pending, sent, 10, in: 0...4)
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<60:
            planEntry(.debit, sent.amount, sent, payee(sent), in: 0...3)
            planWord(.settled, sent, 20, in: 1...5)
            planWord(.credited, sent, 30, in: 1...5)
        case 60..<72: planWord(.rejected, sent, 100, in: 0...3)
        case 72..<88: planReturn(sent)
        case 88..<91: claims[claim(sent)].isLost = true
        default:
            if isHonest {
                planEntry(.debit, sent.amount, sent, payee(sent), in: 0...9)
            } else {
                planMistake(sent)
            }
        }
    }

    /// Debited, and given back: in full, or less what the bank keeps.
    private mutating func planReturn(_ sent: SentTransfer) {
        planEntry(.debit, sent.amount, sent, .bank, in: 0...2)
        let fee: Int64 = generator.happens(20) ? 250 : 0
        kept += fee
        planEntry(.credit, sent.amount - fee, sent, .bank, in: 2...6)
        planWord(.rejected, sent, 15, in: 0...6)
        planWord(.credited, sent, 5, in: 0...6)
    }

    private mutating func planMistake(_ sent: SentTransfer) {
        let (amount, payee) = (sent.amount, payee(sent))
        switch Int.random(in: 0..<9, using: &generator) {
        case 0:  // Paid twice, and perhaps one is given back.
            claims[claim(sent)].isBankAtFault = true
            for _ in 0..<2 { planEntry(.debit, amount, sent, payee, in: 0...4) }
            if generator.happens(50) { planEntry(.credit, amount, sent, payee, in: 4...8) }
        case 1:  // Debited twice and paid once; the bank corrects it, or not.
            // Where the statement of the second debit is late, the correction looks like a return.
            claims[claim(sent)].isBankAtFault = true
            planEntry(.debit, amount, sent, payee, in: 0...4)
            planEntry(.debit, amount, sent, .bank, in: 0...4)
            if generator.happens(50) { planEntry(.credit, amount, sent, .bank, in: 4...8) }
        case 2:  // From the wrong account of ours; the bank corrects it, or not.
            planEntry(.debit, amount, sent, payee, in: 0...2, account: Own.ctg)
            if generator.happens(50) {
                planEntry(.credit, amount, sent, .bank, in: 3...6, account: Own.ctg)
                planEntry(.debit, amount, sent, .bank, in: 3...6)
            }
        case 3:  // Another amount.
            claims[claim(sent)].isBankAtFault = true
            planEntry(.debit, amount + 7, sent, payee, in: 0...2)
            planWord(.rejected, sent, 50, in: 2...6)
        case 4:  // To a stranger.
            let stranger = payeeAccount(999_999).revealed
            planEntry(.debit, amount, sent, .stranger, in: 0...2, counter: stranger)
        case 5:  // Refused, and paid after all.
            claims[claim(sent)].isBankAtFault = true
            planWord(.rejected, sent, 100, in: 0...1)
            planEntry(.debit, amount, sent, payee, in: 1...9)
        case 6:  // Given back twice, or more than was sent.
            planEntry(.debit, amount, sent, .bank, in: 0...1)
            planEntry(.credit, amount + 13, sent, .bank, in: 2...4)
            planEntry(.credit, amount, sent, .bank, in: 2...6)
        case 7:  // Given back, and the payee is credited after all.
            claims[claim(sent)].isBankAtFault = true
            planReturn(sent)
            bank.move(amount, from: .bank, to: payee)
            // Told when the return was told already: earlier it is what it was before the return.
            planWord(.credited, sent, 100, in: 12...16)
        default:  // Something that nobody ordered.
            claims[claim(sent)].isLost = true
            sequence += 1
            let deposit = NaiveBank.Pocket.deposit("VCB")
            let fact = BankFact.entry(.credit, 77, service: "U\(sequence)")
            plan(.entry(fact, amount: 77, from: .bank, to: deposit), in: 0...4)
        }
    }

    /// One debit for the whole file but what is refused before.
    private mutating func planLump(_ list: [SentTransfer]) {
        var refused: Set<TransferID> = []
        for sent in list where generator.happens(10) {
            refused.insert(sent.id)
            // An honest bank says so before it books.
            planWord(.rejected, sent, 100, in: isHonest ? 0...0 : 0...6)
        }
        guard let first = list.first, refused.count < list.count else { return }
        plan(.lump(file: first.file, without: refused), in: 4...4)
        for sent in list where !refused.contains(sent.id) && generator.happens(10) {
            bank.move(sent.amount, from: payee(sent), to: .bank)
            planEntry(.credit, sent.amount, sent, .bank, in: 5...9)
        }
    }

    private mutating func planDesk(_ sent: SentTransfer) {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<80: plan(.desk(sent, isPaid: true), in: 0...5)
        case 80..<95: plan(.desk(sent, isPaid: false), in: 0...5)
        default:
            plan(.desk(sent, isPaid: false), in: 0...2)
            plan(.desk(sent, isPaid: true), in: 4...9)
        }
    }

    // MARK: What the bank does

    private mutating func act() {
        var statements: [String: [BankFact]] = [:]
        for act in acts.removeValue(forKey: today) ?? [] {
            switch act {
            case .entry(let fact, let amount, let from, let to):
                bank.move(amount, from: from, to: to)
                statements[fact.account ?? "", default: []].append(fact)
            case .say(let family, let fact): post(answer(family, [fact]), in: 0...3)
            case .desk(let sent, let isPaid): pay(sent, isPaid: isPaid)
            case .lump(let file, let refused):
                statements[Own.vcb, default: []].append(lump(file, without: refused))
            }
        }
        for account in statements.keys.sorted() {
            let entries = statements[account, default: []].map { entry in
                var entry = entry
                entry.bookedOn = date
                return entry
            }
            post(answer(.statement, entries.shuffled(using: &generator)), in: 0...4)
        }
    }

    private mutating func lump(_ file: String, without refused: Set<TransferID>) -> BankFact {
        let meant = (books.files[file] ?? []).compactMap { books.sent[$0] }
            .filter { !refused.contains($0.id) }
        for sent in meant { bank.move(sent.amount, from: .deposit("VCB"), to: payee(sent)) }
        sequence += 1
        let sum = meant.reduce(0) { $0 + $1.amount }
        var fact = BankFact.entry(.debit, sum, service: "L\(sequence)")
        fact.references.message = file
        fact.count = meant.count
        return fact
    }

    private mutating func pay(_ sent: SentTransfer, isPaid: Bool) {
        if isPaid {
            let isReplaced = books.sent[sent.id]?.isReplaced ?? false
            // An honest desk pays nobody who is on a later list.
            guard !(isHonest && isReplaced) else { return }
            if isReplaced { claims[claim(sent)].isBankAtFault = true }
            bank.move(sent.amount, from: .deposit("POST"), to: payee(sent))
        }
        let fact = BankFact.cash(isPaid ? .paid : .unpaid, sent, on: date.description)
        // The list is there the same day, so that nobody is put on a later list in between.
        mail[today, default: []].append(answer(.cashResults, [fact]))
    }

    // MARK: What is looked at every day

    private func expectNobodyPaidTwice() throws {
        for (index, claim) in claims.enumerated() where !claim.isBankAtFault {
            let has = bank.has(.payee(index))
            try #require(has <= claim.amount, "claim \(index) was paid twice by us")
        }
    }
}
