// The numbers of papers: what is one paper, and what is no number.

import Intake
import Testing

struct DocumentReferenceTests {
    @Test(
        arguments: [
            [
                "RDT-11/2026", "rdt-11/2026", "RDT–11/2026", "RDT—11/2026", "RDT‑11/2026",
                "RDT−11/2026",
            ],
            ["07/QĐ-UBND", "7/QD-UBND", "007/qđ-ubnd.", "07/QÐ-UBND", " 07 / QĐ - UBND "],
            ["GB7", "GB-7", "GB 7", "gb.07"], ["kb1", "KB1", "KB 01."],
            ["Số 5", "So\u{301}\u{302} 5", "số 05"],
        ]
    )
    func `one paper however its number is written`(spellings: [String]) throws {
        let keys = try Set(spellings.map { try DocumentReference($0).key })
        #expect(keys.count == 1, "\(keys)")
    }

    @Test func `other numbers are other papers`() throws {
        let numbers = ["12/3", "123", "1/23", "12/30", "12/3a", "QD-1", "QD-10", "QD-1/2026", "0"]
        let keys = try Set(numbers.map { try DocumentReference($0).key })
        #expect(keys.count == numbers.count)
    }

    @Test(
        arguments: [
            ("", DocumentFault.blank), ("   ", .blank), ("-/.", .blank), ("«»", .blank),
            ("RDT\u{200B}1", .hidden), ("RDT\u{1B}[31m1", .hidden), ("RDT\u{202E}1", .hidden),
            ("RDT\u{200F}1", .hidden), ("RDT\n1", .hidden), ("RDT\u{0}1", .hidden),
            ("RDT\u{A0}1", .hidden), ("\u{FEFF}RDT1", .hidden), ("\t", .hidden),
            ("=1+1", .formula), ("@SUM(A1)", .formula), ("+84", .formula), ("-07/QĐ", .formula),
            ("  =1+1", .formula), ("＝1", .formula), ("RDТ-1", .foreign), ("RDT-１", .foreign),
            ("RDT-²", .foreign),
        ]
    )
    func `what cannot be read on paper is no number`(text: String, fault: DocumentFault) {
        #expect(throws: fault) { try DocumentReference(text) }
    }

    @Test func `a number is short, and every fault has both languages`() throws {
        #expect(throws: DocumentFault.long) {
            try DocumentReference(String(repeating: "1", count: 201))
        }
        #expect(try DocumentReference("  07/QĐ  ").text == "07/QĐ")
        for fault in DocumentFault.allCases {
            #expect(!fault.message.vietnamese.isEmpty && !fault.hint.english.isEmpty)
        }
    }
}
