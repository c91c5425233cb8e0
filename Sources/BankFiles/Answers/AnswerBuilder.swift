// The machine inside the reader of answers: elements in, facts out.
//
// Invariants:
// (1) `path` has a step for each open element that is not skipped.
// (2) What is unfinished is held once per scope; a scope that begins again begins empty.
// (3) The facts of an entry stand in the answer from its first detail on, and have their direction
//     and amount when the entry ends; those of an entry that is not booked are taken away again.
// (4) An entry and its details are one movement: the facts of an entry add up to its amount.

import Intake
import Ledger

/// Makes one answer out of the elements of a file.
struct AnswerBuilder: XMLVisitor, Sendable {
    /// An open element.
    struct Step: Hashable, Sendable {
        /// The node of the schema, or `wrapper` or `document`.
        let node: Int
        /// Where the next child is looked for first.
        var hint = 0

        fileprivate static let wrapper = -1
        fileprivate static let document = -2
    }

    /// A breach of the form that was told.
    private struct FormFault: Hashable, Sendable {
        let code: String
        let node: Int
    }

    /// Elements that may lie around Document.
    private static let maximumWrappers = 6

    let file: String
    let purpose: AnswerPurpose
    private(set) var currency: Currency
    /// Whether the currency of the report is known: for the books from the beginning.
    private var isCurrencyKnown = true
    /// The field of a file that is no XML.
    var fieldName: String?
    let limits: AnswerLimits
    var log: DiagnosticLog
    var answer = BankAnswer(family: .statement, version: "", message: "", createdAt: "")
    var isDone = false
    private(set) var isWaiting = false
    /// Whether the message was found, and is one of ours.
    private(set) var hasMessage = false
    /// Whether markup that comes again and again is learned.
    var isTrackKept = true
    var track = AnswerTrack()

    private var schema = AnswerSchema([])
    var path: [Step] = []
    private var hasDocument = false
    private var documentNamespace = 0
    private var namespaces: [String] = []
    private var opening: AnswerScope?
    private var formFaults: Set<FormFault> = []
    private var unplaced: [(finding: AnswerFinding, field: String?)] = []
    /// Which fields each scope has had.
    private var seen = [UInt64](repeating: 0, count: 11)
    private var places = [XMLPosition](repeating: .start, count: 11)
    /// Whether the amount that is open has named its currency.
    private(set) var hasCurrency = false
    private(set) var isExpectedCurrency = false
    private(set) var otherCurrency: [UInt8] = []
    private var currencyBytes: [UInt8]
    var hasThousandsWarning = false

    /// The day that was read last, as it is written.
    var lastDay: (front: UInt64, back: UInt64, day: CivilDate)?
    /// Whether facts stay in the answer; else they are given out as entries end.
    var keepsFacts = true
    /// How many facts of the answer are of entries that have ended.
    private var settled = 0

    var report = ReportDraft()
    var balance = ReportDraft.Balance()
    var entry = EntryDraft()
    var block = EntryDraft.Block()
    var batch = EntryDraft.Batch()
    var detail = EntryDraft.Detail()
    var equals = EqualFacts()
    var messageLabel = RepeatedLabel()
    var groupLabel = RepeatedLabel()
    var order = StatusDraft()
    var payment = StatusDraft()
    var transaction = TransactionDraft()
    var common = CommonFacts()
    /// How many payments common facts are about so far.
    var commonCount = 0
    /// Before which fact common facts stand that are gathered now.
    var commonPlace = 0
    var lastStatus = (code: "", word: FactWord.unknown)
    var tally = StatusDraft.Tally()
    var interbank = InterbankDraft()
    var interbankTotals = InterbankTotals()
    var ordered = OrderDraft()
    var item = ItemDraft()

    init(file: String, currency: Currency, purpose: AnswerPurpose, limits: AnswerLimits) {
        self.file = file
        self.purpose = purpose
        isCurrencyKnown = purpose == .books
        self.currency = currency
        self.limits = limits
        currencyBytes = Array(currency.code.utf8)
        log = DiagnosticLog(limit: limits.findings)
        path.reserveCapacity(32)
    }

    // MARK: Findings

    /// Notes a finding at the place of the tag that is being told.
    mutating func note(_ finding: AnswerFinding) {
        unplaced.append((judged(finding), pathText))
        isWaiting = true
    }

    /// Notes a finding at the beginning of a scope.
    mutating func note(_ finding: AnswerFinding, atStartOf scope: AnswerScope) {
        let place = place(of: scope)
        log.append(judged(finding).diagnostic(file: file, at: place, field: pathText))
    }

    mutating func place(at position: XMLPosition) {
        if let scope = opening { places[Int(scope.rawValue)] = position }
        opening = nil
        for (finding, field) in unplaced {
            log.append(finding.diagnostic(file: file, at: position, field: field))
        }
        unplaced.removeAll()
        isWaiting = false
    }

    /// Notes a finding about the form of an element once for all elements of its place: a bank that
    /// writes it so once does so in every entry.
    mutating func noteOnce(_ finding: AnswerFinding, at node: Int? = nil) {
        let place = FormFault(code: finding.code, node: node ?? openPath.last?.node ?? 0)
        if formFaults.insert(place).inserted { note(finding) }
    }

    /// The open elements, also while a known run of markup is followed.
    private var openPath: [Step] { track.current >= 0 ? track.paths[track.current] : path }

    /// Where a scope began.
    func place(of scope: AnswerScope) -> XMLPosition { places[Int(scope.rawValue)] }

    /// Whether a scope has had a field.
    func has(_ field: AnswerField, in scope: AnswerScope) -> Bool {
        seen[Int(scope.rawValue)] & field.bit != 0
    }

    /// The scope around the one that ends.
    var outerScope: AnswerScope {
        let node = openPath.dropLast().last { $0.node >= 0 }?.node ?? 0
        return schema.nodes[node].scope
    }

    /// The names of the open elements below the message.
    private var pathText: String? {
        if let fieldName { return fieldName }
        let names = openPath.filter { $0.node > 0 }.map { schema.name(of: $0.node) }
        return names.isEmpty ? nil : names.joined(separator: "/")
    }

    // MARK: Elements

    mutating func namespace(_ number: Int, is name: Span<UInt8>) {
        namespaces.append(AnswerValue.text(name) ?? "")
    }

    mutating func open(_ name: XMLName, local: Span<UInt8>) -> XMLContent {
        guard let parent = path.last, parent.node != Step.wrapper else {
            return openOutside(name, local: local)
        }
        if parent.node == Step.document { return openMessage(name, local: local) }
        guard name.namespace == documentNamespace else { return .skip }
        let last = path.count - 1
        let before = path[last].hint
        guard
            let node = schema.child(
                of: parent.node,
                name,
                local: local,
                hint: &path[last].hint
            )
        else { return .skip }
        if path[last].hint < before { noteOnce(.outOfOrder, at: node) }
        path.append(Step(node: node))
        if track.isLearning, schema.nodes[node].field.isOfStart {
            track.note(.open, node, path: path)
        }
        opened(node)
        return schema.nodes[node].content
    }

    /// Does what the beginning of an element does.
    mutating func opened(_ node: Int) {
        let field = schema.nodes[node].field
        if field == .scope {
            begin(schema.nodes[node].scope)
        } else if field == .returned {
            detail.fact.isReturn = true
        } else if field.isMoney {
            hasCurrency = false
            isExpectedCurrency = false
        }
    }

    /// Opens an element around the message.
    private mutating func openOutside(_ name: XMLName, local: Span<UInt8>) -> XMLContent {
        if local.isEqual("Document") {
            guard !hasDocument else {
                note(.severalMessages)
                return .skip
            }
            hasDocument = true
            documentNamespace = name.namespace
            path.append(Step(node: Step.document))
            return .children
        }
        if AnswerMessage.isWrapper(local), path.count < AnswerBuilder.maximumWrappers {
            path.append(Step(node: Step.wrapper))
            return .children
        }
        if path.isEmpty {
            note(.notAnAnswer)
            isDone = true
        }
        return .skip
    }

    /// Opens the element that is the message.
    private mutating func openMessage(_ name: XMLName, local: Span<UInt8>) -> XMLContent {
        guard !hasMessage else {
            note(.severalMessages)
            return .skip
        }
        guard name.namespace == documentNamespace,
            let (message, family) = AnswerMessage.named(local)
        else {
            note(.unknownMessage)
            isDone = true
            return .skip
        }
        guard let family, let schema = AnswerSchema.of(family) else {
            note(.familyNotTaken(message))
            isDone = true
            return .skip
        }
        guard family != .paymentOrder || purpose == .people else {
            note(.orderNotTaken)
            isDone = true
            return .skip
        }
        hasMessage = true
        answer.family = family
        answer.version = message
        self.schema = schema
        if documentNamespace == 0 {
            note(.noNamespace(message))
        } else if let version = AnswerMessage.version(
            ofNamespace: namespaces[documentNamespace - 1]
        ) {
            answer.version = version
            if !version.hasPrefix(message) {
                note(.otherNamespace(message))
            } else if !AnswerMessage.isTaken(version: version) {
                note(.versionNotTaken(version))
            }
        } else {
            note(.unknownNamespace(message))
        }
        path.append(Step(node: 0))
        begin(.message)
        return .children
    }

    mutating func attribute(_ name: Span<UInt8>, value: Span<UInt8>) {
        guard name.isEqual("Ccy"), let node = path.last?.node, node > 0,
            schema.nodes[node].field.isMoney
        else { return }
        if track.isLearning {
            track.note(currency: Array(value, 0..<value.count), path: path)
        }
        take(currency: value)
    }

    /// Takes the currency of the amount that is open.
    mutating func take(currency value: Span<UInt8>) {
        if !isCurrencyKnown { adopt(Array(value, 0..<value.count)) }
        isExpectedCurrency = value.count == currencyBytes.count
        for index in value.indices where isExpectedCurrency {
            isExpectedCurrency = value[index] == currencyBytes[index]
        }
        hasCurrency = true
        if !isExpectedCurrency { otherCurrency = Array(value, 0..<value.count) }
    }

    /// Takes the first currency of a report for its own.
    mutating func adopt(_ code: [UInt8]) {
        guard !isCurrencyKnown, CurrencyTable.isCode(code) else { return }
        isCurrencyKnown = true
        currency = CurrencyTable.currency(code)
        currencyBytes = code
        if answer.family.isOfStatus { answer.currency = currency.code }
    }

    /// Begins a report: for people, its currency is not known yet.
    mutating func forgetCurrency() { isCurrencyKnown = purpose == .books }

    /// Begins a message that is no XML.
    mutating func beginOther(_ family: AnswerFamily, version: String, at position: XMLPosition) {
        hasMessage = true
        answer.family = family
        answer.version = version
        begin(.message, at: position)
    }

    /// Begins a scope of a message that is no XML.
    mutating func begin(_ scope: AnswerScope, at position: XMLPosition) {
        begin(scope)
        place(at: position)
    }

    /// Ends it.
    mutating func finish(_ scope: AnswerScope) { end(scope) }

    /// Notes that a scope has a field.
    mutating func mark(_ field: AnswerField, in scope: AnswerScope) {
        seen[Int(scope.rawValue)] |= field.bit
    }

    /// Gives out the facts of entries that have ended, each with the currency of its report.
    mutating func drain(_ body: (BankFact, String, AnswerFamily) throws -> Void) rethrows {
        guard settled > 0 else { return }
        for fact in answer.facts[..<settled] {
            let own = fact.report.flatMap {
                $0 < answer.reports.count ? answer.reports[$0].currency : nil
            }
            try body(fact, own ?? currency.code, answer.family)
        }
        answer.facts.removeSubrange(..<settled)
        answer.factsGivenOut += settled
        entry.firstFact -= settled
        block.firstFact -= settled
        settled = 0
    }

    mutating func stray() {
        track.abort()
        note(.stray)
    }

    mutating func close(text: Span<UInt8>) {
        guard let node = path.last?.node else { return }
        if node >= 0 {
            if track.isLearning, node == 0 || schema.nodes[node].field.isOfEnd {
                // A text that is not the node's own came by CDATA, an entity or in pieces.
                if text.isEmpty || track.isFirst {
                    track.note(.close, node, path: path)
                } else {
                    track.abort()
                }
            }
            closed(node, text)
        }
        path.removeLast()
    }

    /// Does what the end of an element does.
    mutating func closed(_ node: Int, _ text: Span<UInt8>) {
        let (field, scope) = (schema.nodes[node].field, schema.nodes[node].scope)
        if field == .scope || node == 0 {
            end(scope)
        } else if field != .none, field != .returned {
            read(field, of: scope, text, isEither: schema.nodes[node].content == .either)
        }
    }

    private mutating func read(
        _ field: AnswerField,
        of scope: AnswerScope,
        _ text: Span<UInt8>,
        isEither: Bool
    ) {
        if isEither, AnswerValue.trimmed(text).isEmpty { return }
        if answer.family == .paymentOrder { return readOrder(field, of: scope, text) }
        guard isFirst(field, of: scope) else { return }
        switch scope {
        case .message: readHeader(field, text)
        case .report: readReport(field, text)
        case .balance: readBalance(field, text)
        case .entry: readEntry(field, text)
        case .block: break
        case .batch: readBatch(field, text)
        case .detail: readDetail(field, text)
        case .group: order = status(order, with: field, text)
        case .payment: payment = status(payment, with: field, text)
        case .transaction: readTransaction(field, text)
        case .tally: readTally(field, text)
        }
    }

    private mutating func begin(_ scope: AnswerScope) {
        seen[Int(scope.rawValue)] = 0
        opening = scope
        isWaiting = true
        switch scope {
        case .message: break
        case .transaction where answer.family == .paymentOrder: ordered.payment.removeAll()
        case .group: beginInterbankGroup()
        case .report: beginReport()
        case .balance: balance = ReportDraft.Balance()
        case .entry:
            beginItem()
            beginEntry()
        case .block: beginBlock()
        case .batch: beginBatch()
        case .detail: beginDetail()
        case .payment: beginPayment()
        case .transaction:
            beginItem()
            beginTransaction()
        case .tally: tally = StatusDraft.Tally()
        }
    }

    private mutating func end(_ scope: AnswerScope) {
        switch scope {
        case .message: endMessage()
        case .report where answer.family == .paymentOrder: endOrderedGroup()
        case .report: endReport()
        case .balance: endBalance()
        case .entry:
            endEntry()
            if item.isUnsound { dropFacts() }
            item = ItemDraft(isAsked: item.isAsked)
            if !keepsFacts { settled = answer.facts.count }
        case .block: endBlock()
        case .batch: break
        case .detail: endDetail()
        case .group: endGroup()
        case .payment: endPayment()
        case .transaction where answer.family == .paymentOrder:
            endOrderedPayment()
            if !keepsFacts { settled = answer.facts.count }
        case .transaction:
            endTransaction()
            item = ItemDraft(isAsked: item.isAsked)
        case .tally: endTally()
        }
    }

    /// Notes that a field stands in its scope; false after a finding where it stood there before.
    mutating func isFirst(_ field: AnswerField, of scope: AnswerScope) -> Bool {
        guard !field.isMany else { return true }
        guard !has(field, in: scope) else {
            note(.fieldTwice)
            return false
        }
        mark(field, in: scope)
        return true
    }

    mutating func readHeader(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .messageID: answer.message = label(text) ?? ""
        case .createdAt: answer.createdAt = label(text) ?? ""
        case .isLastPage: readLastPage(text)
        default: readInterbankHeader(field, text)
        }
    }

    /// Notes that an answer says of itself that more of it follows.
    mutating func readLastPage(_ text: Span<UInt8>) {
        if AnswerValue.isTrue(text) == false { note(.morePages) }
    }

    private mutating func endMessage() {
        if answer.message.isEmpty { note(.noMessageID, atStartOf: .message) }
        if answer.family == .paymentOrder {
            endOrder()
        } else if answer.family.isOfStatus, answer.family != .paymentStatus {
            endInterbankMessage()
        } else if answer.family == .paymentStatus {
            closeCommonFacts()
            if order.status == "RJCT", order.hasOtherThanRefused {
                note(.contradiction, atStartOf: .group)
            }
            checkTallies(of: order, atStartOf: .group)
            if answer.statementCount == 0 { note(.nothingSaid, atStartOf: .message) }
        } else if answer.reports.isEmpty {
            note(.nothingSaid, atStartOf: .message)
        }
    }
}
