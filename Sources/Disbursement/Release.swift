/// Which release this is: both programs say it, and CHANGELOG.md names it.
package enum Release {
    /// The version; `-dev` until it is released.
    package static let version = "0.1.0-dev"
}
