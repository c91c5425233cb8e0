// Whether an open file is read and written past the page cache.
//
// Invariant: where the file system knows no direct access, the same bytes go through its cache.

import Glibc

/// The mode of one open file; it begins with the page cache.
struct DirectMode {
    private(set) var isOn = false
    private var mayBeOn = true

    /// What places, lengths and addresses of direct access are multiples of; a multiple of any block size.
    static let alignment = 4_096

    /// Turns direct access on, where it can be had, or off.
    mutating func set(_ wanted: Bool, on descriptor: Int32) {
        let wanted = wanted && mayBeOn
        guard wanted != isOn else { return }
        let flags = fcntl(descriptor, F_GETFL)
        let changed = wanted ? flags | Self.flag : flags & ~Self.flag
        if flags >= 0, fcntl(descriptor, F_SETFL, changed) == 0 {
            isOn = wanted
        } else {
            mayBeOn = false
        }
    }

    /// Turns direct access off for good.
    mutating func giveUp(on descriptor: Int32) {
        set(false, on: descriptor)
        (isOn, mayBeOn) = (false, false)
    }

    /// `O_DIRECT`, which Glibc's module does not show.
    #if arch(arm64)
    static let flag: Int32 = 0o200000
    #else
    static let flag: Int32 = 0o40000
    #endif
}
