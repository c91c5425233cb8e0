// Names that people in the Red River delta and Nghệ An have, with every vowel and mark of the
// language among them. Invented people get random combinations.

import Enrolment

/// Random Vietnamese names.
enum NameTable {
    /// Family names by their share in a thousand.
    private static let families: [(String, weight: Int)] = [
        ("Nguyễn", 384), ("Trần", 110), ("Lê", 95), ("Phạm", 71), ("Hoàng", 51), ("Phan", 45),
        ("Vũ", 39), ("Đặng", 21), ("Bùi", 20), ("Đỗ", 14), ("Hồ", 13), ("Ngô", 13), ("Dương", 10),
        ("Lý", 5), ("Đinh", 12), ("Đoàn", 8), ("Trịnh", 10), ("Mai", 6), ("Tạ", 6), ("Lương", 7),
        ("Đào", 9), ("Nghiêm", 3), ("Hà", 7), ("Cao", 7), ("Chu", 6), ("Lưu", 5), ("Tống", 4),
        ("Phùng", 6), ("Kiều", 4), ("Quách", 3), ("Trương", 6),
    ]
    private static let maleMiddles: [(String, weight: Int)] = [
        ("Văn", 46), ("Đức", 10), ("Hữu", 7), ("Đình", 8), ("Xuân", 6), ("Quang", 7), ("Bá", 4),
        ("Công", 5), ("Trọng", 4), ("Ngọc", 3),
    ]
    private static let femaleMiddles: [(String, weight: Int)] = [
        ("Thị", 62), ("Ngọc", 8), ("Thị Kim", 5), ("Thị Bích", 4), ("Thanh", 6), ("Thu", 5),
        ("Thị Hồng", 5), ("Thị Mỹ", 2), ("Phương", 3),
    ]
    private static let males = [
        "Hùng", "Dũng", "Tuấn", "Thắng", "Sơn", "Hải", "Long", "Nam", "Minh", "Đạt", "Hiếu",
        "Trường", "Cường", "Mạnh", "Quyết", "Lộc", "Phúc", "Thọ", "Khánh", "Bình", "An", "Tú",
        "Quý", "Vượng", "Chiến", "Tiến", "Hoạt", "Hưng", "Kỳ", "Lẫm", "Ngữ", "Nhẫn", "Oánh", "Ơn",
        "Quỳ", "Rạng", "Sử", "Tẩm", "Thiệp", "Thuỵ", "Tỉnh", "Ưng", "Vỹ", "Ất", "Ích", "Đỉnh",
        "Đễ", "Khuê", "Lữ", "Mỡ",
    ]
    private static let females = [
        "Hoa", "Hòa", "Hạnh", "Hương", "Hằng", "Lan", "Mai", "Nga", "Ngọc", "Nhung", "Oanh",
        "Phượng", "Quyên", "Thảo", "Thủy", "Thúy", "Trang", "Tuyết", "Vân", "Yến", "Ánh", "Đào",
        "Gái", "Hợi", "Là", "Lụa", "Mận", "Mùi", "Nết", "Nữ", "Quế", "Sửu", "Tẹo", "Thỉnh", "Tý",
        "Vẻ", "Xoan", "Xuyến", "Bưởi", "Cẩm", "Diễm", "Dậu", "Huệ", "Hường", "Khuyên", "Liễu",
        "Mão", "Ngoãn", "Nhạn", "Phấn",
    ]

    /// A random name, in NFC.
    static func name(_ sex: Sex, _ random: inout SplitMix64) -> String {
        let family = random.pick(families)
        switch sex {
        case .male: return "\(family) \(random.pick(maleMiddles)) \(random.pick(males))"
        case .female: return "\(family) \(random.pick(femaleMiddles)) \(random.pick(females))"
        }
    }
}
