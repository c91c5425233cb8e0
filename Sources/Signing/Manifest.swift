// The list of a sealed batch's files in the form of `sha256sum`: digest, two spaces, path.
//
// Invariants:
// 1. Entries stand in the order of their paths' bytes, each path once.
// 2. A path is relative, of letters, digits and `._-/`, and has no empty, `.` or `..` part.
// 3. One list has one text: `init(parsing:)` accepts exactly what `text` gives.

/// Why a manifest is not taken, and at which line (from 1).
package struct ManifestRefusal: Error, Hashable, Sendable {
    /// What is wrong; the raw value is a code.
    package enum Cause: String, Sendable {
        /// There is no entry at all.
        case empty = "manifest-empty"
        /// Not 64 lower-case hexadecimal digits, two spaces, a path and a line feed.
        case malformedLine = "manifest-line-malformed"
        /// A path that is absolute, leaves its folder, or has another character.
        case badPath = "manifest-path"
        /// A path that does not come after the one before.
        case outOfOrder = "manifest-order"
        /// The same path twice.
        case repeatedPath = "manifest-path-repeated"
    }

    /// What is wrong.
    package let cause: Cause
    /// The line or the entry, from 1.
    package let line: Int
}

/// Files and their SHA-256 digests.
package struct Manifest: Hashable, Sendable {
    /// One file.
    package struct Entry: Hashable, Sendable {
        /// The path, relative to the folder of the manifest.
        package let path: String
        /// SHA-256 of the file's bytes.
        package let digest: Digest

        /// A file at `path` with this digest.
        package init(path: String, digest: Digest) {
            self.path = path
            self.digest = digest
        }
    }

    /// The files, in the order of their paths' bytes.
    package let entries: [Entry]

    /// The list of these files, given in any order.
    ///
    /// - Throws: `ManifestRefusal` with `empty`, `badPath` or `repeatedPath`.
    package init(_ entries: [Entry]) throws(ManifestRefusal) {
        let sorted = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        try Self.check(sorted)
        self.entries = sorted
    }

    /// Reads a manifest, strictly.
    ///
    /// - Throws: `ManifestRefusal` naming the line.
    package init(parsing bytes: [UInt8]) throws(ManifestRefusal) {
        guard !bytes.isEmpty else { throw ManifestRefusal(cause: .empty, line: 1) }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines[lines.count - 1].isEmpty else {
            throw ManifestRefusal(cause: .malformedLine, line: lines.count)
        }
        var entries: [Entry] = []
        for (index, line) in lines.dropLast().enumerated() {
            let separator = line.dropFirst(Digest.byteCount * 2).prefix(2)
            guard separator.elementsEqual("  ".utf8),
                let code = Hexadecimal.decode(line.prefix(Digest.byteCount * 2)),
                let digest = Digest(bytes: code),
                let path = String(
                    validating: line.dropFirst(Digest.byteCount * 2 + 2),
                    as: UTF8.self
                )
            else { throw ManifestRefusal(cause: .malformedLine, line: index + 1) }
            entries.append(Entry(path: path, digest: digest))
        }
        try Self.check(entries)
        self.entries = entries
    }

    /// The text: one line an entry, each ended by a line feed.
    package var text: String {
        entries.map { "\($0.digest.hex)  \($0.path)\n" }.joined()
    }

    /// SHA-256 over the text: what people sign.
    package var digest: Digest { Digest.of(utf8: text) }

    /// The digest of the file at `path`; nil when it is not in the list.
    package func digest(at path: String) -> Digest? {
        entries.first { $0.path == path }?.digest
    }

    /// Whether a manifest may name this path.
    package static func isPath(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                && part.allSatisfy(isPathCharacter)
        }
    }

    private static func isPathCharacter(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func check(_ entries: [Entry]) throws(ManifestRefusal) {
        guard !entries.isEmpty else { throw ManifestRefusal(cause: .empty, line: 1) }
        for (index, entry) in entries.enumerated() {
            guard isPath(entry.path) else {
                throw ManifestRefusal(cause: .badPath, line: index + 1)
            }
            guard index > 0 else { continue }
            let previous = entries[index - 1].path
            guard previous != entry.path else {
                throw ManifestRefusal(cause: .repeatedPath, line: index + 1)
            }
            guard previous.utf8.lexicographicallyPrecedes(entry.path.utf8) else {
                throw ManifestRefusal(cause: .outOfOrder, line: index + 1)
            }
        }
    }
}
