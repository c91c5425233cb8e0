// Texts that nest too deep are told before a parser sees them.

import Intake
import Testing

struct TOMLInputTests {
    @Test(
        arguments: [
            "a = " + String(repeating: "[", count: 30_000),
            "a = " + String(repeating: "{b = ", count: 30_000),
            String(repeating: "a.", count: 30_000) + "a = 1",
            "[" + String(repeating: "a.", count: 30_000) + "a]",
            String(repeating: "'a'.", count: 30_000) + "a = 1",
            "a = \"\"\"\n]]]\"\"\"\nb = " + String(repeating: "[\n", count: 33),
        ]
    )
    func `deep nesting is refused with its line`(text: String) {
        #expect(throws: TOMLInput.Fault.self) { try TOMLInput.checked(text) }
    }

    @Test(
        arguments: [
            "a = \"UBND\\u0000X\"", "a = \"\\U00000000\"", "a = \"\u{0}\"", "\u{0}",
            "a = \"\"\"\n\\u0000\"\"\"",
        ]
    )
    func `a null is refused, for a parser in C would end the text there`(text: String) {
        #expect(throws: TOMLInput.Fault.self) { try TOMLInput.checked(text) }
    }

    @Test(
        arguments: [
            "", "a = \"\\\\u0000\" # a backslash, then letters\n", "a = '\\u0000'\n",
            "a = [[1, 2], [3]]\n[b.c]\n[[d]]\n",
            "a = \"" + String(repeating: "[", count: 100) + "\"\n",
            "a = '" + String(repeating: "{", count: 100) + "'\n",
            "# " + String(repeating: "[", count: 100) + "\n",
            "a = '''\n" + String(repeating: "[\n", count: 100) + "'''\n",
            "a = \"\\\"" + String(repeating: "[", count: 100) + "\"\n",
            String(repeating: "a = 1.5\n", count: 100),
            "a = [" + String(repeating: "1.5, ", count: 100) + "]",
        ]
    )
    func `plain nesting, strings and comments are let through`(text: String) throws {
        #expect(try TOMLInput.checked(text) == text)
    }
}
