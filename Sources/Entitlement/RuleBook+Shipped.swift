// The rule book that ships with the program, read once from the compiled-in files.

import Intake

extension RuleBook {
    /// The files that ship, in order of path.
    package static let shippedFiles: [(path: String, text: String)] = EntitlementData.files

    /// The rule book of the files that ship.
    ///
    /// A test holds that they have no error.
    package static let shipped: RuleBook = {
        let reading = read(files: shippedFiles)
        guard let book = reading.value else {
            let faults = reading.diagnostics.map { $0.text(in: .english) }
            preconditionFailure("the shipped rule files are right: \(faults)")
        }
        return book
    }()
}
