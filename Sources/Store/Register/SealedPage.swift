// Pages of the register: the rows that one is made of, and how they are opened.
//
// Invariants:
// (1) The rows of a page are read by whoever holds the connection; opening them needs none, so another
//     thread can do it.
// (2) A page that is opened ahead is made of the same rows, by the same code, as one that is opened
//     when it is asked for; what is wrong with it is told to whoever asks for it, and to nobody else.
// (3) Sealed bytes name their place (page and kind) as additional data, so none can be moved.

import Dispatch
import Enrolment
import Ledger
import Signing
import Synchronization

/// The rows of one page as known at a moment.
struct SealedPage: Sendable {
    /// What lies under the changes.
    enum Base: Sendable {
        /// Nothing: nobody folded the page yet.
        case none
        /// A page that is open already.
        case open(PersonPage)
        /// A sealed page, with the digest that it must have where its row proves it.
        case sealed([UInt8], digest: [UInt8]?)
    }

    /// The page's index.
    let index: Int64
    /// The row of the folded page.
    var row: Int64?
    /// What lies under the changes.
    var base = Base.none
    /// The sealed changes since, in order.
    var changes: [[UInt8]] = []

    /// Whether there is nothing to open.
    var isEmpty: Bool {
        if case .none = base { changes.isEmpty } else { false }
    }

    /// The additional data of a sealed page or change.
    static func additional(_ page: Int64, _ kind: String) -> [UInt8] {
        Array("chitra/\(kind)/\(page)".utf8)
    }
}

/// Opens pages; not for two threads at a time.
struct PageOpener {
    private let key: SecretKey
    private let hasher = SHA256()
    /// Room for the bytes of one page.
    private var plain: [UInt8] = []

    /// An opener with the register's key.
    init(key: SecretKey) { self.key = key }

    /// Opens the rows of a page.
    ///
    /// - Throws: ``StoreError/sealedPage(_:)`` where one does not open, or is not the one that its
    ///   digest states.
    mutating func open(_ page: SealedPage) throws(StoreError) -> PersonPage {
        var base = PersonPage(index: page.index)
        switch page.base {
        case .none: break
        case .open(let known): base = known
        case .sealed(let bytes, let digest):
            if let digest {
                hasher.update(bytes)
                guard hasher.finish().bytes.elementsEqual(digest) else {
                    throw StoreError.sealedPage(page.index)
                }
            }
            base = try open(bytes, page.index, "page")
        }
        guard !page.changes.isEmpty else { return base }
        var changes: [PersonPage] = []
        for bytes in page.changes { changes.append(try open(bytes, page.index, "change")) }
        return base.merging(pages: changes)
    }

    private mutating func open(
        _ sealed: [UInt8],
        _ page: Int64,
        _ kind: String
    ) throws(StoreError) -> PersonPage {
        let additional = SealedPage.additional(page, kind)
        let opened: Void? = unsafe sealed.withUnsafeBytes {
            try? unsafe Sealing.open($0, key: key, additionalData: additional, into: &plain)
        }
        guard opened != nil, let decoded = try? PersonPage(decoding: plain), decoded.index == page
        else { throw StoreError.sealedPage(page) }
        return decoded
    }
}

/// A thread that opens one page after the other, ahead of who asks for them.
final class PageThread: Sendable {
    private let opener: Mutex<PageOpener>
    private let queue = DispatchQueue(label: "chitra.page", qos: .userInitiated)

    /// A thread with the register's key.
    init(key: SecretKey) { opener = Mutex(PageOpener(key: key)) }

    /// A page in the opening.
    final class Opening: Sendable {
        private let done = DispatchGroup()
        private let result = Mutex<Result<PersonPage, StoreError>?>(nil)

        fileprivate init(_ page: SealedPage, on thread: PageThread) {
            thread.queue.async(group: done) { [self] in
                let opened = thread.opener.withLock { opener in
                    Result { () throws(StoreError) in try opener.open(page) }
                }
                result.withLock { $0 = opened }
            }
        }

        /// Waits for the page.
        ///
        /// - Throws: ``StoreError/sealedPage(_:)``, as ``PageOpener/open(_:)``.
        func page() throws(StoreError) -> PersonPage {
            done.wait()
            guard let result = result.withLock({ $0 }) else {
                preconditionFailure("somebody opened")
            }
            return try result.get()
        }
    }

    /// Begins to open the rows of a page.
    func open(_ page: SealedPage) -> Opening { Opening(page, on: self) }
}
