// The terms of a run: everything that decides over the answers beside the files.

package import Ledger

/// What a run is given.
package struct SimulationTerms: Sendable {
    /// The last day that is simulated.
    package let through: CivilDate
    /// The bank's days.
    package var calendar = BankCalendar()
    /// What is planned.
    package var plan = BehaviourPlan()
    /// Money from outside.
    package var credits: [FundsCredit] = []
    /// The seed of all chance.
    package var seed: UInt64 = 1
    /// The share of payments outside of the plan that come back; of cash, that is not taken.
    package var returns = Share.none
    /// The share of payments outside of the plan that are refused.
    package var rejects = Share.none
    /// Bank days from hand-over to a desk's list of results, 0 to 60.
    package var cashDays = 3
    /// The versions of 2009 (pain.002.001.03, camt .02) in place of those of 2019.
    package var isOf2009 = false

    /// Terms without a plan; the rest can be set after.
    package init(through: CivilDate) { self.through = through }
}

/// One file that the bank or desk sends.
package struct SimulatedFile: Sendable {
    /// The day on which it is sent.
    package let day: CivilDate
    /// Its name, without personal data, such as `CM0300001-1-1.pain002.xml`.
    package let name: String
    /// Its bytes.
    package let bytes: [UInt8]
    /// Whether it is a desk's list, which its provider signs.
    package let isCashResults: Bool
}
