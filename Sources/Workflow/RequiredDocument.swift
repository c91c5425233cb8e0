// The one door for the number of a paper that an officer names.

import Intake

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
}
