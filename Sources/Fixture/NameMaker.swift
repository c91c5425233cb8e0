// Plausible Vietnamese names, from lists of surnames, middle names and given names by sex and age.
//
// Invariants:
// (1) A name is NFC, has two to four words, and every word comes from these lists.
// (2) Every vowel with every tone occurs in the lists, and Đ.

import Intake
import Ledger

/// Makes names.
///
/// Nobody is meant by them.
enum NameMaker {
    /// A family's name, by its share in the country.
    static func surname(_ chance: inout SplitMix64) -> String { chance.element(of: surnames) }

    /// A name for a person of that sex, born on that day.
    static func name(
        surname: String,
        sex: GeneratedSex,
        birth: CivilDate,
        _ chance: inout SplitMix64
    ) -> PersonName {
        let age = Generation(birth: birth)
        let middles = sex == .female ? age.womenMiddle : age.menMiddle
        let givens = sex == .female ? age.womenGiven : age.menGiven
        let given = chance.element(of: givens)
        let middle = chance.element(of: middles)
        let kind = chance.next(below: 100)
        var words = [surname]
        if kind >= 4 { words.append(middle) }
        if kind >= 100 - age.fourWordsInHundred {
            let second = chance.element(
                of: sex == .female ? womenSecondMiddles : menSecondMiddles
            )
            if second != middle && second != given { words.append(second) }
        }
        // "Minh Minh" would be a slip of the pen, not a name.
        words.append(given == words.last ? "An" : given)
        guard let name = PersonName(words.joined(separator: " ")) else {
            preconditionFailure("the lists give names of two to four words")
        }
        return name
    }

    private static let surnames: Shares<String> = [
        Weighted(384, "Nguyễn"), Weighted(110, "Trần"), Weighted(95, "Lê"), Weighted(70, "Phạm"),
        Weighted(51, "Hoàng"), Weighted(45, "Phan"), Weighted(30, "Vũ"), Weighted(9, "Võ"),
        Weighted(21, "Đặng"), Weighted(20, "Bùi"), Weighted(14, "Đỗ"), Weighted(13, "Hồ"),
        Weighted(13, "Ngô"), Weighted(10, "Dương"), Weighted(8, "Lý"), Weighted(12, "Trịnh"),
        Weighted(12, "Đinh"), Weighted(10, "Đoàn"), Weighted(9, "Mai"), Weighted(8, "Cao"),
        Weighted(7, "Tạ"), Weighted(7, "Phùng"), Weighted(6, "Lương"), Weighted(6, "Đào"),
        Weighted(5, "Lưu"), Weighted(5, "Hà"), Weighted(4, "Tô"), Weighted(4, "Kiều"),
        Weighted(3, "Quách"), Weighted(3, "Khổng"), Weighted(2, "Từ"), Weighted(2, "Nghiêm"),
        Weighted(2, "Vương"),
    ]

    private static let womenSecondMiddles = [
        "Bảo", "Thùy", "Hoài", "Ngọc", "Thanh", "Quỳnh", "Phương", "Hồng",
    ]
    private static let menSecondMiddles = [
        "Bảo", "Tuấn", "Hoài", "Ngọc", "Thanh", "Trung", "Hải", "Thế",
    ]
}

/// The lists of an age.
private struct Generation {
    let womenMiddle: Shares<String>
    let menMiddle: Shares<String>
    let womenGiven: [String]
    let menGiven: [String]
    let fourWordsInHundred: Int

    private init(
        womenMiddle: Shares<String>,
        menMiddle: Shares<String>,
        womenGiven: [String],
        menGiven: [String],
        fourWordsInHundred: Int
    ) {
        self.womenMiddle = womenMiddle
        self.menMiddle = menMiddle
        self.womenGiven = womenGiven
        self.menGiven = menGiven
        self.fourWordsInHundred = fourWordsInHundred
    }

    /// The lists for people born on that day.
    init(birth: CivilDate) {
        let year = birth.components.year
        self = year < 1966 ? Generation.old : year < 1996 ? Generation.grown : Generation.young
    }

    private static let old = Generation(
        womenMiddle: [Weighted(92, "Thị"), Weighted(5, "Ngọc"), Weighted(3, "Kim")],
        menMiddle: [
            Weighted(58, "Văn"), Weighted(10, "Đình"), Weighted(9, "Xuân"), Weighted(8, "Hữu"),
            Weighted(6, "Đức"), Weighted(5, "Bá"), Weighted(4, "Trọng"),
        ],
        womenGiven: [
            "Hòa", "Hoà", "Lan", "Mùi", "Tý", "Sửu", "Nhàn", "Thơm", "Bưởi", "Hợi", "Nụ", "Tẹo",
            "Tỵ", "Lợi", "Chắt", "Mận", "Nhỡ", "Nở", "Hẹ", "Chè", "Vẻ", "Vẽ", "Bé", "Nhỏ", "Huề",
            "Quế", "Thể", "Lễ", "Huệ", "Chỉ", "Nhị", "Hòe", "Ngó", "Nhóm", "Cẩm", "Mẫn", "Thuận",
            "Tặng", "Lựu", "Thục", "Thời", "Mới", "Nữ", "Nghĩa", "Cúc", "Tỷ", "Hồng", "Thóc",
        ],
        menGiven: [
            "Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi",
            "Ất", "Bính", "Quý", "Khuể", "Sĩ", "Cử", "Thừa", "Cố", "Phổ", "Mẫu", "Sẵn", "Phẳng",
            "Tạo", "Thọ", "Lộc", "Khang", "Thế", "Nghề", "Vượng", "Chiến", "Thắng", "Bằng",
            "Nhượng", "Tự", "Dũng", "Cần", "Trí", "Thái", "Củng", "Hiệp",
        ],
        fourWordsInHundred: 1
    )

    private static let grown = Generation(
        womenMiddle: [
            Weighted(66, "Thị"), Weighted(8, "Thu"), Weighted(8, "Thanh"), Weighted(7, "Bích"),
            Weighted(6, "Minh"), Weighted(5, "Mỹ"),
        ],
        menMiddle: [
            Weighted(42, "Văn"), Weighted(14, "Đức"), Weighted(12, "Xuân"), Weighted(11, "Quang"),
            Weighted(11, "Hữu"), Weighted(10, "Mạnh"),
        ],
        womenGiven: [
            "Hà", "Hằng", "Hương", "Thủy", "Thuỷ", "Nga", "Nguyệt", "Mai", "Thảo", "Hạnh", "Loan",
            "Hiền", "Dung", "Tuyết", "Yến", "Phượng", "Liên", "Oanh", "Thúy", "Hường", "Ánh",
            "Vân", "Nhung", "Thu", "Lệ", "Hòa", "Duyên", "Xuyến",
        ],
        menGiven: [
            "Hùng", "Dũng", "Cường", "Tuấn", "Minh", "Sơn", "Hải", "Thành", "Bình", "Toàn",
            "Quân", "Vinh", "Đức", "Hoàng", "Nam", "Long", "Khánh", "Tùng", "Thắng", "Hiếu",
            "Trường", "Kỳ", "Vĩ", "Phú", "Lực", "Thưởng", "Hoạt",
        ],
        fourWordsInHundred: 5
    )

    private static let young = Generation(
        womenMiddle: [
            Weighted(30, "Thị"), Weighted(12, "Khánh"), Weighted(12, "Ngọc"), Weighted(10, "Thùy"),
            Weighted(10, "Bảo"), Weighted(9, "Phương"), Weighted(9, "Minh"), Weighted(8, "Diệu"),
        ],
        menMiddle: [
            Weighted(15, "Văn"), Weighted(20, "Minh"), Weighted(16, "Gia"), Weighted(14, "Đức"),
            Weighted(13, "Quang"), Weighted(12, "Tuấn"), Weighted(10, "Nhật"),
        ],
        womenGiven: [
            "Anh", "Linh", "Chi", "Ngân", "Trang", "Vy", "Nhi", "Thảo", "Mỹ", "Quỳnh", "Nhã",
            "Tuệ", "Diệp", "Châu", "Hân", "My", "Phương", "Khuê", "Như", "Ý", "Hà", "Giang",
        ],
        menGiven: [
            "Bảo", "Huy", "Khôi", "Phúc", "Đăng", "Nhật", "Kiên", "Khang", "Phong", "Quang",
            "Thịnh", "An", "Bách", "Đạt", "Việt", "Tú", "Duy", "Lâm", "Hiển", "Sáng", "Trọng",
        ],
        fourWordsInHundred: 18
    )
}
