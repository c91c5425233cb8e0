// Pages of the register in the sealing: while one is sealed, who writes goes on with the next.
//
// Invariants:
// (1) Sealed bytes are those of the page and its nonce, whichever thread makes them.
// (2) A page that holds a text that is none is refused when its bytes are asked for.
// (3) The first page waits for no thread: most files have no second one.

import Dispatch
import Enrolment
import Signing
import Synchronization

/// Seals pages, one after the other.
final class PageSealing: Sendable {
    private let key: SecretKey
    private let queue = DispatchQueue(label: "chitra.seal", qos: .userInitiated)
    private let isStarted = Mutex(false)

    /// A sealing with the register's key.
    init(key: SecretKey) { self.key = key }

    /// The sealed form of a page.
    struct Content: Sendable {
        /// The bytes.
        let bytes: [UInt8]
        /// SHA-256 of them.
        let digest: Digest
    }

    /// A page in the sealing.
    final class Work: Sendable {
        /// The page's index.
        let index: Int64
        /// The codes of its units.
        let units: [String]
        private let done = DispatchGroup()
        private let result = Mutex<Result<Content, any Error>?>(nil)

        fileprivate init(_ page: PersonPage) {
            index = page.index
            units = page.units
        }

        fileprivate func run(_ body: () throws -> Content) {
            let made = Result { try body() }
            result.withLock { $0 = made }
        }

        fileprivate func run(
            on queue: DispatchQueue,
            _ body: @escaping @Sendable () throws -> Content
        ) {
            queue.async(group: done) { [self] in run(body) }
        }

        /// Waits for the sealed form.
        ///
        /// - Throws: ``StoreError/sealedPage(_:)`` where a text of the page is none;
        ///   `CryptographyFailure`.
        func content() throws -> Content {
            done.wait()
            guard let result = result.withLock({ $0 }) else {
                preconditionFailure("somebody sealed")
            }
            return try result.get()
        }
    }

    /// Begins to seal a page.
    ///
    /// - Parameters:
    ///   - page: The page.
    ///   - kind: `page` or `change`, bound to the sealed form.
    ///   - nonce: Never used before.
    /// - Returns: The work, which may be done already.
    func seal(_ page: PersonPage, kind: String, nonce: [UInt8]) -> Work {
        let work = Work(page)
        let isFirst = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return !isStarted
        }
        if isFirst {
            work.run { try Self.content(page, kind, nonce, key) }
        } else {
            work.run(on: queue) { [key] in try Self.content(page, kind, nonce, key) }
        }
        return work
    }

    private static func content(
        _ page: PersonPage,
        _ kind: String,
        _ nonce: [UInt8],
        _ key: SecretKey
    ) throws -> Content {
        let bytes = try sealed(page, kind, nonce, key)
        return Content(bytes: bytes, digest: Digest.of(bytes))
    }

    /// The sealed form of a page or change, here and now.
    ///
    /// - Throws: As ``Work/content()``.
    static func sealed(
        _ page: PersonPage,
        _ kind: String,
        _ nonce: [UInt8],
        _ key: SecretKey
    ) throws -> [UInt8] {
        // Whoever opens the page relies on this. Rows were checked one by one: a text that is none
        // came from a page that we did not write.
        do throws(PersonPageError) { try page.checkTexts() } catch {
            throw StoreError.sealedPage(page.index)
        }
        return try Sealing.seal(
            page.encoded(),
            key: key,
            nonce: nonce,
            additionalData: RegisterStore.additional(page.index, kind)
        )
    }
}
