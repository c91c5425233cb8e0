// How much money a unit asks the Treasury for.

/// The sum to ask for, of one funding source: what is to be paid less what still lies with the
/// provider for it.
///
/// What the Treasury pays itself from the estimate is asked for by its list, and stands apart.
package struct WithdrawalNeed: Hashable, Sendable {
    /// VND of the lines that were approved and are paid for the first time.
    package let approved: Int64
    /// VND of lines that could not be paid earlier and were carried to this list.
    package let carried: Int64
    /// VND in the provider's account that no file on its way will use.
    package let withProvider: Int64
    /// VND of lines that the Treasury is to pay from the estimate and whose list it has not got: nothing is
    /// drawn for them.
    package let direct: Int64

    /// The sums, none below zero.
    package init(approved: Int64, carried: Int64, withProvider: Int64, direct: Int64 = 0) {
        precondition(
            approved >= 0 && carried >= 0 && withProvider >= 0 && direct >= 0,
            "sums of a withdrawal are not below zero"
        )
        self.approved = approved
        self.carried = carried
        self.withProvider = withProvider
        self.direct = direct
    }

    /// VND to ask for: never below zero.
    package var amount: Int64 { max(0, approved + carried - withProvider) }

    /// VND that lies with the provider and is not needed.
    package var excess: Int64 { max(0, withProvider - approved - carried) }
}
