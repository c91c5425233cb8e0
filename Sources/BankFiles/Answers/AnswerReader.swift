// Reads what a bank answers, in XML of ISO 20022 whatever the dialect and in MT940 and MT942, into facts;
// for people also an order to pay (pain.001).
//
// Invariants:
// (1) Nothing of a file is taken when one error is found in it: the answer then has no fact. Who asks
//     for it gets a file without its unsound payments or entries, if it is of a family that books nothing.
// (2) All faults of what is said are found in one go; a fault of the XML ends the reading.
// (3) Beside the facts, and a bit for each transfer that is named, only buffers of a fixed size are held, however long the file is.
// (4) What is read does not depend on how the file is cut into pieces.
//
// Codes: those of XMLFault.Kind and of AnswerFinding.

package import Intake
package import Ledger

/// What an answer is read for.
package enum AnswerPurpose: Sendable {
    /// To be taken into books: one currency, and nothing of a file with an error.
    case books
    /// To be shown to people: each report in its own currency, and what could be read stays, beside
    /// its errors.
    case people
}

/// How much of an answer is accepted.
package struct AnswerLimits: Sendable {
    /// The most bytes of the free text of a fact; pieces beyond are left out.
    static let narrativeBytes = 2_000

    /// The limits of the XML.
    package var xml = XMLLimits()
    /// The most findings that are kept.
    package var findings = 1_000
    /// The most facts.
    package var facts = 5_000_000

    /// The usual limits.
    package init() {}
}

/// Reads one answer piece by piece: `feed` for each piece, then `finish`.
package struct AnswerReader: Sendable {
    /// How many bytes tell the format of a file that does not begin as XML.
    private static let headSize = 1_024

    private var reader: XMLReader
    private var statements: MTReader
    private var builder: AnswerBuilder
    /// The first bytes, as long as they have not told the format.
    private var head: [UInt8] = []
    /// Whether the file is MT; nil as long as nobody knows.
    private var isMT: Bool?

    /// A reader of one answer.
    ///
    /// - Parameters:
    ///   - file: The name for findings.
    ///   - currency: The only currency that amounts may have.
    ///   - purpose: What it is read for.
    ///   - limits: How much is accepted.
    ///   - leavesOut: Whether a payment or entry of which something is unsound is left out with a warning
    ///     and the rest kept, in families that book nothing; else it refuses the file.
    ///   - keepsFacts: Whether facts stay in the answer; else those of entries are given out by
    ///     ``drain(_:)`` and have no ordinals, and memory does not grow with the file.
    package init(
        file: String,
        currency: Currency = .vnd,
        purpose: AnswerPurpose = .books,
        limits: AnswerLimits = AnswerLimits(),
        leavesOut: Bool = false,
        keepsFacts: Bool = true
    ) {
        reader = XMLReader(limits: limits.xml)
        statements = MTReader(limits: limits.xml)
        builder = AnswerBuilder(file: file, currency: currency, purpose: purpose, limits: limits)
        builder.keepsFacts = keepsFacts
        builder.item.isAsked = leavesOut
    }

    /// Gives out the facts of all entries and ordered payments that have ended since it was asked
    /// last, each with the currency of its report and what the file is; those of other families stay
    /// in the answer.
    package mutating func drain(
        _ body: (BankFact, String, AnswerFamily) throws -> Void
    ) rethrows {
        try builder.drain(body)
    }

    /// The same reader without what it learns of a file's markup: it reads the same, and slower.
    package mutating func readWithoutTrack() { builder.isTrackKept = false }

    /// Reads an answer that is all there.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        currency: Currency = .vnd,
        purpose: AnswerPurpose = .books,
        limits: AnswerLimits = AnswerLimits(),
        leavesOut: Bool = false
    ) -> Reading<BankAnswer> {
        var reader = AnswerReader(
            file: file,
            currency: currency,
            purpose: purpose,
            limits: limits,
            leavesOut: leavesOut
        )
        reader.feed(bytes.span)
        return reader.finish()
    }

    /// Takes the next bytes.
    package mutating func feed(_ bytes: Span<UInt8>) {
        guard isMT == nil else { return pass(bytes) }
        if head.isEmpty, !bytes.isEmpty, bytes[0] == 0x3C {
            // Nearly all files: nothing of them is held back.
            isMT = false
            return pass(bytes)
        }
        for index in bytes.indices { head.append(bytes[index]) }
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = head.dropFirst(start).first { !XMLScanner.isBlank($0) }
        if first == 0x3C {
            begin(isMT: false)
        } else if head.count >= Self.headSize {
            begin(isMT: MTReader.isMT(Array(head.prefix(Self.headSize))))
        }
    }

    /// Passes on what was held back until the format was known.
    private mutating func begin(isMT: Bool) {
        self.isMT = isMT
        let held = head
        head = []
        pass(held.span)
    }

    private mutating func pass(_ bytes: Span<UInt8>) {
        if isMT == true {
            statements.feed(bytes, into: &builder)
        } else {
            reader.feed(bytes, into: &builder)
        }
    }

    /// Ends the file and gives what it says; call it once.
    package mutating func finish() -> Reading<BankAnswer> {
        if isMT == nil { begin(isMT: MTReader.isMT(head)) }
        if isMT == true {
            statements.finish(into: &builder)
        } else {
            reader.finish(into: &builder)
        }
        if let fault = reader.fault {
            builder.log.append(fault.diagnostic(file: builder.file))
        } else if isMT == false, !builder.isDone, !builder.hasMessage {
            builder.log.append(
                AnswerFinding.unknownMessage.diagnostic(file: builder.file, at: .start, field: nil)
            )
        }
        if builder.log.isRefused, builder.purpose == .books {
            builder.answer.facts = []
            builder.answer.commonFacts = []
            builder.answer.reports = []
            builder.answer.announced = []
        }
        return Reading(value: builder.answer, diagnostics: builder.log.diagnostics)
    }
}
