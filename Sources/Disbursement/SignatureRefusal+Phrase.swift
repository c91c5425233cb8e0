package import Intake
package import Signing

extension SignatureRefusal {
    /// What is wrong with the signature, for people; the code stays, for who asks about it.
    package var phrase: Phrase {
        let words = cause.words
        let vietnamese = signer.map { "\(words.vietnamese) (chữ ký thứ \($0 + 1))" }
        let english = signer.map { "\(words.english) (signature \($0 + 1))" }
        return Phrase(
            vi: "[\(cause.rawValue)] \(vietnamese ?? words.vietnamese)",
            en: "[\(cause.rawValue)] \(english ?? words.english)"
        )
    }
}

extension SignatureRefusal.Cause {
    fileprivate var words: Phrase {
        switch self {
        case .malformedCertificate, .malformedKey, .malformedSignature, .notDetached, .noSigner,
            .repeatedSigner, .missingCertificate, .foreignAlgorithm, .missingAttribute:
            formWords
        case .weakKey: Phrase(vi: "khóa yếu", en: "the key is weak")
        case .foreignKey: Phrase(vi: "khóa không phải của chứng thư", en: "the key is another's")
        case .otherContent: Phrase(vi: "ký trên nội dung khác", en: "signed over other content")
        case .badSignature: Phrase(vi: "giá trị chữ ký sai", en: "the signature's value is wrong")
        case .otherCertificate:
            Phrase(vi: "chữ ký nêu chứng thư khác", en: "the signature names another certificate")
        case .wrongUsage:
            Phrase(vi: "chứng thư không dùng để ký", en: "the certificate is not for signing")
        case .untrusted:
            Phrase(
                vi: "chứng thư không do cơ quan đã nêu cấp",
                en: "the certificate does not lead to the given authority"
            )
        case .notYetValid:
            Phrase(vi: "chứng thư chưa có hiệu lực", en: "the certificate does not hold yet")
        case .expired: Phrase(vi: "chứng thư đã hết hạn", en: "the certificate has expired")
        case .revoked: Phrase(vi: "chứng thư đã bị thu hồi", en: "the certificate was revoked")
        case .unknownRevocation:
            Phrase(vi: "không rõ chứng thư có bị thu hồi không", en: "revocation is not known")
        case .wrongSigningTime:
            Phrase(
                vi: "thời điểm ký nằm ngoài hiệu lực của chứng thư, hoặc sau thời điểm xét chữ ký "
                    + "(--at, --now)",
                en:
                    "the signing time lies outside the certificate's validity, or after the moment at which "
                    + "signatures are judged (--at, --now)"
            )
        }
    }

    /// What is wrong with its form.
    private var formWords: Phrase {
        switch self {
        case .malformedCertificate: Phrase(vi: "chứng thư hỏng", en: "a damaged certificate")
        case .malformedKey: Phrase(vi: "khóa hỏng", en: "a damaged key")
        case .malformedSignature: Phrase(vi: "tệp chữ ký hỏng", en: "a damaged signature file")
        case .noSigner: Phrase(vi: "không có chữ ký nào", en: "nobody has signed")
        case .repeatedSigner:
            Phrase(vi: "một chứng thư ký hai lần", en: "one certificate has signed twice")
        case .missingCertificate:
            Phrase(vi: "thiếu chứng thư của người ký", en: "the signer's certificate is missing")
        case .foreignAlgorithm:
            Phrase(vi: "thuật toán không được dùng", en: "an algorithm that is not taken")
        default:
            Phrase(vi: "chữ ký thiếu thuộc tính bắt buộc", en: "an attribute is missing or wrong")
        }
    }
}
