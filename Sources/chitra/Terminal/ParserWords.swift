// What the argument parser says, in Vietnamese: it knows English only.

/// Words for errors of a command line.
enum ParserWords {
    private static let patterns: [(english: String, vietnamese: String)] = [
        ("Missing expected argument", "thiếu"), ("Missing value for", "thiếu giá trị của"),
        ("Missing one of", "thiếu một trong"), ("Unknown option", "không có tùy chọn"),
        ("Unexpected argument", "thừa"), ("Unexpected subcommand", "không có lệnh con"),
        ("The value", "giá trị không hợp lệ:"),
        ("Invalid value", "giá trị không hợp lệ:"),
    ]

    /// The error in Vietnamese: what is wrong, and what it is about as the parser quotes it.
    static func vietnamese(_ message: String) -> String {
        let words = patterns.first { message.contains($0.english) }?.vietnamese
        let quoted = message.split(separator: "'", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        guard let words, !quoted.isEmpty else {
            return "lệnh viết chưa đúng; xem cách dùng bên dưới hoặc thêm --help"
        }
        return "\(words) \(quoted.joined(separator: ", ")); xem cách dùng bên dưới hoặc thêm --help"
    }
}
