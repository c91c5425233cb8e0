// Writes the small TOML papers of a sealed batch, byte for byte the same every time.

/// A TOML text under construction: keys in the order they are put.
struct TOMLText {
    /// The text so far.
    private(set) var text = ""

    /// Puts a string.
    mutating func put(_ key: String, _ value: String) {
        text += "\(key) = \(TOMLText.quoted(value))\n"
    }

    /// Puts an integer.
    mutating func put(_ key: String, _ value: Int64) { text += "\(key) = \(value)\n" }

    /// Begins one more table of an array of tables.
    mutating func table(_ name: String) { text += "\n[[\(name)]]\n" }

    /// A basic string of TOML 1.0.
    static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case let control where control.value < 0x20 || control.value == 0x7F:
                let digits = String(control.value, radix: 16, uppercase: true)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
