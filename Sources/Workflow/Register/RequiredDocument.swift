// The one door for the number of a paper that an officer names.

import Intake
import Signing

extension DocumentReference {
    /// The number of a paper, as a command was given it.
    ///
    /// - Throws: ``StepRefusal`` with exit code 64 where it is none.
    static func required(_ text: String) throws -> DocumentReference {
        do throws(DocumentFault) {
            return try DocumentReference(text)
        } catch {
            throw StepRefusal(.usage, error.message, hint: error.hint)
        }
    }

    /// A digest of the key, for the keys of steps and papers: the number itself may be long.
    var digest: Digest { Digest.of(utf8: key) }
}
