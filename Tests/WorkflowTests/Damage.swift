// Files that something happened to: the same for the same seed, and the seed is in every finding.
//
// CHITRA_FUZZ_ROUNDS makes a run longer, CHITRA_SEED begins it elsewhere; `make fuzz` does the first.

import Foundation
import Testing

/// A generator that gives the same numbers in every run (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Damages files.
struct Damage {
    /// Pieces that hurt a reader of tables, of TOML, of notes or of numbers.
    private static let poison = [
        "\"", "\"\"", "'''", "\"\"\"", "[[", "]]", "[a]", "=", ",", ";", "\n", "\r\n", "\u{0}", "#",
        "\\u0000", "-1", "0", "9223372036854775807", "9223372036854775808", "1e9", "0.5", "inf",
        "1979-05-27", "2026-02-30", "2026-13", "9999-12-31", "0000-01-01", "true", "{}", "../",
        "/etc/passwd", "ầ", "a\u{0302}\u{0300}", "\u{FEFF}", "\u{FFFD}", "\u{2014} ", "*", "{a=1}",
    ]

    /// The rounds of a run where a test has `usual` of them.
    static func rounds(_ usual: Int) -> Int {
        guard let text = ProcessInfo.processInfo.environment["CHITRA_FUZZ_ROUNDS"],
            let wanted = Int(text)
        else { return usual }
        // A long run asks for so many of the quickest; the others keep their share.
        return max(1, wanted * usual / 2_000)
    }

    /// Runs a body with one damaged file after another.
    ///
    /// - Parameters:
    ///   - rounds: How many.
    ///   - seeds: Good files; each round begins with one of them.
    ///   - body: Takes the file, the place of its seed and how to come back to it.
    static func each(
        _ rounds: Int,
        of seeds: [[UInt8]],
        _ body: (_ file: [UInt8], _ seed: Int, _ replay: Comment) throws -> Void
    ) rethrows {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 20_261_127
        for round in 0..<rounds {
            let state = first &+ UInt64(round)
            var generator = FixedGenerator(state: state)
            let seed = Int.random(in: 0..<seeds.count, using: &generator)
            let file = damaged(seeds[seed], others: seeds, &generator)
            try body(file, seed, "replay: CHITRA_FUZZ_ROUNDS=1 CHITRA_SEED=\(state)")
        }
    }

    private static func damaged(
        _ file: [UInt8],
        others: [[UInt8]],
        _ generator: inout FixedGenerator
    ) -> [UInt8] {
        var bytes = file
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...80, using: &generator))
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4, 5:
                let word = Array((poison.randomElement(using: &generator) ?? "").utf8)
                let last = Bool.random(using: &generator) ? place : end
                bytes.replaceSubrange(place..<last, with: word)
            case 6:
                let other = others.randomElement(using: &generator) ?? []
                let start = Int.random(in: 0...other.count, using: &generator)
                bytes.replaceSubrange(place..<end, with: other[start...].prefix(200))
            default:
                // A whole line again, or the rest cut off.
                let line = bytes[place...].prefix { $0 != 0x0A } + [0x0A]
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    bytes.removeSubrange(place...)
                } else {
                    bytes.insert(contentsOf: line, at: place)
                }
            }
        }
        return bytes
    }
}
