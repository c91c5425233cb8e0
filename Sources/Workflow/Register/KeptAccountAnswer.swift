// The file of a bank's answer about accounts in the books, and its proof.
//
//   HEX.csv|xlsx   HEX.csv|xlsx.toml [HEX.csv|xlsx.p7s]   the answer, its profile, its signature
//
// Invariants:
// (1) The file is named by its digest; it is read again by the profile that it was taken in by.
// (2) What the step says of payees is what the file says, for the register as it was then.
// (3) An answer that an earlier program took in kept no file: its digest is all that there is.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import Store

/// The kept file of one answer about accounts.
struct KeptAccountAnswer {
    private let record: AccountCheckRecord

    /// Of an answer that is in the books, or will be.
    init(_ record: AccountCheckRecord) { self.record = record }

    /// The file's name; nil where none was kept.
    private var file: String? { record.kept.map { "\(record.digest.hex).\($0.form)" } }

    /// All names in the folder of answers.
    var names: [String] {
        guard let file, let kept = record.kept else { return [] }
        return [file, file + AnswerNames.profile]
            + (kept.isSigned ? [file + AnswerNames.signature] : [])
    }

    /// Writes the file, its profile and signature beside their place, synced, and gives what moves
    /// them there.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - profile: Its profile's text.
    ///   - signature: The signature beside it; nil where there is none.
    ///   - folder: The folder of answers.
    /// - Returns: Gives the files their names, to be called before the step's commit.
    /// - Throws: `StoreError`.
    func write(
        _ bytes: [UInt8],
        profile: String,
        signature: [UInt8]?,
        in folder: String
    ) throws -> () throws -> Void {
        let contents = [bytes, Array(profile.utf8)] + (signature.map { [$0] } ?? [])
        for (index, content) in contents.enumerated() {
            let copy = "\(folder)/.tmp-\(index + 1)"
            try DurableFiles.removeTree(copy)
            try DurableFiles.write(content, to: copy)
        }
        return { [names] in
            for (index, name) in names.enumerated() {
                try DurableFiles.move("\(folder)/.tmp-\(index + 1)", to: "\(folder)/\(name)")
            }
            try DurableFiles.syncFolder(folder)
        }
    }

    /// What is wrong with the file; nil where it says what the step says, or none was kept.
    ///
    /// - Throws: `StoreError` where a part is gone.
    func finding(_ open: OpenBooks) throws -> Phrase? {
        guard let file, let kept = record.kept else { return nil }
        let folder = open.books.answersFolder
        for name in names where !DurableFiles.isPlainFile("\(folder)/\(name)") {
            throw StoreError.partMissing("answers/\(name)")
        }
        func read(_ name: String) throws -> [UInt8] {
            try DurableFiles.read("\(folder)/\(name)", followsLinks: false)
        }
        let bytes = try read(file)
        let text = try read(file + AnswerNames.profile)
        guard Digest.of(bytes) == record.digest, Digest.of(text) == kept.profile,
            let text = String(validating: text, as: UTF8.self),
            let profile = AccountCheckProfile.read(text, file: file).value
        else { throw StoreError.damaged("answers/\(file)") }
        if kept.isSigned {
            let provider = try open.books.units().first { $0.code == record.unit }?
                .accounts["account"]?.provider
            let signers = try open.signers(
                of: try read(file + AnswerNames.signature),
                over: record.digest,
                role: .provider,
                at: record.at,
                before: record.step
            )
            let persons = try open.persons(of: signers, registeredFor: [record.unit])
            guard let provider, persons.contains(provider) else {
                return Phrase(
                    vi: "không còn chữ ký đúng của ngân hàng",
                    en: "the bank's signature does not verify any more"
                )
            }
        }
        let reading = AccountAnswerReader.read(bytes, file: file, profile: profile)
        let moment = RegisterMoment(known: record.at.date, step: record.step)
        let found = try AccountVerdicts(reading.value, RegisterPages(open.register, at: moment))
        guard !reading.isRefused, found.confirmed == record.confirmed,
            found.refused == record.refused
        else {
            return Phrase(
                vi: "bước nạp ghi khác với tệp trả lời về tài khoản",
                en: "the step says something else than the answer about accounts"
            )
        }
        return nil
    }
}
