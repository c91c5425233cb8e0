// The trees that the build makes of the rule files are what the TOML library makes of them.

import Testing

@testable import Entitlement

struct LawTreesTests {
    /// A node as text, to compare.
    private func words(_ node: LawNode) -> String {
        switch node {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list(let nodes): "[" + nodes.map { words($0) }.joined(separator: ",") + "]"
        case .table(let pairs):
            "{" + pairs.map { "\($0.key)=\(words($0.value))" }.joined(separator: ",") + "}"
        case .other: "other"
        }
    }

    @Test func `every file that ships has its tree`() throws {
        let files = EntitlementData.files.filter { $0.path.hasSuffix(".toml") }
        #expect(files.count > 20)
        for file in files {
            let tree = try #require(LawTrees.shipped[file.path], "\(file.path)")
            #expect(tree.text == file.text)
            let parsed = try LawNode.parsed(file.text).get()
            #expect(words(tree.node) == words(parsed), "\(file.path)")
        }
    }

    @Test func `a text that is another is parsed anew`() throws {
        let file = try #require(EntitlementData.files.first { $0.path.hasSuffix("rates.toml") })
        let changed = file.text + "\n[[more]]\nflag = true\nlist = [-1, \"x\"]\n"
        let node = try LawNode.parse(changed, file: file.path).get()
        #expect(words(node).contains("more=[{flag=true,list=[-1,\"x\"]}]"))
        let shipped = try LawNode.parse(file.text, file: file.path).get()
        #expect(!words(shipped).contains("more="))
    }
}
