// Makes a command that a message names into one that can be pasted: with the books, units, day and
// key that this command was given.
//
// Invariants:
// (1) What the message spells stays as it is; options are only added, each once.
// (2) A key of another officer is named as `ROLE.key` beside the key that was given.

import Foundation

/// Completes commands in texts.
struct CommandCompletion {
    /// What a command wants to be told.
    private struct Need {
        /// Whose key signs, the first whose file is there; empty for none.
        var roles: [String] = []
        /// Whether it works on units.
        var takesUnits = false
        /// Whether it works by a rule book, which a folder may add to.
        var takesLaw = false
        /// Whether it wants the day of what is known.
        var takesKnown = false
        /// Options that the reader fills in.
        var blanks: [String] = []
    }

    private static let needs: [String: Need] = [
        "register import": Need(roles: ["maker"], takesLaw: true),
        "register opening": Need(roles: ["chief-accountant", "maker"]),
        "ledger receive": Need(roles: ["chief-accountant"]),
        "ledger assign-lines": Need(roles: ["chief-accountant"]), "ledger budget-lines": Need(),
        "ledger budget": Need(),
        "ledger clear": Need(roles: ["chief-accountant"], blanks: ["--document"]),
        "ledger move-sources": Need(
            roles: ["chief-accountant"],
            takesUnits: true,
            takesLaw: true,
            blanks: ["--document"]
        ),
        "officer list": Need(),
        "officer add": Need(
            blanks: ["--role", "--certificate", "--unit", "--document", "--signed"]
        ),
        "officer end": Need(blanks: ["--officer", "--document", "--signed"]),
        "officer certificate": Need(
            blanks: ["--officer", "--certificate", "--document", "--signed"]
        ),
        "ledger trial-balance": Need(), "ledger export": Need(), "ledger backup": Need(),
        "verify": Need(),
        "batch draft": Need(
            roles: ["maker"],
            takesUnits: true,
            takesLaw: true,
            takesKnown: true
        ),
        "batch check": Need(roles: ["checker", "maker"], takesUnits: true, takesLaw: true),
        "batch arrears": Need(takesUnits: true, takesLaw: true),
        "batch submit": Need(roles: ["maker"], takesUnits: true, takesLaw: true),
        "batch approve": Need(roles: ["chief-accountant"], takesUnits: true),
        "batch stop": Need(blanks: ["--cause", "--document"]),
        "batch accept": Need(
            roles: ["account-holder"],
            blanks: ["--amount", "--document", "--reason"]
        ),
        "batch issue": Need(roles: ["account-holder"], takesUnits: true),
        "batch status": Need(takesUnits: true),
        "batch cancel": Need(
            roles: ["maker", "account-holder"],
            blanks: ["--cause", "--document"]
        ),
        "batch reissue": Need(roles: ["maker"], takesUnits: true, takesLaw: true),
        "batch carry": Need(
            roles: ["maker"],
            takesUnits: true,
            takesLaw: true,
            blanks: ["--document"]
        ),
        "batch close": Need(roles: ["chief-accountant"], takesUnits: true),
        "bank take-accounts": Need(roles: ["maker"]),
        "bank results": Need(roles: ["maker"]),
        "bank recall": Need(roles: ["account-holder"], blanks: ["--document"]),
        "reconcile": Need(roles: ["maker"]),
        "reconcile status": Need(takesUnits: true), "reconcile explain": Need(),
        "reconcile doubt": Need(roles: ["maker"], blanks: ["--document"]),
        "reconcile decide": Need(roles: ["account-holder"], blanks: ["--document"]),
        "case list": Need(),
        "case net": Need(
            roles: ["chief-accountant"],
            takesLaw: true,
            blanks: ["--amount", "--signed", "--signer"]
        ),
    ]

    private let given: [String]
    private let today: String
    private let fileExists: (String) -> Bool

    /// A completion after a command line.
    ///
    /// - Parameters:
    ///   - given: The arguments of this command.
    ///   - today: The day to name where no day of what is known was given.
    ///   - fileExists: Whether a key file is there.
    init(given: [String], today: String, fileExists: @escaping (String) -> Bool) {
        self.given = given
        self.today = today
        self.fileExists = fileExists
    }

    /// A command, all of it, made whole.
    func complete(command: String) -> String {
        let words = command.split(separator: " ").map(String.init)
        guard let (path, _) = path(in: words, from: 1) else { return command }
        return whole(words, path: path).joined(separator: " ")
    }

    /// A text with every `chitra NOUN VERB …` in it made whole.
    func complete(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var result: [String] = []
        var index = 0
        while index < words.count {
            guard words[index] == "chitra", let (path, end) = path(in: words, from: index + 1)
            else {
                result.append(words[index])
                index += 1
                continue
            }
            var command = ["chitra"] + path.split(separator: " ").map(String.init)
            var mark = punctuation(words[end - 1])
            index = end
            while mark.isEmpty, index < words.count, isArgument(words[index], after: command) {
                mark = punctuation(words[index])
                command.append(String(words[index].dropLast(mark.count)))
                index += 1
            }
            result.append(whole(command, path: path).joined(separator: " ") + mark)
        }
        return result.joined(separator: " ")
    }

    /// The longest known command at a place, and where its arguments begin.
    private func path(in words: [String], from start: Int) -> (path: String, end: Int)? {
        for count in [2, 1] where start + count <= words.count {
            let last = words[start + count - 1]
            let path =
                (words[start..<start + count - 1]
                + [String(last.dropLast(punctuation(last).count))]).joined(separator: " ")
            if Self.needs[path] != nil { return (path, start + count) }
        }
        return nil
    }

    private func punctuation(_ word: String) -> String {
        var end = word.endIndex
        while end > word.startIndex, ",;:.)".contains(word[word.index(before: end)]) {
            end = word.index(before: end)
        }
        return String(word[end...])
    }

    /// Whether a word belongs to the command: an option, an option's value, or a blank to fill in.
    private func isArgument(_ word: String, after command: [String]) -> Bool {
        let isValue = command.last.map { $0.hasPrefix("--") } ?? false
        let isBlank = word.count > 1 && word.allSatisfy { $0.isASCII && $0.isUppercase }
        return word.hasPrefix("--") || isValue || isBlank
    }

    private func whole(_ command: [String], path: String) -> [String] {
        guard let need = Self.needs[path] else { return command }
        var whole = command
        func add(_ option: String, _ values: [String]) {
            guard !command.contains(option) else { return }
            for value in values { whole += [option, Self.quoted(value)] }
        }
        if need.takesUnits { add("--unit", values(of: "--unit")) }
        if need.takesLaw { add("--law", Array(values(of: "--law").suffix(1))) }
        if need.takesKnown { add("--known", [values(of: "--known").last ?? today]) }
        for blank in need.blanks { add(blank, [blank.dropFirst(2).uppercased()]) }
        if let old = command.firstIndex(of: "--key").map({ $0 + 1 }), old < command.count {
            whole[old] = besideGiven(command[old])
        }
        let role = command.firstIndex(of: "--role").flatMap {
            $0 + 1 < command.count ? [command[$0 + 1]] : nil
        }
        let roles = role ?? need.roles
        if !roles.isEmpty { add("--key", [key(of: roles)]) }
        for option in ["--books", "--now", "--lang"] {
            add(option, values(of: option).suffix(1))
        }
        return whole
    }

    /// The key of one of some roles, beside the one that was given.
    private func key(of roles: [String]) -> String {
        let old = values(of: "--key").first
        let own = path(in: given, from: 0).flatMap { Self.needs[$0.path]?.roles.first }
        // The same officer goes on with the same file, whatever its name is.
        if let old, own == roles[0], !given.contains("--role") { return old }
        let names = roles.map { besideGiven("\($0).key") }
        return names.first(where: fileExists) ?? names[0]
    }

    /// A file's name with the folder of the key that was given, where it has none of its own.
    private func besideGiven(_ name: String) -> String {
        guard let old = values(of: "--key").first, !name.contains("/"),
            let end = old.lastIndex(of: "/")
        else { return name }
        return old[...end] + name
    }

    /// What an option was given, as `--x v` or `--x=v`.
    private func values(of option: String) -> [String] {
        var values: [String] = []
        for (index, word) in given.enumerated() {
            if word == option, index + 1 < given.count {
                values.append(given[index + 1])
            } else if word.hasPrefix(option + "=") {
                values.append(String(word.dropFirst(option.count + 1)))
            }
        }
        return values
    }

    /// A value as a shell takes it.
    static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
                || "-_./:=+@,*".unicodeScalars.contains($0)
        }
        guard !isPlain || value.contains("*") || value.isEmpty else { return value }
        return "'" + value.replacing("'", with: "'\\''") + "'"
    }
}
