import Foundation
import Testing

@testable import Signing

struct ManifestTests {
    @Test func `sha256sum agrees with a manifest of real files, and sees a change`() throws {
        let scratch = try Scratch()
        var generator = FixedGenerator(state: 31)
        var entries: [Manifest.Entry] = []
        for path in ["lines-0001.csv", "batch.toml", "files/970436/run.xml", "law/76-2024/a.toml"] {
            let bytes = generator.bytes(Int.random(in: 0...5_000, using: &generator))
            try scratch.write(bytes, path)
            entries.append(Manifest.Entry(path: path, digest: Digest.of(bytes)))
        }
        let manifest = try Manifest(entries)
        try scratch.write(manifest.text, "MANIFEST")
        let good = try scratch.run("sha256sum --strict -c MANIFEST")
        #expect(good.code == 0, "\(good.output)")
        let ours = try scratch.run("sha256sum $(cut -c67- MANIFEST) | cmp - MANIFEST")
        #expect(ours.code == 0, "\(ours.output)")
        let order = try scratch.run("cut -c67- MANIFEST | LC_ALL=C sort -c")
        #expect(order.code == 0, "\(order.output)")
        try scratch.write("changed", "batch.toml")
        #expect(try scratch.run("sha256sum --strict -c MANIFEST").code != 0)
    }

    @Test func `a manifest reads back, whatever order its entries came in`() throws {
        var generator = FixedGenerator(state: 32)
        let paths = ["a", "a-b", "a.b", "a/b", "A", "a_b", "z/y/x.csv", "0"]
        let entries = paths.map { Manifest.Entry(path: $0, digest: Digest.of(utf8: $0)) }
        let manifest = try Manifest(entries)
        for _ in 0..<20 {
            #expect(try Manifest(entries.shuffled(using: &generator)) == manifest)
        }
        let text = manifest.text
        #expect(try Manifest(parsing: Array(text.utf8)) == manifest)
        #expect(manifest.digest == Digest.of(utf8: text))
        #expect(
            manifest.entries.map(\.path) == [
                "0", "A", "a", "a-b", "a.b", "a/b", "a_b", "z/y/x.csv",
            ]
        )
        #expect(manifest.digest(at: "a/b") == Digest.of(utf8: "a/b"))
        #expect(manifest.digest(at: "b") == nil)
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "./a", "a/.", "a b", "a\\b", "ă",
        "a\r",
        "a\n", "*a", "a\0",
    ])
    func `a path that could lead elsewhere is refused`(path: String) {
        #expect(!Manifest.isPath(path))
        #expect(throws: ManifestRefusal(cause: .badPath, line: 1)) {
            try Manifest([Manifest.Entry(path: path, digest: Digest.of([]))])
        }
    }

    @Test func `a manifest that no manifest would write is refused at its line`() {
        let hex = Digest.of([]).hex
        let good = "\(hex)  a\n"
        let cases: [(String, ManifestRefusal.Cause, Int)] = [
            ("", .empty, 1), ("\(hex)  a", .malformedLine, 1), ("\(hex)  a\r\n", .badPath, 1),
            ("\(hex) a\n", .malformedLine, 1), ("\(hex) *a\n", .malformedLine, 1),
            ("\(hex.uppercased())  a\n", .malformedLine, 1),
            ("\(hex.dropLast())  a\n", .malformedLine, 1),
            (good + good, .repeatedPath, 2), (good + "\(hex)  A\n", .outOfOrder, 2),
            (good + "\n", .malformedLine, 2), ("\n" + good, .malformedLine, 1),
            (good + "\(hex)  b/../c\n", .badPath, 2), ("# note\n" + good, .malformedLine, 1),
            (good + "\(hex)  b", .malformedLine, 2), ("\(hex)  \n", .badPath, 1),
            ("\(hex)   a\n", .badPath, 1),
        ]
        for (text, cause, line) in cases {
            #expect(throws: ManifestRefusal(cause: cause, line: line), "\(text)") {
                try Manifest(parsing: Array(text.utf8))
            }
        }
        #expect(throws: ManifestRefusal(cause: .malformedLine, line: 1)) {
            try Manifest(parsing: Array("\(hex)  ".utf8) + [0xFF, 0x0A])
        }
        #expect(throws: ManifestRefusal(cause: .repeatedPath, line: 2)) {
            let entry = Manifest.Entry(path: "a", digest: Digest.of([]))
            return try Manifest([entry, entry])
        }
    }
}
