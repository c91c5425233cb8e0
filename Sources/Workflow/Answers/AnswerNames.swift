// What an answer is called in the books, and what lies beside it.
//
//   HEX.xml   HEX.mt                       messages
//   HEX.csv   HEX.csv.p7s                  a list of cash and the provider's signature
//   HEX.csv   HEX.csv.toml [HEX.csv.p7s]   a table of results and the profile that it is read by
//
// Invariants:
// (1) An answer's file is named by its digest.
// (2) A table is read again by the profile that it was taken in by, whatever ships since: the version in
//     its row has the profile's digest.

import BankFiles
import Intake
import Signing
import Store

/// The names of one answer's files.
struct AnswerNames {
    /// The ending of a signature, behind the name of the file.
    static let signature = ".p7s"
    /// The ending of a profile of results, behind the name of the file.
    static let profile = ".toml"
    /// What the version of an answer ends with whose unsound payments or entries were left out.
    static let soundMark = "+sound"
    /// What the version of a table of results begins with; the form, the profile's id and its digest
    /// follow.
    private static let tables = "chitra/results/1/"

    /// The name of the answer itself.
    let file: String
    /// All names.
    let all: [String]
    /// The digest of the profile, where it is a table of results.
    private let profileDigest: Digest?

    /// The names of an answer by its digest and version.
    init(digest: Digest, version: String, isSigned: Bool) {
        let table = Self.table(version)
        let version = Self.isSoundPart(version) ? String(version.dropLast(6)) : version
        profileDigest = table?.profile
        let isList = ResultListForm.allCases.contains { $0.version == version }
        let ending =
            switch version {
            case _ where isList: ".csv"
            case "MT940", "MT942": ".mt"
            default: table.map { ".\($0.form)" } ?? ".xml"
            }
        let name = digest.hex + ending
        file = name
        all =
            [name] + (table == nil ? [] : [name + Self.profile])
            + (isSigned || isList ? [name + Self.signature] : [])
    }

    /// The names under which an answer lies in the books' folder.
    ///
    /// An MT file was kept as `.xml` before it had an ending of its own; one that lies so stays there.
    init(of record: AnswerRecord, in folder: String) {
        let names = AnswerNames(
            digest: record.digest,
            version: record.version,
            isSigned: !record.signer.isEmpty
        )
        let before = "\(record.digest.hex).xml"
        let isBefore =
            !DurableFiles.exists("\(folder)/\(names.file)")
            && record.version.hasPrefix("MT") && DurableFiles.exists("\(folder)/\(before)")
        file = isBefore ? before : names.file
        all = isBefore ? [before] : names.all
        profileDigest = names.profileDigest
    }

    /// The version of a table that was read by a profile.
    static func version(of profile: ResultProfile, isWorkbook: Bool) -> String {
        let form = profile.isFixed ? "txt" : isWorkbook ? "xlsx" : "csv"
        return "\(tables)\(form)/\(profile.id)/\(Digest.of(utf8: profile.text).hex)"
    }

    /// Whether a version is that of an answer whose unsound payments or entries were left out.
    static func isSoundPart(_ version: String) -> Bool { version.hasSuffix(soundMark) }

    /// Whether a version is that of a table of results.
    static func isTable(_ version: String) -> Bool { table(version) != nil }

    private static func table(_ version: String) -> (form: Substring, profile: Digest)? {
        guard version.hasPrefix(tables) else { return nil }
        let parts = version.dropFirst(tables.count).split(separator: "/")
        guard parts.count == 3, ["csv", "xlsx", "txt"].contains(parts[0]),
            let digest = Digest(hex: String(parts[2]))
        else { return nil }
        return (parts[0], digest)
    }

    /// The profile that lies beside a table; nil for an answer that is none.
    ///
    /// - Throws: `StoreError` where it is gone or not the one that the table was taken in by.
    func keptProfile(in folder: String) throws -> ResultProfile? {
        guard let profileDigest else { return nil }
        let name = "answers/\(file)\(Self.profile)"
        let path = "\(folder)/\(file)\(Self.profile)"
        guard DurableFiles.isPlainFile(path) else { throw StoreError.partMissing(name) }
        let bytes = try DurableFiles.read(path, followsLinks: false)
        guard Digest.of(bytes) == profileDigest,
            let text = String(validating: bytes, as: UTF8.self),
            let profile = ResultProfile.read(text, file: name).value
        else { throw StoreError.damaged(name) }
        return profile
    }
}
