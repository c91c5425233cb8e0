// Damaged answers about accounts: no crash, no hang, and nothing that was not said.

import BankFiles
import Foundation
import Intake
import Testing

struct AccountAnswerFuzzTests {
    private static let poison = [
        "*", "**", "\"", ",", "\n", "\r\n", "'", "=1+1", "\u{0}", "\u{202E}", "Khớp", "Sai tên",
        "PK\u{3}\u{4}",
        "\u{FEFF}", "1502205949356", "ễ", ";", "\t", "CM01",
    ]

    @Test func `a damaged answer is refused, or says what stood in the sound one`() throws {
        let profile = try #require(AccountCheckProfile.shipped(id: "account-names"))
        var generator = FixedGenerator(state: AnswerFuzzTests.seed)
        var rows = ["Mã tra cứu,Số tài khoản,Tên chủ tài khoản,Kết quả"]
        for payee in 1...12 {
            let reference = try #require(AccountQuestion.reference(of: Int64(payee), in: "CM01"))
            let word = ["Khớp", "Sai tên", "Đã đóng", "Không tra cứu được"][payee % 4]
            rows.append(
                "\(reference),15022059\(10_000 + payee),N*** V** \(payee % 2 == 0 ? "A**" : "AN"),\(word)"
            )
        }
        let sound = Array((rows.joined(separator: "\n") + "\n").utf8)
        let said = AccountAnswerReader.read(sound, file: "a.csv", profile: profile)
        #expect(said.value.count == 12 && said.diagnostics.isEmpty)
        for round in 0..<AnswerFuzzTests.rounds {
            var bytes = sound
            let count = Int.random(in: 1...3, using: &generator)
            var isOneFlip = count == 1
            for _ in 0..<count where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                let end = min(bytes.count, place + Int.random(in: 1...60, using: &generator))
                let kind = Int.random(in: 0..<5, using: &generator)
                isOneFlip = isOneFlip && kind == 0
                switch kind {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: bytes.removeSubrange(place..<end)
                case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
                case 3:
                    let word = Self.poison.randomElement(using: &generator) ?? ""
                    bytes.insert(contentsOf: word.utf8, at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            let reading = AccountAnswerReader.read(bytes, file: "a.csv", profile: profile)
            let replay: Comment = "CHITRA_SEED=\(AnswerFuzzTests.seed), round \(round)"
            #expect(!reading.isRefused || reading.value.isEmpty, replay)
            #expect(Set(reading.value.map(\.payee)).count == reading.value.count, replay)
            for answer in reading.value {
                // The check character catches every single wrong letter: no other payee is told of.
                if isOneFlip {
                    #expect(said.value.contains { $0.payee == answer.payee }, replay)
                }
                _ = answer.holder?.matches(Array("NGUYEN VAN AN".utf8))
            }
        }
    }
}
