// Books brought to the point just before each step that is drilled.
//
// Invariant: they are made by the program itself, and are gone with their owner.

import Foundation

/// Prepared books, a folder for each step.
struct PreparedBooks: Sendable {
    /// The command lines, bound to the input files.
    let commands: Commands
    /// Only the first people are in the books.
    let beforeImport: String
    /// The draft was checked.
    let beforeSubmit: String
    /// All signatures but the last.
    let beforeApproval: String
    /// Everybody signed.
    let beforeIssue: String
    private let scratch: Scratch

    /// Makes the books.
    ///
    /// - Throws: ``DrillFailure`` where a command does not succeed.
    init(chitra: String) throws {
        scratch = try Scratch("prepared")
        commands = Commands(chitra: chitra, inputs: scratch.path)
        let books = scratch.file("books")
        let commands = self.commands
        try Folder.write(Commands.setup, to: scratch.file("setup.toml"))
        try Folder.write(Commands.money, to: scratch.file("money.csv"))
        try Self.run(commands.makePeople(), scratch)
        try Self.splitPeople(scratch)
        try Self.run(commands.makeBooks(books), scratch)
        try Self.run(commands.importPeople("people-1.csv", books), scratch)
        beforeImport = try Self.keep("before-import", books, scratch)
        try Self.run(commands.importPeople("people-2.csv", books), scratch)
        try Self.run(commands.receive(books), scratch)
        try Self.run(commands.draft(books), scratch)
        try Self.run(commands.check(books), scratch)
        beforeSubmit = try Self.keep("before-submit", books, scratch)
        try Self.run(commands.submit(books), scratch)
        try Self.run(commands.approve("checker", books), scratch)
        try Self.run(commands.approve("chief-accountant", books), scratch)
        beforeApproval = try Self.keep("before-approval", books, scratch)
        try Self.run(commands.approve("account-holder", books), scratch)
        beforeIssue = try Self.keep("before-issue", books, scratch)
    }

    private static func keep(_ name: String, _ books: String, _ scratch: Scratch) throws -> String {
        try Folder.copy(books, to: scratch.file(name))
        return scratch.file(name)
    }

    /// Two thirds of the people come first, the others with the import that is drilled.
    private static func splitPeople(_ scratch: Scratch) throws {
        let lines = Folder.text(scratch.file("people.csv")).split(
            separator: "\n",
            omittingEmptySubsequences: true
        )
        let first = 1 + Commands.people * 2 / 3
        guard lines.count == 1 + Commands.people else {
            throw DrillFailure("people.csv has \(lines.count) lines")
        }
        try Folder.write(
            lines[..<first].joined(separator: "\n") + "\n",
            to: scratch.file("people-1.csv")
        )
        try Folder.write(
            ([lines[0]] + lines[first...]).joined(separator: "\n") + "\n",
            to: scratch.file("people-2.csv")
        )
    }

    private static func run(_ command: [String], _ scratch: Scratch) throws {
        let errors = scratch.file("errors")
        Folder.remove(errors)
        let ending = try ChildProcess.run(command, errors: errors)
        guard ending == .exited(0) else {
            let words = command.dropFirst().prefix(3).joined(separator: " ")
            throw DrillFailure(
                "\(words): \(ending): \(Folder.text(errors).prefix(600))"
            )
        }
    }
}
