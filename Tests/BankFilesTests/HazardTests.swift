// The forty hazards of bank files, by their numbers, and the tests that hold each of them.
//
// The list of hazards is the project's own reading of what real files, other programs and banks did
// wrong; its numbers stand here alone. A test of this table fails when one of the tests it names is
// gone or was named anew.

import Foundation
import Testing

struct HazardTests {
    /// A hazard, and who holds it: a folder of tests, and the name of a test in it.
    struct Hazard {
        let number: Int
        let what: String
        let tests: [(folder: String, name: String)]

        init(_ number: Int, _ what: String, _ tests: (folder: String, name: String)...) {
            self.number = number
            self.what = what
            self.tests = tests
        }
    }

    private static let own = "BankFilesTests"

    static let hazards: [Hazard] = [
        Hazard(
            1,
            "a truncated file passes for whole",
            (own, "an order that is cut off at any byte has an error"),
            (own, "a file cut off at any byte is refused"),
            (own, "a file cut off at any byte is refused, or says the same")
        ),
        Hazard(2, "an empty file", (own, "what is no good XML is refused at its byte")),
        Hazard(3, "DOCTYPE and entities", (own, "what is no good XML is refused at its byte")),
        Hazard(
            4,
            "more than 10 MB at once",
            (own, "a file of any size is read piece by piece, up to its limit"),
            (own, "limits hold, and are told at their byte")
        ),
        Hazard(
            5,
            "encodings",
            (own, "declared ISO-8859-1 and windows-1252 are decoded"),
            (own, "files in UTF-16 are decoded by their mark"),
            (own, "what is no UTF-16, or does not say so, is refused"),
            (own, "bytes that are no UTF-8 are refused at their byte")
        ),
        Hazard(
            6,
            "prefixes and namespaces",
            (own, "a message is known by its names, and its namespace must agree"),
            (own, "prefixes, envelopes and foreign elements do not matter")
        ),
        Hazard(
            7,
            "envelopes and several documents",
            (own, "prefixes, envelopes and foreign elements do not matter")
        ),
        Hazard(
            8,
            "real files that break their schema",
            (own, "a breach of the schema is a warning, once, and nothing is lost"),
            (own, "a payment that cannot be read is left out, and the others are kept"),
            (own, "of a notification an entry is left out, and a statement is refused whole"),
            (own, "each message of a bank is read or refused for what is in it")
        ),
        Hazard(
            9,
            "the same file twice",
            ("WorkflowTests", "the same answer given a thousand times is one answer"),
            (own, "the same file, message or statement twice is told, each by its name")
        ),
        Hazard(
            10,
            "the same id with other content",
            (
                "WorkflowTests",
                "the same facts in other files are taken once, and the month can go on"
            ),
            ("WorkflowTests", "an id under which the books have other content is not taken"),
            (
                "WorkflowTests",
                "two files of one command under one id are refused, and so is all with them"
            ),
            ("WorkflowTests", "the same content in other bytes is taken, and changes nothing"),
            ("WorkflowTests", "a statement of equal sums about other payments is other content"),
            (
                "WorkflowTests",
                "when the earlier statement is set aside, the right one under its id is taken"
            ),
            ("WorkflowTests", "banks do not share their ids"),
            (own, "the same file, message or statement twice is told, each by its name")
        ),
        Hazard(
            11,
            "ids of ours used again",
            (
                "WorkflowTests",
                "ids of files and transfers are never used again, whatever becomes of them"
            ),
            (own, "a payment that two files order is told, and one that two statements book"),
            ("WorkflowTests", "a month without a break runs again and pays nobody"),
            ("ReconciliationTests", "duplicate-file: a file sent twice is not a file refused"),
            (own, "an id gives back its batch and number")
        ),
        Hazard(
            12,
            "control sums that do not agree",
            (own, "each fault of an order is named"),
            (own, "a file of another sum traps"),
            (own, "totals of the bank that do not agree are refused"),
            (own, "a return that does not add up is refused")
        ),
        Hazard(
            13,
            "a status for an unknown order, late, twice, out of order",
            (
                "ReconciliationTests",
                "not-ours: a payment or file that was not sent from here changes nothing"
            ),
            (
                "ReconciliationTests",
                "every word does to every status of an account transfer what the table says"
            ),
            ("ReconciliationTests", "the same answer a thousand times counts once")
        ),
        Hazard(
            14,
            "PART with only the rejected ones listed",
            (own, "numbers by status agree with what is listed, or are refused"),
            (own, "a refused group in which a payment is settled contradicts itself"),
            (
                "ReconciliationTests",
                "a lump debit means what was not refused, or all; a lump return what was booked"
            )
        ),
        Hazard(
            15,
            "a silent bank",
            (
                "WorkflowTests",
                "of a silent bank nothing is paid again, until a word or a statement says so"
            ),
            (
                "ReconciliationTests",
                "unknown is shown when no word came in time, and only while it is open"
            )
        ),
        Hazard(
            16,
            "accepted, then returned days later",
            ("WorkflowTests", "rejected and returned: repaired and reissued, carried, paid once"),
            (own, "a return names its payment, what comes back and why")
        ),
        Hazard(
            17,
            "a lump sum without its payments",
            (own, "a lump sum names its file, its group and its number of payments"),
            (
                "ReconciliationTests",
                "a lump sum with the right sum and another count is not taken apart"
            )
        ),
        Hazard(
            18,
            "details that do not come to their entry",
            (own, "details of both sides under one net entry keep their own"),
            (own, "what details leave of an entry is a fact of its own")
        ),
        Hazard(
            19,
            "details without amounts",
            (own, "a single detail without an amount has its entry's"),
            (own, "several details without amounts are refused at their entry")
        ),
        Hazard(
            20,
            "no end-to-end id",
            (own, "ids that are not provided are none, and ids are trimmed"),
            (
                "ReconciliationTests",
                "a transfer is found by instruction and by whole words of the free text"
            ),
            (
                "ReconciliationTests",
                "an entry without an id is proposed by account and sum, where one transfer fits"
            ),
            (
                "WorkflowTests",
                "an entry without an id is proposed by its payee's account until that is booked"
            )
        ),
        Hazard(
            21,
            "ids cut, in small letters or padded",
            (own, "every single wrong character is caught"),
            (own, "ids that are not provided are none, and ids are trimmed"),
            (own, "an id that the bank cut at the end of a line is found"),
            (own, "a beginning of an id leads to the ids that begin so, and to no other"),
            (
                "ReconciliationTests",
                "a cut id is proposed where one transfer fits, and moves nothing"
            ),
            ("ReconciliationTests", "where two transfers fit a cut id, none is proposed"),
            ("ReconciliationTests", "an id among other characters or in pieces is proposed"),
            (
                "ReconciliationTests",
                "nothing is proposed that does not agree with what the bank told"
            ),
            ("WorkflowTests", "what a bank named in part is proposed, and stays set aside"),
            ("WorkflowTests", "a row of a table is proposed by a cut id, and by account and sum"),
            (own, "ids of sixteen characters tell all files of a batch apart")
        ),
        Hazard(
            22,
            "one end-to-end id several times",
            (own, "equal payments keep keys of their own, and have them in another file"),
            (own, "a payment that is booked twice on one side is told, and each counts")
        ),
        Hazard(
            23,
            "an entry and its details counted twice",
            (own, "damaged answers are refused, or still add up"),
            (own, "entries, sums and balances of real messages are those that another reader finds")
        ),
        Hazard(
            24,
            "signs and reversals",
            (own, "the side of the entry alone decides its direction"),
            (own, "the side of an entry and its reversal decide its direction")
        ),
        Hazard(
            25,
            "a statement is missing",
            (own, "a statement that is missing between two is told by its balances or its number"),
            (
                "WorkflowTests",
                "three months against a counterpart bank: nobody paid twice, no đồng lost"
            ),
            ("WorkflowTests", "a period of which a statement is missing is not closed")
        ),
        Hazard(
            26,
            "three messages about one booking",
            ("WorkflowTests", "three messages about one booking move money once, in any order"),
            (
                "ReconciliationTests",
                "a notification moves no money: its debit is a word, its credit a promise"
            )
        ),
        Hazard(
            27,
            "entries that are not booked",
            (own, "entries that are only announced move nothing"),
            (own, "a report of the day tells entries and balances, and checks no closing")
        ),
        Hazard(
            28,
            "returns without a reason, with a bank's own, or of less",
            (own, "a return without a reason is confirmed first"),
            (own, "a return keeps its reason, its payee and what the bank wrote"),
            (own, "a return names its payment, what comes back and why")
        ),
        Hazard(
            29,
            "forms of amounts",
            (own, "an amount is whole đồng or is refused"),
            (own, "each fault is named, and nothing of the file is taken"),
            (own, "each fault of a table is named at its row, all in one go")
        ),
        Hazard(
            30,
            "what a spreadsheet does to accounts and formulas",
            ("EnrolmentTests", "a cell that may have lost something is refused with the reason"),
            (own, "a formula or a date is not what a bank wrote"),
            (own, "a workbook is read as the same table, and numbers for accounts are not used"),
            (own, "hostile names and headings are harmless in every format")
        ),
        Hazard(
            31,
            "times without a zone",
            (own, "a time is a day in Viet Nam"),
            (own, "bank days are those of the table"),
            (own, "the requested day is one on which the bank can pay")
        ),
        Hazard(
            32,
            "Vietnamese letters that are lost",
            (own, "every letter with every tone comes out as its plain capital, NFC and NFD"),
            (own, "all scalars either give one byte of the alphabet or are refused")
        ),
        Hazard(
            33,
            "texts that are too long",
            (own, "texts are cut at the provider's caps and the id stays whole"),
            (own, "a remittance text beyond its length is kept whole")
        ),
        Hazard(
            34,
            "one bad row refuses a whole upload",
            (own, "each file of a split has its own id and sums, and together they are the whole"),
            (own, "a split takes every transfer once and no file is too long"),
            (own, "no file is larger than its provider takes, however long its texts are")
        ),
        Hazard(
            35,
            "a file that was edited after it was signed",
            ("WorkflowTests", "a changed byte after the signatures stops the hand-over"),
            ("WorkflowTests", "one changed byte in any file is found")
        ),
        Hazard(
            36,
            "a crash between the file and the state",
            ("KillTests", "a hand-over is signed and booked once"),
            ("KillTests", "answers come in with their files, all of a command or none")
        ),
        Hazard(
            37,
            "names that are code",
            (own, "hostile names and headings are harmless in every format"),
            (own, "all scalars either give one byte of the alphabet or are refused")
        ),
        Hazard(
            38,
            "MT940",
            (own, "each real file is read whole or refused for what is in it"),
            (own, "years of two digits, empty days of entry and days over New Year are read")
        ),
        Hazard(
            39,
            "traps of signatures",
            ("SigningTests", "no flipped bit of the content verifies"),
            ("SigningTests", "a stranger's authority is refused, though its name is the same"),
            ("SigningTests", "a revoked certificate is refused, and so is an unknown state"),
            ("SigningTests", "a second signer is added, the first stays, and openssl agrees")
        ),
        Hazard(
            40,
            "a wrong list of banks",
            (own, "the shipped directory has every bank once"),
            (own, "codes that two lists do not agree on are refused with the profile"),
            (own, "a field that names no bank is refused")
        ),
    ]

    @Test func `each of the forty hazards has its tests`() throws {
        #expect(Self.hazards.map(\.number) == Array(1...40))
        var names: [String: String] = [:]
        for folder in Set(Self.hazards.flatMap { $0.tests.map(\.folder) }) {
            let path = repository.appending(path: "Tests/\(folder)").path
            // In a package of this module alone, only its own tests are there.
            guard exists(path) else { continue }
            names[folder] = try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { $0.hasSuffix(".swift") && $0 != "HazardTests.swift" }
                .map { try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8) }.joined()
        }
        #expect(names[Self.own] != nil)
        for hazard in Self.hazards {
            #expect(!hazard.tests.isEmpty, "\(hazard.number)")
            for test in hazard.tests {
                guard let text = names[test.folder] else { continue }
                #expect(
                    text.contains("func `\(test.name)`("),
                    "hazard \(hazard.number): no test «\(test.name)» in \(test.folder)"
                )
            }
        }
    }
}
