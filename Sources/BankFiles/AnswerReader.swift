// Reads what a bank answers: pain.002, camt.054 and camt.053, whatever the dialect, into facts.
//
// Invariants:
// (1) Nothing of a file is taken when one error is found in it: the answer then has no fact.
// (2) All faults of what is said are found in one go; a fault of the XML ends the reading.
// (3) Beside the facts, and a bit for each transfer that is named, only buffers of a fixed size are held, however long the file is.
// (4) What is read does not depend on how the file is cut into pieces.
//
// Codes: those of XMLFault.Kind and of AnswerFinding.

package import Intake
package import Ledger

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
    private var reader: XMLReader
    private var builder: AnswerBuilder
    /// The first bytes, by which other formats are told.
    private var head: [UInt8] = []

    /// A reader of one answer.
    ///
    /// - Parameters:
    ///   - file: The name for findings.
    ///   - currency: The only currency that amounts may have.
    ///   - limits: How much is accepted.
    package init(
        file: String,
        currency: Currency = .vnd,
        limits: AnswerLimits = AnswerLimits()
    ) {
        reader = XMLReader(limits: limits.xml)
        builder = AnswerBuilder(file: file, currency: currency, limits: limits)
    }

    /// Reads an answer that is all there.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        currency: Currency = .vnd,
        limits: AnswerLimits = AnswerLimits()
    ) -> Reading<BankAnswer> {
        var reader = AnswerReader(file: file, currency: currency, limits: limits)
        reader.feed(bytes.span)
        return reader.finish()
    }

    /// Takes the next bytes.
    package mutating func feed(_ bytes: Span<UInt8>) {
        for index in bytes.indices.prefix(max(0, 64 - head.count)) { head.append(bytes[index]) }
        reader.feed(bytes, into: &builder)
    }

    /// Ends the file and gives what it says; call it once.
    package mutating func finish() -> Reading<BankAnswer> {
        reader.finish(into: &builder)
        if let fault = reader.fault {
            if fault.kind == .notXML, let format = AnswerMessage.olderFormat(head) {
                builder.log.append(
                    AnswerFinding.familyNotTaken(format).diagnostic(
                        file: builder.file,
                        at: fault.position,
                        field: nil
                    )
                )
            } else {
                builder.log.append(fault.diagnostic(file: builder.file))
            }
        } else if !builder.isDone, !builder.hasMessage {
            builder.log.append(
                AnswerFinding.unknownMessage.diagnostic(file: builder.file, at: .start, field: nil)
            )
        }
        if builder.log.isRefused {
            builder.answer.facts = []
            builder.answer.commonFacts = []
            builder.answer.reports = []
        }
        return Reading(value: builder.answer, diagnostics: builder.log.diagnostics)
    }
}
