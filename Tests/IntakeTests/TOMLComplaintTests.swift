// What the TOML library says, in Vietnamese.

import Intake
import Testing

@Suite struct TOMLComplaintTests {
    @Test(arguments: [
        (
            "Error while parsing key-value pair: expected '=', saw '\\n'",
            "khi đọc cặp khóa và giá trị: cần '=', gặp '\\n'"
        ),
        (
            "Error while parsing inline table: expected comma or closing '}', saw 'h'",
            "khi đọc bảng một dòng: cần dấu phẩy hoặc '}', gặp 'h'"
        ),
        (
            "Error while parsing string: encountered end-of-file",
            "khi đọc chuỗi: gặp hết tệp quá sớm"
        ),
        (
            "Error while parsing key-value pair: cannot redefine existing integer 'a'",
            "khi đọc cặp khóa và giá trị: đã có 'a', không định nghĩa lại được"
        ),
        ("something new", "không đúng cú pháp TOML"),
    ])
    func `a complaint has Vietnamese words, and its own in English`(
        english: String,
        vietnamese: String
    ) {
        let phrase = TOMLComplaint.phrase(english)
        #expect(phrase.vietnamese == vietnamese)
        #expect(phrase.english == english)
    }
}
