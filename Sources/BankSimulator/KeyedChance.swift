// Chance that belongs to a seed and a name, so that it does not depend on the order of anything.
//
// Invariants:
// (1) The same seed, name and purpose give the same number for ever, on every machine.
// (2) No number depends on how many were drawn before.

/// Draws numbers by name: FNV-1a of the name, mixed by the finalizer of SplitMix64.
struct KeyedChance: Sendable {
    /// The seed of the run.
    let seed: UInt64

    /// 64 mixed bits for a name and a purpose.
    func bits(_ name: String, _ purpose: String) -> UInt64 {
        KeyedChance.mixed(KeyedChance.hash("\(purpose)\u{1F}\(name)") ^ KeyedChance.mixed(seed))
    }

    /// A number in `0..<bound`.
    func number(below bound: Int, _ name: String, _ purpose: String) -> Int {
        precondition(bound > 0, "there is something to choose from")
        return Int(bits(name, purpose).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// One of a list.
    func element<Value>(of list: [Value], _ name: String, _ purpose: String) -> Value {
        list[number(below: list.count, name, purpose)]
    }

    /// A name of 13 capital letters and digits that stands for a text: a bank's own reference.
    static func reference(_ text: String) -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        var rest = mixed(hash(text))
        var name: [UInt8] = []
        for _ in 0..<13 {
            name.append(digits[Int(rest % 36)])
            rest /= 36
        }
        return String(decoding: name.reversed(), as: UTF8.self)
    }

    /// FNV-1a over the bytes of a text.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    private static func mixed(_ bits: UInt64) -> UInt64 {
        var mixed = bits &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
