// The register's writing half: what an import changes, page by page, inside one step.
//
// Invariants:
// (1) So many changes of a page, and it is folded: written again whole. Fewer stand one by one.
// (2) Pages come in order, each once; memory is that of a few pages.
// (3) Rows are written in the order in which they came: a page that is sealed meanwhile (`PageSealing`) is
//     written before whatever comes after it.

package import Enrolment
import Foundation
import GRDB
package import Intake
import Ledger
import Signing

/// Writes the changes of one import.
package struct RegisterImport {
    /// More changes of one page in one import make a new page instead of single changes.
    private static let foldAbove = 64

    private let register: RegisterStore
    private let origin: ImportOrigin
    private let writer: StepWriter
    private let known: String
    /// The number of the import.
    private let number: Int64
    private let chain: Digest
    private let sealing: PageSealing
    private let waiting = Waiting()

    /// So many pages are in the making at most.
    private static let mostWaiting = 4

    /// The pages whose rows are still to be written.
    private final class Waiting {
        var pages: [PageSealing.Work] = []
    }

    /// Begins an import inside a step.
    ///
    /// - Throws: What the database throws.
    package init(
        _ register: RegisterStore,
        from origin: ImportOrigin,
        writer: StepWriter
    ) throws {
        self.register = register
        self.origin = origin
        self.writer = writer
        sealing = PageSealing(key: register.seal.key)
        known = "\(origin.known)"
        number =
            (try Int64.fetchOne(
                writer.db,
                sql: "SELECT coalesce(max(number), 0) FROM register_import"
            ) ?? 0) + 1
        let before = try String.fetchOne(
            writer.db,
            sql: "SELECT chain FROM register_import ORDER BY number DESC"
        )
        chain = Digest.of(Array("\(before ?? "")\n\(origin.digest.hex)\n\(known)\n".utf8))
    }

    /// The persons of a page as they are before the import, by number.
    ///
    /// - Throws: ``StoreError`` where the page does not open.
    package func persons(_ page: Int64) throws -> [Int64: Person] {
        try RegisterStore.byNumber(try load(page))
    }

    private func load(_ page: Int64) throws -> PersonPage {
        try register.load(page, known: origin.known, db: writer.db).page
    }

    /// Writes what changed on a page.
    ///
    /// - Throws: ``StoreError`` where the page does not open or a row is refused.
    package func take(_ change: PageChange) throws {
        try write(
            change.index,
            changed: change.changed.map { ($0.person, $0.what) },
            added: change.added
        )
    }

    /// Writes changed persons of a page, in order of number, and its new ones.
    func write(
        _ page: Int64,
        changed: [(person: Person, what: String)],
        added: NewPersons
    ) throws {
        guard changed.count + added.count > Self.foldAbove else {
            try writeWaiting()
            for (person, what) in changed { try insertChange(person, what, page: page) }
            for person in added.page().persons {
                let what = RegisterChange(before: nil, after: person).what
                try insertChange(person, what, page: page)
            }
            return
        }
        let base = try load(page)
        let isNew = base.count == 0 && changed.isEmpty
        let persons = changed.map(\.person)
        try writeWaiting(allBut: Self.mostWaiting - 1)
        waiting.pages.append(
            sealing.seal(
                page,
                kind: "page",
                nonce: register.seal.random(Sealing.nonceByteCount)
            ) {
                isNew ? added.page() : base.merging(persons + added.page().persons)
            }
        )
    }

    /// Ends the import.
    ///
    /// - Parameters:
    ///   - added: How many persons are new.
    ///   - changed: How many others changed.
    ///   - identities: The blocks of the new persons' IDs, some of which may be written.
    /// - Throws: What the database throws, or who gives the blocks.
    func finish(
        added: Int,
        changed: Int,
        identities: inout IdentityWriter
    ) throws {
        try writeWaiting()
        try writer.insert(
            "register_import",
            ["known", "file_name", "file_digest", "row_count", "added", "changed", "chain"],
            [
                known, origin.fileName, origin.digest.hex, origin.rowCount, added, changed,
                chain.hex,
            ]
        )
        try identities.finish()
        register.forget()
    }

    private func insertChange(_ person: Person, _ what: String, page: Int64) throws {
        try insertChange(PersonPage(index: page, persons: [person]), person.number, number, what)
    }

    private func insertChange(
        _ content: PersonPage,
        _ person: Int64,
        _ number: Int64,
        _ what: String
    ) throws {
        let sealed = try PageSealing.sealed(
            content,
            "change",
            register.seal.random(Sealing.nonceByteCount),
            register.seal.key
        )
        try writer.insert(
            "register_change",
            ["page", "person", "import", "known", "what", "units", "sealed"],
            [
                content.index, person, number, known, what, RegisterStore.list(content.units),
                Data(sealed),
            ]
        )
    }

    /// Writes pages that wait, the first ones first.
    private func writeWaiting(allBut count: Int = 0) throws {
        while waiting.pages.count > count { try write(waiting.pages.removeFirst()) }
    }

    private func write(_ page: PageSealing.Work) throws {
        var folded = try sequence()
        let earlier = try Int64.fetchOne(
            writer.db,
            sql: "SELECT max(folded) FROM register_page WHERE page = ?",
            arguments: [page.index]
        )
        if let earlier, earlier >= folded {
            // Two bulk imports with no single change between them: the sequence must still grow.
            try insertChange(PersonPage(index: page.index), 0, 0, "folded")
            folded = try sequence()
        }
        let content = try page.content()
        try writer.insert(
            "register_page",
            ["page", "folded", "known", "units", "digest", "sealed"],
            [
                page.index, folded, known, RegisterStore.list(content.units),
                Data(content.digest.bytes), Data(content.bytes),
            ]
        )
    }

    private func sequence() throws -> Int64 {
        try Int64.fetchOne(
            writer.db,
            sql: "SELECT coalesce(max(sequence), 0) FROM register_change"
        ) ?? 0
    }
}

extension RegisterChange {
    /// The codes of what changed, such as `died`.
    var what: String { kinds.map(\.rawValue).joined(separator: " ") }
}

extension RegisterStore {
    /// Writes the changes of a few persons inside a step.
    ///
    /// - Parameters:
    ///   - changes: Each person once; new persons have the next numbers.
    ///   - origin: Where they came from.
    ///   - writer: The step.
    /// - Throws: ``StoreError`` where a page does not open or a row is refused.
    package func append(
        _ changes: [PersonChange],
        from origin: ImportOrigin,
        writer: StepWriter
    ) throws {
        let register = try RegisterImport(self, from: origin, writer: writer)
        let pages = Dictionary(grouping: changes) { PersonPage.index(of: $0.person.number) }
        for (page, changes) in pages.sorted(by: { $0.key < $1.key }) {
            try register.write(
                page,
                changed: changes.map { ($0.person, $0.what) },
                added: NewPersons(index: page, known: origin.known)
            )
        }
        let added = changes.filter(\.isNew).map(\.person)
        let blocks = KeyedBlock(key: sealKey).encrypt(added.map(\.nationalID.digits))
        var pairs = zip(blocks, added).map { IdentityPair(block: $0, number: $1.number) }
            .sorted { $0.block < $1.block }.makeIterator()
        var identities = IdentityWriter(writer) { pairs.next() }
        try register.finish(
            added: added.count,
            changed: changes.count - added.count,
            identities: &identities
        )
    }

    /// Takes in a file inside a step.
    ///
    /// - Parameters:
    ///   - plan: What the file changes.
    ///   - origin: Where it comes from.
    ///   - blocks: The file's persons, which ``resolve(_:_:scratch:)`` was given.
    ///   - writer: The step.
    /// - Returns: The counts, and what does not fit the register: then the step may not be committed.
    /// - Throws: ``StoreError``, what the scratch throws.
    package func takeIn(
        _ plan: inout RegisterPlanner,
        from origin: ImportOrigin,
        blocks: IdentityBlocks,
        writer: StepWriter
    ) throws -> Reading<PlanSummary> {
        let register = try RegisterImport(self, from: origin, writer: writer)
        var piece: [IdentityPair] = []
        var place = 0
        blocks.begin(plan.newcomers)
        defer { blocks.stop() }
        var identities = IdentityWriter(writer) {
            if place == piece.count { (piece, place) = (try blocks.next(), 0) }
            guard place < piece.count else { return nil }
            place += 1
            return piece[place - 1]
        }
        var pages = 0
        let reading = try plan.run(persons: register.persons) { change in
            meter.tell(.writePages, pages, of: nil)
            pages += 1
            try register.take(change)
            // A page has about as many persons as a piece has pairs: what is put in order beside the pages goes
            // into the books beside them.
            _ = try identities.writePiece()
        }
        guard !reading.isRefused else { return reading }
        let summary = reading.value
        try register.finish(
            added: summary.added,
            changed: summary.changed,
            identities: &identities
        )
        return reading
    }
}
