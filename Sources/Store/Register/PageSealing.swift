// Pages of the register in the making: while one is put together and another is sealed, who writes goes on.
//
// Invariants:
// (1) Sealed bytes are those of the page and its nonce, whichever thread makes them; pages are made one after the
//     other on one thread, and sealed so on another.
// (2) A page that holds a text that is none is refused when its bytes are asked for.
// (3) The first page waits for no thread: most files have no second one.

import Dispatch
import Enrolment
import Signing
import Synchronization

/// Makes and seals pages.
final class PageSealing: Sendable {
    private let key: SecretKey
    private let making = DispatchQueue(label: "chitra.page", qos: .userInitiated)
    private let sealing = DispatchQueue(label: "chitra.seal", qos: .userInitiated)
    private let isStarted = Mutex(false)

    /// A sealing with the register's key.
    init(key: SecretKey) { self.key = key }

    /// The sealed form of a page.
    struct Content: Sendable {
        /// The bytes.
        let bytes: [UInt8]
        /// SHA-256 of them.
        let digest: Digest
        /// The codes of the page's units.
        let units: [String]
    }

    /// A page in the making.
    final class Work: Sendable {
        /// The page's index.
        let index: Int64
        private let done = DispatchGroup()
        private let result = Mutex<Result<Content, any Error>?>(nil)

        fileprivate init(_ index: Int64) { self.index = index }

        fileprivate func run(_ body: () throws -> Content) {
            let made = Result { try body() }
            result.withLock { $0 = made }
        }

        /// Makes the page on one queue, then seals it on another.
        fileprivate func run(
            on making: DispatchQueue,
            _ make: @escaping @Sendable () -> PersonPage,
            then sealing: DispatchQueue,
            _ seal: @escaping @Sendable (PersonPage) throws -> Content
        ) {
            done.enter()
            making.async { [self] in
                let page = make()
                sealing.async { [self] in
                    run { try seal(page) }
                    done.leave()
                }
            }
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

    /// Begins to make and seal a page.
    ///
    /// - Parameters:
    ///   - index: The page's index.
    ///   - kind: `page` or `change`, bound to the sealed form.
    ///   - nonce: Never used before.
    ///   - make: Makes the page.
    /// - Returns: The work, which may be done already.
    func seal(
        _ index: Int64,
        kind: String,
        nonce: [UInt8],
        make: @escaping @Sendable () -> PersonPage
    ) -> Work {
        let work = Work(index)
        let isFirst = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return !isStarted
        }
        if isFirst {
            work.run { try Self.content(make(), kind, nonce, key) }
        } else {
            work.run(on: making, make, then: sealing) { [key] in
                try Self.content($0, kind, nonce, key)
            }
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
        return Content(bytes: bytes, digest: Digest.of(bytes), units: page.units)
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
