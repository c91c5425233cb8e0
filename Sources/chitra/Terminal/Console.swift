// Where words go: stdout for data, stderr for the rest; the language of both.

import Foundation
import Glibc
import Intake
import Ledger
import Terminal
import Workflow

/// A JSON document with the name and version of its schema.
private struct Document<Value: Encodable>: Encodable {
    let schema: String
    let value: Value
}

/// Prints for people.
struct Console {
    /// The language of all words.
    let language: Language

    /// The language asked for by `--lang`, else by the locale, else Vietnamese.
    static func language(arguments: [String]) -> Language {
        if let language = asked(arguments).flatMap({ Language(rawValue: $0) }) { return language }
        let environment = ProcessInfo.processInfo.environment
        let locale =
            environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("en") ? .english : .vietnamese
    }

    /// Refuses a language that there is not.
    ///
    /// - Throws: ``StepRefusal``.
    static func checkLanguage(arguments: [String]) throws {
        guard let asked = asked(arguments), Language(rawValue: asked) == nil else { return }
        throw StepRefusal(
            .usage,
            Phrase(vi: "không có ngôn ngữ \(asked)", en: "there is no language \(asked)"),
            hint: Phrase(
                vi: "dùng --lang vi hoặc --lang en",
                en: "use --lang vi or --lang en"
            )
        )
    }

    private static func asked(_ arguments: [String]) -> String? {
        for (index, word) in arguments.enumerated() {
            if word == "--lang", index + 1 < arguments.count { return arguments[index + 1] }
            if word.hasPrefix("--lang=") { return String(word.dropFirst(7)) }
        }
        return nil
    }

    /// Data, to stdout.
    func say(_ text: String) { write(text + "\n", to: 1) }

    /// A piece of a long text as data, to stdout, as it is.
    func say(part text: String) { write(text, to: 1) }

    /// A phrase as data, to stdout.
    func say(_ phrase: Phrase) { say(phrase.text(in: language)) }

    /// A message, to stderr.
    func note(_ text: String) { write(text + "\n", to: 2) }

    /// A phrase as a message, to stderr.
    func note(_ phrase: Phrase) { note(phrase.text(in: language)) }

    /// What to run next, to stderr; what the command needs and this one was given is added.
    func next(_ command: String) {
        note(
            (language == .vietnamese ? "tiếp theo: " : "next: ")
                + completion.complete(command: command)
        )
    }

    /// What to run after that, to stderr.
    func then(_ command: String) {
        note((language == .vietnamese ? "rồi: " : "then: ") + completion.complete(command: command))
    }

    /// Makes commands whole with what this one was given.
    private var completion: CommandCompletion {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let now = arguments.firstIndex(of: "--now").flatMap { index in
            index + 1 < arguments.count ? Instant(iso: arguments[index + 1]) : nil
        }
        // The shell is where a clock may be read; this day only stands in a command that is suggested.
        let time = now ?? Instant(seconds: Int64(Date().timeIntervalSince1970))
        return CommandCompletion(given: arguments, today: time.map { "\($0.date)" } ?? "") {
            FileManager.default.fileExists(atPath: $0)
        }
    }

    /// VND as the language writes it.
    func money(_ dong: Int64) -> String {
        language == .english ? Money.vnd(dong).inEnglish : "\(Money.vnd(dong))"
    }

    /// A number with thousands as the language writes them.
    func number(_ number: Int) -> String {
        let amount = Money.vnd(Int64(number))
        return language == .english ? amount.groupedInEnglish : amount.grouped
    }

    /// A number with its noun: `1 line`, `3 lines`, `3 dòng`.
    func count(_ number: Int, vi: String, en: String, many: String? = nil) -> String {
        let noun = language == .vietnamese ? vi : number == 1 ? en : many ?? "\(en)s"
        return "\(self.number(number)) \(noun)"
    }

    /// Why a command did not do its work, to stderr.
    func fail(_ message: Phrase, hint: Phrase?) {
        let word = language == .vietnamese ? "lỗi" : "error"
        note("chitra: \(word): \(completion.complete(message.text(in: language)))")
        if let hint {
            let word = language == .vietnamese ? "gợi ý" : "hint"
            note("chitra: \(word): \(completion.complete(hint.text(in: language)))")
        }
    }

    /// A value as JSON with sorted keys, to stdout; the schema's version goes with it.
    func json(_ schema: String, _ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let data = try encoder.encode(Document(schema: "chitra/\(schema)/1", value: value))
        say(String(decoding: data, as: UTF8.self))
    }

    /// A text in which nothing steers a terminal: control, invisible and direction-changing characters
    /// stand as `\uXXXX`, which means the same in JSON.
    static func visible(_ text: String) -> String {
        let hidden = text.unicodeScalars.contains { isHidden($0) }
        guard hidden else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isHidden(scalar) else {
                result.append(scalar)
                continue
            }
            for unit in Character(scalar).utf16 {
                let digits = String(unit, radix: 16)
                let code = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                result.append(contentsOf: code.unicodeScalars)
            }
        }
        return String(result)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x20...0x7E: false
        case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    /// Ends the program: whoever asked for the data would take a part of it for all.
    ///
    /// What a step did stands, and is told when the command is run again.
    private func failOutput(_ error: Int32) -> Never {
        let reason = unsafe String(cString: strerror(error))
        fail(
            Phrase(
                vi: "không ghi hết được dữ liệu ra stdout: \(reason)",
                en: "the data could not be written to stdout: \(reason)"
            ),
            hint: Phrase(
                vi: "giải phóng chỗ trên đĩa rồi chạy lại; tệp vừa ghi là chưa đủ",
                en: "make room on the disk and run it again; the file that was written is not whole"
            )
        )
        exit(StepRefusal.Code.cannotWrite.rawValue)
    }

    /// Data whose every character is known to be harmless, to stdout.
    func say(bytes: [UInt8]) { write(bytes[...], to: 1) }

    private func write(_ text: String, to file: Int32) {
        write(Array(Self.visible(text).utf8)[...], to: file)
    }

    private func write(_ bytes: ArraySlice<UInt8>, to file: Int32) {
        ProgressLine.shared.clear()
        var bytes = bytes
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
            }
            if count < 0 && errno != EINTR {
                // A reader that has gone away is no error of ours; a file that is cut short is.
                if file == 1 && errno != EPIPE { failOutput(errno) }
                return
            }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
