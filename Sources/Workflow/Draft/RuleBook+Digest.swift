package import Entitlement
package import Signing

extension RuleBook {
    /// SHA-256 over the paths and texts of the rule files, in order of path.
    package var digest: Digest { Self.digest(of: files) }

    /// The digest of the rule book that ships; none of it is read for it.
    static let shippedDigest = digest(of: shippedFiles)

    private static func digest(of files: [(path: String, text: String)]) -> Digest {
        let hasher = SHA256()
        for file in files {
            hasher.update(utf8: "\(file.path) \(file.text.utf8.count)\n")
            hasher.update(utf8: file.text)
        }
        return hasher.finish()
    }
}
