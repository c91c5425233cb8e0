// The markup that a file repeats from entry to entry, learned once and then compared as bytes.
//
//   … <EndToEndId> T </EndToEndId></Refs><Amt Ccy="VND"> T </Amt><CdtDbtInd> T …
//                    └──────────── a run ─────────────┘
//
// A node is what is open where a text begins; a run leads from the text of one node to the next.
//
// Invariants:
// (1) What a run does depends on its node and its bytes alone: a run that binds a namespace, that has
//     CDATA, an entity or a text where none may stand is never learned.
// (2) Two places with the same node are the same to the reader: same open elements, same path.
// (3) Followed or not, the same is told, in the same order and with the same places.
// (4) It never grows beyond `maximumRuns` runs of `runBytes`; a file that has more is read without.

/// What was learned of a file's markup.
struct AnswerTrack: Sendable {
    /// The most runs that are learned.
    static let maximumRuns = 1_024
    /// The most bytes of one.
    static let runBytes = 1_024
    /// Where no run and no node is.
    static let none = -1

    /// What is open where a text begins.
    struct Node: Sendable {
        let content: XMLContent
        let elements: [XMLScanner.Element]
        let path: [AnswerBuilder.Step]
    }

    /// A run of markup from a text to the next.
    struct Run: Sendable {
        let start: Int
        let count: Int
        let firstMove: Int
        let moveCount: Int
        let target: Int
        /// Whether it begins with the end tag of its node's element.
        let takesText: Bool
        /// The next run from the same node.
        let next: Int
    }

    /// What a tag of a run does.
    struct Move: Sendable {
        /// What kind of tag it is.
        enum Kind: Sendable {
            case open
            case currency
            case close
        }

        let kind: Kind
        /// The node of the schema; of a currency the index of its code.
        let node: Int
        /// The tag's first byte, from the run's first.
        let offset: Int
    }

    private(set) var nodes: [Node] = []
    private(set) var firstRuns: [Int] = []
    private(set) var contents: [XMLContent] = []
    private(set) var runs: [Run] = []
    private(set) var moves: [Move] = []
    private(set) var bytes: [UInt8] = []
    private(set) var currencies: [[UInt8]] = []
    /// The path at each move, for findings.
    private(set) var paths: [[AnswerBuilder.Step]] = []
    /// The move that is being made; `none` outside of a run.
    var current = AnswerTrack.none

    /// The node that a run is learned from; `none` while nothing is learned.
    private var from = AnswerTrack.none
    private var start = 0
    private var draft: [Move] = []
    private var draftPaths: [[AnswerBuilder.Step]] = []
    /// The first byte of the tag that is told.
    var tag = 0
    /// How often a place was looked up, and how many runs were followed.
    var lookups = 0
    var followed = 0
    /// Whether too little comes again to be worth looking up.
    var isFutile: Bool { lookups > 10_000 && followed < lookups * 2 }

    /// Whether a run is being learned.
    var isLearning: Bool { from >= 0 }
    /// Whether the tag that is told is the first of the run that is learned.
    var isFirst: Bool { tag == start }
    /// Whether there is room for more.
    var hasRoom: Bool { runs.count < Self.maximumRuns }

    /// Forgets what is being learned.
    mutating func abort() { from = Self.none }

    /// Begins to learn a run from a node.
    mutating func begin(from node: Int, at start: Int) {
        guard hasRoom else { return }
        from = node
        self.start = start
        draft.removeAll(keepingCapacity: true)
        draftPaths.removeAll(keepingCapacity: true)
    }

    /// Notes what a tag does.
    mutating func note(_ kind: Move.Kind, _ node: Int, path: [AnswerBuilder.Step]) {
        draft.append(Move(kind: kind, node: node, offset: tag - start))
        draftPaths.append(path)
    }

    /// Notes a currency.
    mutating func note(currency: [UInt8], path: [AnswerBuilder.Step]) {
        let known = currencies.firstIndex(of: currency)
        if known == nil { currencies.append(currency) }
        note(.currency, known ?? currencies.count - 1, path: path)
    }

    /// Ends the run that is being learned before a byte of the buffer.
    mutating func finish(at end: Int, in buffer: Span<UInt8>, target: Int) {
        defer { abort() }
        let count = end - start
        guard (4...Self.runBytes).contains(count), target >= 0,
            !Self.bindsNamespace(buffer.extracting(start..<end))
        else { return }
        runs.append(
            Run(
                start: bytes.count,
                count: count,
                firstMove: moves.count,
                moveCount: draft.count,
                target: target,
                takesText: buffer[start + 1] == 0x2F,
                next: firstRuns[from]
            )
        )
        firstRuns[from] = runs.count - 1
        moves += draft
        paths += draftPaths
        for index in start..<end { bytes.append(buffer[index]) }
    }

    /// Whether a run declares a namespace, or may.
    private static func bindsNamespace(_ run: Span<UInt8>) -> Bool {
        guard run.count >= 5 else { return false }
        for index in 0...(run.count - 5) where run[index] == 0x78 {
            if run.extracting(index..<(index + 5)).isEqual("xmlns") { return true }
        }
        return false
    }

    /// The node of a place, a new one where it was not met before.
    mutating func node(
        _ content: XMLContent,
        _ scanner: XMLScanner,
        _ path: [AnswerBuilder.Step]
    )
        -> Int
    {
        for index in nodes.indices
        where contents[index] == content && nodes[index].elements.count == scanner.elements.count
            && nodes[index].path == path && nodes[index].elements == scanner.elements
        { return index }
        guard hasRoom, nodes.count < Self.maximumRuns else { return Self.none }
        // A long name is kept elsewhere, and a prefix may mean something else: neither is learned.
        guard let message = path.firstIndex(where: { $0.node == 0 }),
            scanner.elements.dropFirst(message + 1).allSatisfy({
                $0.key.isExact && $0.bindings == scanner.namespaces.count
            })
        else { return Self.none }
        nodes.append(Node(content: content, elements: scanner.elements, path: path))
        contents.append(content)
        firstRuns.append(Self.none)
        return nodes.count - 1
    }

    /// Whether bytes of a buffer are those of a run.
    @inline(__always)
    static func isEqual(
        _ run: Run,
        _ bytes: Span<UInt8>,
        _ buffer: Span<UInt8>,
        at place: Int
    ) -> Bool {
        guard place + run.count <= buffer.count else { return false }
        var offset = 0
        while offset + 8 <= run.count {
            guard bytes.word(at: run.start + offset) == buffer.word(at: place + offset) else {
                return false
            }
            offset += 8
        }
        while offset < run.count {
            guard bytes[run.start + offset] == buffer[place + offset] else { return false }
            offset += 1
        }
        return true
    }
}

extension AnswerBuilder {
    /// Whether runs are learned and followed.
    var isTracking: Bool { isTrackKept && hasMessage && track.hasRoom && !track.isFutile }

    mutating func at(_ tag: Int) { track.tag = tag }

    mutating func beginPiece() { track.abort() }

    /// Follows known runs from the text at the scanner's place as far as they go, and learns the next.
    ///
    /// The scanner stands where a text begins, in an element that is no mere holder of others.
    mutating func follow(_ scanner: inout XMLScanner, _ bytes: Span<UInt8>) {
        guard let content = scanner.elements.last?.content, content != .children,
            !scanner.hasText, path.last.map({ $0.node >= 0 }) == true
        else { return }
        var node = track.node(content, scanner, path)
        track.lookups += 1
        if track.isLearning { track.finish(at: scanner.index, in: bytes, target: node) }
        guard node >= 0 else { return }
        let origin = node
        var start = scanner.index
        while !isDone {
            let end = scanner.textEnd(bytes, from: start)
            guard end >= 0 else { break }
            var index = track.firstRuns[node]
            while index >= 0,
                !AnswerTrack.isEqual(track.runs[index], track.bytes.span, bytes, at: end)
            {
                index = track.runs[index].next
            }
            guard index >= 0 else {
                track.begin(from: node, at: end)
                break
            }
            let run = track.runs[index]
            let text = bytes.extracting(start..<end)
            if !run.takesText, track.contents[node] == .either,
                !AnswerValue.trimmed(text).isEmpty
            {
                break
            }
            track.followed += 1
            make(run, text, at: end, &scanner, bytes)
            start = end + run.count
            node = run.target
        }
        guard node != origin || start != scanner.index else { return }
        scanner.elements = track.nodes[node].elements
        path = track.nodes[node].path
        scanner.index = start
    }

    /// Does what the tags of a run do.
    private mutating func make(
        _ run: AnswerTrack.Run,
        _ text: Span<UInt8>,
        at place: Int,
        _ scanner: inout XMLScanner,
        _ bytes: Span<UInt8>
    ) {
        for index in run.firstMove..<(run.firstMove + run.moveCount) {
            let move = track.moves[index]
            track.current = index
            switch move.kind {
            case .open: opened(move.node)
            case .currency:
                let code = track.currencies[move.node]
                take(currency: code.span)
            case .close:
                let isFirst = index == run.firstMove && run.takesText && move.offset == 0
                closed(move.node, isFirst ? text : bytes.extracting(0..<0))
            }
            if isWaiting {
                self.place(at: scanner.positions.position(at: place + move.offset, in: bytes))
            }
            if isDone { break }
        }
        track.current = AnswerTrack.none
    }
}
