// What a verification found and saw.

package import Intake
package import Signing

/// One thing that does not hold.
package struct Finding: Hashable, Sendable {
    /// The path inside the folder.
    package let path: String
    /// What is wrong.
    package let message: Phrase

    /// A finding.
    package init(path: String, _ message: Phrase) {
        self.path = path
        self.message = message
    }
}

/// What a verification found and saw.
package struct VerificationReport: Sendable {
    /// What does not hold; empty when all is well.
    package var findings: [Finding] = []
    /// Who signed what, in order.
    package var signers: [(path: String, record: DetachedSignature.SignerRecord)] = []
    /// The page of the batch, where it could be read.
    package var sheet: BatchSheet?
    /// The rows of the decision list.
    package var lineCount = 0
    /// The lines taken away by stop lists.
    package var stopped: Set<Int> = []
    /// The digest of every file that was read, by path: what was verified is what may be signed.
    package var digests: [String: Digest] = [:]
    /// Payment files that were rendered again and are the same.
    package var filesRendered = 0
    /// Whether the files were signed for hand-over.
    package var isHandedOver = false

    /// Adds a finding where something does not hold.
    mutating func check(_ holds: Bool, _ path: String, _ message: Phrase) {
        if !holds { findings.append(Finding(path: path, message)) }
    }
}
