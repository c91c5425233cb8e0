// The elements of a family of messages that are read, as a tree.
//
// Invariants:
// (1) The children of a node lie together, in the order in which ISO 20022 has them.
// (2) An element that is not in the tree is not read.

/// The tree of one family.
struct AnswerSchema: Sendable {
    /// An element.
    struct Node: Sendable {
        /// The key of its name.
        var key = XMLNameKey([])
        /// Where its name begins in `names`.
        var nameStart = 0
        var field = AnswerField.none
        /// The scope that its field belongs to; for a scope, itself.
        var scope = AnswerScope.message
        var content = XMLContent.children
        var firstChild = 0
        var childCount = 0
    }

    /// The nodes; the first is the element of the message.
    private(set) var nodes: [Node] = []
    private var names: [UInt8] = []

    /// The child of a node by its name; nil where it is not read.
    ///
    /// The hint is where among the children to begin, and becomes the place of the one found.
    func child(
        of parent: Int,
        _ name: XMLName,
        local: Span<UInt8>,
        hint: inout Int
    ) -> Int? {
        let first = nodes[parent].firstChild
        let count = nodes[parent].childCount
        var place = hint
        for _ in 0..<count {
            if place >= count { place = 0 }
            if nodes[first + place].key == name.key,
                name.key.isExact || isNamed(first + place, local)
            {
                // Some elements come many times in a row: the next is looked for here first.
                hint = place
                return first + place
            }
            place += 1
        }
        return nil
    }

    private func isNamed(_ node: Int, _ local: Span<UInt8>) -> Bool {
        let start = nodes[node].nameStart
        for offset in local.indices where names[start + offset] != local[offset] { return false }
        return true
    }

    /// The name of a node.
    func name(of node: Int) -> String {
        let start = nodes[node].nameStart
        return String(decoding: names[start..<(start + nodes[node].key.count)], as: UTF8.self)
    }

    /// A step of a path while the tree is built.
    private struct Branch {
        let name: String
        var leaf: Leaf?
        var children: [Branch] = []

        mutating func insert(_ path: ArraySlice<Substring>, _ leaf: Leaf) {
            guard let first = path.first else {
                self.leaf = leaf
                return
            }
            let index =
                children.firstIndex { $0.name == first }
                ?? {
                    children.append(Branch(name: String(first)))
                    return children.count - 1
                }()
            children[index].insert(path.dropFirst(), leaf)
        }
    }

    /// What a path leads to.
    enum Leaf: Sendable {
        case scope(AnswerScope)
        case field(AnswerField)
        /// A field that some versions write as a text and others as elements.
        case either(AnswerField)
    }

    /// A tree out of paths below the element of the message.
    init(_ paths: [(path: String, leaf: Leaf)]) {
        var root = Branch(name: "", leaf: .scope(.message))
        for (path, leaf) in paths { root.insert(path.split(separator: "/")[...], leaf) }
        var queue = [(branch: root, scope: AnswerScope.message)]
        nodes.append(Node())
        var next = 0
        while next < queue.count {
            let (branch, outer) = queue[next]
            var node = node(branch, in: outer)
            node.firstChild = nodes.count
            node.childCount = branch.children.count
            nodes[next] = node
            for child in branch.children {
                queue.append((child, node.scope))
                nodes.append(Node())
            }
            next += 1
        }
    }

    private mutating func node(_ branch: Branch, in outer: AnswerScope) -> Node {
        var node = Node()
        node.nameStart = names.count
        names.append(contentsOf: branch.name.utf8)
        node.key = XMLNameKey(branch.name.utf8)
        node.scope = outer
        switch branch.leaf {
        case .scope(let scope):
            node.field = .scope
            node.scope = scope
        case .field(let field):
            node.field = field
            node.content = branch.children.isEmpty ? .text : .children
        case .either(let field):
            node.field = field
            node.content = .either
        case nil: break
        }
        return node
    }
}
