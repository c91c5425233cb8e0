import Intake
import Testing

struct StageTurnsTests {
    private let start = ContinuousClock.now

    @Test func `a stage that is shown stays until it is done`() {
        var turns = StageTurns()
        #expect(turns.take(.proveRows, 10, 100, at: start).isShown)
        let other = turns.take(.readFiles, 5, 50, at: start + .milliseconds(10))
        #expect(other.isFirst && !other.isShown)
        #expect(turns.take(.proveRows, 100, 100, at: start + .milliseconds(20)).isShown)
        let shown = turns.take(.readFiles, 20, 50, at: start + .milliseconds(30))
        #expect(!shown.isFirst && shown.isShown)
        // It began when it was told first, though nobody saw it then.
        #expect(shown.begun == start + .milliseconds(10))
        #expect(!turns.take(.proveRows, 0, 100, at: start + .milliseconds(40)).isShown)
    }

    @Test func `a stage of which nothing is heard gives way`() {
        var turns = StageTurns()
        #expect(turns.take(.writePages, 1, nil, at: start).isShown)
        #expect(!turns.take(.readFiles, 1, 50, at: start + .milliseconds(999)).isShown)
        #expect(turns.take(.readFiles, 2, 50, at: start + .milliseconds(1_001)).isShown)
    }

    @Test func `a stage that starts over begins anew`() {
        var turns = StageTurns()
        #expect(turns.take(.writeLines, 7, 10, at: start).isFirst)
        #expect(!turns.take(.writeLines, 8, 10, at: start + .milliseconds(1)).isFirst)
        let again = turns.take(.writeLines, 3, 10, at: start + .milliseconds(2))
        #expect(again.isFirst && again.begun == start + .milliseconds(2))
        #expect(turns.take(.writeLines, 0, 10, at: start + .milliseconds(3)).isFirst)
    }
}
