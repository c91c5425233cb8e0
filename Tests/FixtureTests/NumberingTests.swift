// What makes numbers unique: permutations and counters.

import Intake
import Ledger
import Testing

@testable import Fixture

@Suite struct NumberingTests {
    @Test(arguments: 1...4)
    func `a permutation says each number of its width once`(width: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let order = DecimalPermutation(width: width, seed: seed, purpose: 7)
            let numbers = (0..<order.count).map { order($0) }
            #expect(numbers.sorted() == Array(0..<order.count), "seed \(seed)")
        }
    }

    @Test func `a wide permutation does not overflow and depends on seed and purpose`() {
        let order = DecimalPermutation(width: 18, seed: 1, purpose: 1)
        let last = order(order.count - 1)
        #expect(last < order.count)
        #expect(last != DecimalPermutation(width: 18, seed: 2, purpose: 1)(order.count - 1))
        #expect(last != DecimalPermutation(width: 18, seed: 1, purpose: 2)(order.count - 1))
    }

    @Test func `a full province hands over to the next until a year is used up`() throws {
        let birth = try #require(CivilDate(iso: "1950-05-01"))
        var mint = IdentityMint(seed: 1, serials: 10)
        let provinces = IdentityMint.provinces
        let numbers = (0..<provinces.count * 10).map { _ in
            mint.number(province: 96, birth: birth, sex: .male).revealed
        }
        #expect(Set(numbers).count == provinces.count * 10)
        #expect(numbers[9].hasPrefix("096050") && numbers[10].hasPrefix("001050"))
        let woman = mint.number(province: 96, birth: birth, sex: .female)
        #expect(woman.revealed.hasPrefix("096150"))
    }

    @Test func `the generator gives the published numbers`() {
        // The first outputs of SplitMix64 for the seed 1234567, as its authors' C code gives them.
        var chance = SplitMix64(seed: 1_234_567)
        let published: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(published.map { _ in chance.next() } == published)
    }
}
