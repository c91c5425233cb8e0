// A counterpart bank that nobody of this project wrote, kept open for a whole test.

import Foundation
import Ledger
import Testing

private let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
private let interpreter = repository.appending(path: ".venv/bin/python").path

/// A bank that runs beside the test, with a clock that the test moves.
final class CounterpartBank {
    /// Whether it is there, and the word where it is not.
    static var isThere: Bool { FileManager.default.fileExists(atPath: interpreter) }
    static let absence: Comment =
        "no .venv/bin/python with mock-bank 0.9.0 at the root of the repository"

    /// A message that the bank wrote.
    struct Letter: Decodable, Hashable {
        let path: String
        let type: String
        /// The bank's name of the account that it is about.
        let account: String
    }

    /// What the bank's own books say of an account.
    struct Account: Decodable {
        struct Payment: Decodable {
            let endToEnd: String
            let payee: String
            let amount: Int64
            let isRefused: Bool
            /// The days on which it was booked and came back.
            let debited: String?
            let returned: String?
        }

        struct Credit: Decodable {
            let amount: Int64
            let day: String
        }

        struct Statement: Decodable {
            let day: String
            let closing: Int64
        }

        let payments: [Payment]
        let credits: [Credit]
        let statements: [Statement]
        let balance: Int64
    }

    /// What the bank does with what it gets on an account.
    enum Behaviour {
        case accept
        /// Refuses each file (FF01).
        case rejectFile
        /// Refuses payments to this account (AC04).
        case closedAccount
        /// Lets what it books from now on come back: one payment, or all.
        case returnLater(days: Int, reason: String, endToEnd: String?)
        /// Takes a file without a word.
        case silent
        /// Leaves an entry off its statements.
        case statementGap

        fileprivate var request: (name: String, parameters: [String: Any]) {
            switch self {
            case .accept: ("accept", [:])
            case .rejectFile: ("reject-file", [:])
            case .closedAccount: ("closed-account", [:])
            case .returnLater(let days, let reason, let endToEnd):
                (
                    "return-later",
                    ["days": days, "reason": reason].merging(
                        endToEnd.map { ["end_to_end_id": $0] } ?? [:]
                    ) { $1 }
                )
            case .silent: ("silent", [:])
            case .statementGap: ("statement-gap", [:])
            }
        }
    }

    /// The bank's answer to something that it would not do.
    struct Refusal: Error { let words: String }

    private struct Answer: Decodable {
        let fault: String?
        var letters: [Letter]?
        var status: Int?
    }

    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var unread: [UInt8] = []

    /// Opens the bank on the morning of a day; what it writes is put into a folder.
    init(on day: CivilDate, folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        let script = repository.appending(path: "Tests/WorkflowTests/counterpart_bank.py").path
        process.executableURL = URL(filePath: interpreter)
        process.arguments = [script, interpreter, "\(day)", folder]
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    // MARK: Requests

    /// Opens an account in đồng; the bank knows it by a number with the check digits of an IBAN.
    func open(_ id: String, number: String) throws {
        _ = try ask(["do": "open", "id": id, "iban": number, "number": ""], Answer.self)
    }

    /// Money comes in from outside.
    func credit(_ id: String, _ amount: Int64, note: String) throws {
        let request: [String: Any] = [
            "do": "credit", "account": id, "amount": amount, "note": note,
        ]
        _ = try ask(request, Answer.self)
    }

    func behave(_ id: String, _ behaviour: Behaviour) throws {
        let (name, parameters) = behaviour.request
        let request: [String: Any] = [
            "do": "behave", "id": id, "behaviour": name, "parameters": parameters,
        ]
        _ = try ask(request, Answer.self)
    }

    /// The days besides Saturdays and Sundays on which the bank does not settle.
    func holidays(_ days: [String]) throws {
        _ = try ask(["do": "holidays", "days": days], Answer.self)
    }

    /// Sends a payment file; gives the bank's HTTP status: 202 where it was taken.
    func post(_ path: String) throws -> Int {
        try #require(try ask(["do": "post", "path": path], Answer.self).status)
    }

    /// Moves bank time to the beginning of a day, which may be today; gives what was written since.
    func advance(to day: CivilDate) throws -> [Letter] {
        try #require(try ask(["do": "advance", "day": "\(day)"], Answer.self).letters)
    }

    /// What the bank's own books say.
    func account(_ id: String) throws -> Account {
        try ask(["do": "account", "id": id], Account.self)
    }

    private func ask<Reply: Decodable>(
        _ request: [String: Any],
        _ reply: Reply.Type
    ) throws -> Reply {
        let line = try JSONSerialization.data(withJSONObject: request, options: .sortedKeys)
        try requests.fileHandleForWriting.write(contentsOf: line + Data([0x0A]))
        let data = Data(try nextLine())
        let answer = try JSONDecoder().decode(Answer.self, from: data)
        if let fault = answer.fault { throw Refusal(words: fault) }
        return try JSONDecoder().decode(Reply.self, from: data)
    }

    private func nextLine() throws -> [UInt8] {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                let line = Array(unread[..<end])
                unread.removeSubrange(...end)
                return line
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Refusal(words: "the bank has ended") }
            unread += more
        }
    }

    // MARK: Accounts

    /// A number of 15 characters with the check digits of an IBAN, from 11 digits: the only kind by
    /// which the bank knows accounts of its own.
    static func number(_ digits: Int) -> String {
        let body = String(100_000_000_000 + digits).dropFirst()
        // N is 23, O is 24; the check digits make the whole 1 modulo 97.
        let rest = (body + "232400").utf8.reduce(0) { ($0 * 10 + Int($1 - 0x30)) % 97 }
        let check = 98 - rest
        return "NO\(check < 10 ? "0" : "")\(check)\(body)"
    }
}
