// The law that a batch was made by: what ships, or what lies in its folder. Whoever signs a batch that another law
// made must know it: the maker chose the files.
//
// Invariants:
// (1) A rule book that is given out has the digest that the batch states.
// (2) Nobody signs a batch under another law than the one that ships, unless they name its digest.

import Disbursement
import Entitlement
import Intake
import Signing
import Store

/// The rule book of batches.
struct FrozenLaw {
    /// The least part of a digest that names one: enough that nobody hits it by chance.
    static let shortestDigest = 16

    private let open: OpenBooks

    /// The laws of the batches of open books.
    init(_ open: OpenBooks) { self.open = open }

    /// The rule book that a batch was made by.
    ///
    /// - Throws: `StoreError` where the folder holds another.
    func book(of batch: BatchRecord) throws -> RuleBook {
        if RuleBook.shippedDigest == batch.ruleBook { return .shipped }
        let folder = "\(open.books.batchesFolder)/\(batch.code)/law"
        let files = try DurableFiles.tree(folder).map { path in
            (path, String(decoding: try DurableFiles.read("\(folder)/\(path)"), as: UTF8.self))
        }
        guard let book = RuleBook.read(files: files).value, book.digest == batch.ruleBook else {
            throw StoreError.damaged("\(batch.code)/law")
        }
        return book
    }

    /// Invariant (2).
    ///
    /// - Parameters:
    ///   - batch: What is to be signed.
    ///   - accepted: The digest that the signer named, or its beginning; nil for none.
    /// - Throws: ``StepRefusal`` with what differs.
    func requireAccepted(_ batch: BatchRecord, _ accepted: String?) throws {
        guard batch.ruleBook != RuleBook.shippedDigest else { return }
        let digest = batch.ruleBook.hex
        if let accepted, accepted.utf8.count >= Self.shortestDigest, digest.hasPrefix(accepted) {
            return
        }
        let differing = Self.difference(try book(of: batch)).joined(separator: ", ")
        throw StepRefusal(
            .approvalMissing,
            Phrase(
                vi:
                    "lô \(batch.code) không tính theo luật đi kèm chương trình này; khác ở: \(differing)",
                en: "batch \(batch.code) was not made by the law that ships with this program; it "
                    + "differs in: \(differing)"
            ),
            hint: Phrase(
                vi: "đọc các tệp đó trong law/ của lô, đối chiếu với văn bản; nếu đúng, ký với "
                    + "--accept-law \(digest.prefix(Self.shortestDigest))",
                en:
                    "read these files in the batch's law/ against the legal texts; if they are right, sign "
                    + "with --accept-law \(digest.prefix(Self.shortestDigest))"
            )
        )
    }

    /// The files that are other, more or fewer than those that ship, in order of path.
    private static func difference(_ book: RuleBook) -> [String] {
        func texts(_ book: RuleBook) -> [String: String] {
            Dictionary(
                book.files.map { ($0.path, $0.text) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let (shipped, found) = (texts(.shipped), texts(book))
        return Set(shipped.keys).union(found.keys).filter { shipped[$0] != found[$0] }.sorted()
    }
}
