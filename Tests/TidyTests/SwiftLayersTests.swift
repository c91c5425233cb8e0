import Testing

@Suite struct SwiftLayersTests {
    private func layers(_ source: String) -> (code: String, comments: String, literals: String) {
        let layers = SwiftLayers(Array(source.utf8))
        return (
            String(decoding: layers.code, as: UTF8.self),
            String(decoding: layers.comments, as: UTF8.self),
            String(decoding: layers.literals, as: UTF8.self)
        )
    }

    @Test func `comments and contents of literals leave the code`() {
        let (code, comments, literals) = layers(#"let a = "x // y" // z"#)
        #expect(code == #"let a = "      "     "#)
        #expect(comments == "                 // z")
        #expect(literals == "         x // y      ")
    }

    @Test func `interpolated code is code, at any depth`() {
        let (code, _, literals) = layers(#""a\(f("b\(c)"))d""#)
        #expect(code.contains("f("))
        #expect(code.contains("c"))
        #expect(!code.contains("b"))
        #expect(!code.contains("d"))
        #expect(literals.contains("a") && literals.contains("b") && literals.contains("d"))
    }

    @Test func `raw and multi-line literals end at their own marks`() {
        let (code, _, literals) = layers(
            "let a = ##\"x\"# \\(y)\"##; let b = \"\"\"\n  \"q\" \n\"\"\"; end"
        )
        #expect(literals.contains("x\"# \\(y)"))
        #expect(literals.contains("\"q\""))
        #expect(code.contains("let b"))
        #expect(code.contains("; end"))
    }

    @Test func `escapes do not end a literal and macros do not open one`() {
        let (code, _, _) = layers(#"#expect(a == "\"b" && c)"#)
        #expect(code.contains("#expect(a == "))
        #expect(code.contains("&& c)"))
        #expect(!code.contains("b"))
    }

    @Test func `block comments nest and lines keep their numbers`() {
        let (code, comments, _) = layers("a /* b\n /* c */ d */ e\n")
        #expect(code == "a     \n               e\n" || code.hasSuffix(" e\n"))
        #expect(code.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
        #expect(!code.contains("d"))
        #expect(comments.contains("d"))
    }
}
