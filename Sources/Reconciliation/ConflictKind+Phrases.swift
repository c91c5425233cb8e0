package import Intake

extension ConflictKind {
    /// What is the matter, for people.
    package var phrase: Phrase {
        switch self {
        case .notOurs:
            Phrase(
                vi: "ngân hàng trả lời về khoản không do đơn vị gửi",
                en: "the answer names a payment that was not sent from here"
            )
        case .otherFile:
            Phrase(
                vi: "khoản chi được nêu dưới một tệp khác",
                en: "the transfer is named under another file"
            )
        case .amountDiffers:
            Phrase(
                vi: "số tiền khác với số tiền đã gửi",
                en: "the amount is another than what was sent"
            )
        case .amountMissing:
            Phrase(vi: "bút toán không có số tiền", en: "the entry has no amount")
        case .otherPayee:
            Phrase(
                vi: "tiền đi vào tài khoản khác với tài khoản người nhận",
                en: "the money went to another account than the payee's"
            )
        case .otherAccount:
            Phrase(
                vi: "bút toán nằm ở một tài khoản khác của đơn vị",
                en: "the entry stands in another of our accounts"
            )
        case .accountNotOurs:
            Phrase(
                vi: "bút toán nằm ở tài khoản không phải của đơn vị",
                en: "the entry stands in an account that is none of ours"
            )
        case .duplicateFile:
            Phrase(
                vi: "ngân hàng từ chối vì đã nhận tệp này rồi",
                en: "the bank rejected the file because it has it already"
            )
        case .lumpSumDiffers:
            Phrase(
                vi: "khoản ghi gộp không bằng tổng các khoản chi của tệp",
                en: "the lump sum is not the sum of the file's transfers"
            )
        case .unidentified:
            Phrase(vi: "chưa rõ bút toán này là gì", en: "nothing explains this entry")
        case .ambiguous:
            Phrase(
                vi: "một bút toán nêu nhiều mã chi trả khác nhau",
                en: "it names several different transfers"
            )
        case .wrongWay:
            Phrase(
                vi:
                    "trả lời không phải của bên chi khoản này: ngân hàng, danh sách tiền mặt hay Kho bạc",
                en: "the answer is not of who pays this: a bank, a list of cash, or the Treasury"
            )
        case .statementDoubted:
            Phrase(
                vi: "sao kê bị nghi là sai; chờ người thứ hai quyết định",
                en: "a statement is doubted; a second person has to decide"
            )
        default: orderPhrase
        }
    }

    /// What came in an order that does not fit.
    private var orderPhrase: Phrase {
        switch self {
        case .rejectedAfterSettled:
            Phrase(
                vi: "bị từ chối sau khi đã ghi nợ; phải thấy tiền quay lại",
                en: "rejected after it was settled; the money must be seen coming back"
            )
        case .settledAfterRejected:
            Phrase(
                vi: "ngân hàng báo đã ghi nợ sau khi đã từ chối",
                en: "the bank says settled after it rejected"
            )
        case .bookedAfterRejected:
            Phrase(
                vi: "tài khoản bị ghi nợ sau khi ngân hàng đã từ chối",
                en: "our account was debited after the bank had rejected"
            )
        case .debitedBeforeHandOver:
            Phrase(
                vi: "tài khoản bị ghi nợ cho khoản chi chưa bàn giao cho ngân hàng",
                en: "our account was debited for a transfer that was not handed over"
            )
        case .reportedBeforeHandOver:
            Phrase(
                vi: "ngân hàng nói về khoản chi hoặc tệp chưa bàn giao",
                en: "a bank speaks of a transfer or file that was not handed over"
            )
        case .debitedTwice:
            Phrase(vi: "tài khoản bị ghi nợ hai lần", en: "our account was debited twice")
        case .strayReturned:
            Phrase(
                vi: "khoản ghi nợ thừa đã quay lại tài khoản",
                en: "a debit that was set aside came back"
            )
        case .returnedBeforeBooked:
            Phrase(
                vi: "tiền quay lại trước khi thấy ghi nợ",
                en: "the money came back before it was seen leaving"
            )
        case .returnedTwice:
            Phrase(vi: "tiền quay lại hai lần", en: "the money came back twice")
        case .returnedMore:
            Phrase(
                vi: "tiền quay lại nhiều hơn số đã gửi",
                en: "more came back than was sent"
            )
        case .creditedAfterRejected:
            Phrase(
                vi: "ngân hàng báo người nhận đã có tiền sau khi đã từ chối",
                en: "the bank says credited after it rejected"
            )
        case .returnedInCase:
            Phrase(
                vi: "tiền Kho bạc đã chi bị trả lại khi đang thu hồi khoản chi quá",
                en: "what the Treasury paid came back while an over-payment of it is recovered"
            )
        case .creditedAfterReturned:
            Phrase(
                vi: "ngân hàng báo người nhận đã có tiền sau khi tiền đã quay lại",
                en: "the bank says credited after the money came back"
            )
        case .unpaidAfterPaid:
            Phrase(
                vi: "báo chưa nhận sau khi đã báo nhận tiền mặt",
                en: "reported unpaid after it was reported paid"
            )
        default:
            Phrase(
                vi: "được báo là đã chi sau khi khoản này đã được chi lại",
                en: "reported paid after its lines were paid anew"
            )
        }
    }

    /// What a clerk can do next.
    package var hint: Phrase {
        switch self {
        case .notOurs, .otherFile, .ambiguous, .accountNotOurs, .duplicateFile:
            Phrase(
                vi: "hỏi ngân hàng xem trả lời này thuộc tệp nào, kèm bản sao thư",
                en: "ask the bank which file the answer belongs to"
            )
        case .amountDiffers, .amountMissing, .lumpSumDiffers:
            Phrase(
                vi: "đề nghị ngân hàng gửi bảng kê chi tiết và đối chiếu từng khoản",
                en: "ask the bank for the details and compare them one by one"
            )
        case .otherPayee, .otherAccount, .debitedTwice, .wrongWay:
            Phrase(
                vi: "lập tra soát gửi ngân hàng; tiền đang treo ở tài khoản chờ xử lý",
                en: "send the bank an inquiry; the money is set aside until it is answered"
            )
        case .debitedBeforeHandOver, .reportedBeforeHandOver:
            Phrase(
                vi:
                    "chưa bàn giao lô; hỏi ngân hàng tệp đến từ đâu, lập tra soát; người nhận đã có "
                    + "tiền thì rút dòng (chitra batch stop)",
                en:
                    "do not hand the batch over; ask the bank where the file came from; if the payee "
                    + "has the money, take the line away (chitra batch stop)"
            )
        case .rejectedAfterSettled, .settledAfterRejected, .bookedAfterRejected,
            .creditedAfterRejected, .creditedAfterReturned:
            Phrase(
                vi: "chưa chi lại; lập tra soát để ngân hàng xác nhận người nhận có tiền hay chưa",
                en: "do not pay again; ask the bank whether the payee has the money"
            )
        case .strayReturned, .returnedBeforeBooked:
            Phrase(
                vi: "đối chiếu với sao kê các ngày liền kề rồi ghi ý kiến",
                en: "compare the statements of the days around it, then note what was found"
            )
        case .returnedTwice, .returnedMore, .unidentified:
            Phrase(
                vi: "tìm nguồn gốc khoản tiền rồi ghi giải trình kèm chứng từ",
                en: "find where the money comes from, then explain it with a paper"
            )
        case .statementDoubted:
            Phrase(
                vi: "xin ngân hàng xác nhận sao kê nào đúng, rồi quyết định kèm văn bản đó: bỏ "
                    + "(--set-aside) hoặc giữ",
                en: "ask the bank which statement is right, then decide with its paper: set it "
                    + "aside (--set-aside) or let it stand"
            )
        case .returnedInCase:
            Phrase(
                vi: "ghi thu hồi tại Kho bạc cho hồ sơ với bảng này: chitra case recover",
                en: "enter it in the case as recovered at the Treasury: chitra case recover"
            )
        case .unpaidAfterPaid, .paidAfterCarry:
            Phrase(
                vi: "đối chiếu danh sách có chữ ký của người nhận với đơn vị chi trả",
                en: "compare the list with the payee's signature with the provider"
            )
        }
    }
}
