/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
///
/// It prints in the zone of Viet Nam, UTC+7 all year (the zone has had no summer time since 1975),
/// because every date of a batch is a day there.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    /// The zone of Asia/Ho_Chi_Minh, in seconds east of UTC.
    static let zone: Int64 = 7 * 3600

    /// The first second of 1800 and the last one of 2999, in Viet Nam.
    static let range: ClosedRange<Int64> = -5_364_687_600...32_503_654_799

    /// The instant of that many seconds since 1970-01-01T00:00:00Z, in the years of ``CivilDate``.
    public init?(seconds: Int64) {
        // Compared before any sum: a number from a file must not be able to stop the process.
        guard Instant.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS` followed by `Z` or `+07:00`, or gives nil.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || bytes.count == 25, bytes[10] == 0x54, bytes[13] == 0x3A,
            bytes[16] == 0x3A,
            let date = CivilDate(iso: String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = CivilDate.number(bytes[11..<13]), hour < 24,
            let minute = CivilDate.number(bytes[14..<16]), minute < 60,
            let second = CivilDate.number(bytes[17..<19]), second < 60
        else { return nil }
        let offset: Int64
        switch String(decoding: bytes[19...], as: UTF8.self) {
        case "Z": offset = 0
        case "+07:00": offset = Instant.zone
        default: return nil
        }
        let local = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(seconds: local - offset)
    }

    /// The last second of a day in Viet Nam: what `--known D` means.
    public init(endOf day: CivilDate) {
        seconds = (Int64(day.dayNumber) + 1) * 86_400 - 1 - Instant.zone
    }

    /// The day in Viet Nam.
    public var date: CivilDate {
        let local = seconds + Instant.zone
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        guard let date = CivilDate(dayNumber: Int(day)) else {
            preconditionFailure("an instant lies in the years of CivilDate")
        }
        return date
    }

    /// Earlier instants come first.
    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

    /// `YYYY-MM-DDTHH:MM:SS+07:00`.
    public var description: String {
        let second = Int(seconds + Instant.zone - Int64(date.dayNumber) * 86_400)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))+07:00"
    }
}
