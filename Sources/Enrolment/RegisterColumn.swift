// The columns of a register file, and the headings that name them.
//
// Invariants:
// (1) The order of the cases is the order of the checks of a row.
// (2) No heading names two columns.

import Intake

/// A column of a register file.
package enum RegisterColumn: String, CaseIterable, Sendable {
    case event
    case nationalID = "national_id"
    case fullName = "full_name"
    case birthDate = "birth_date"
    case sex
    case household
    case unit
    case unitList = "unit_list"
    case category
    case decision
    case signed
    case certificate
    case facts
    case from
    case document
    case payeeID = "payee_id"
    case payeeName = "payee_name"
    case payeeBirth = "payee_birth"
    case payeeSex = "payee_sex"
    case authorityUntil = "authority_until"
    case payBy = "pay_by"
    case bank
    case account
    case signer
    case decisionSigner = "decision_signer"

    /// Vietnamese headings, as ``ComparisonKey/heading(_:)`` makes them from any spelling.
    var aliases: [String] {
        switch self {
        case .event: ["bien_dong", "su_kien"]
        case .nationalID: ["so_dinh_danh", "so_dinh_danh_ca_nhan", "so_cccd", "cccd"]
        case .fullName: ["ho_ten", "ho_va_ten"]
        case .birthDate: ["ngay_sinh", "ngay_thang_nam_sinh"]
        case .sex: ["gioi_tinh"]
        case .household: ["so_ho", "ma_ho"]
        case .unit: ["don_vi", "ma_don_vi", "ma_xa"]
        case .unitList: ["danh_muc_xa", "danh_muc_don_vi"]
        case .category: ["loai_doi_tuong", "doi_tuong", "ma_doi_tuong"]
        case .decision: ["so_quyet_dinh"]
        case .signed: ["ngay_ky", "ngay_quyet_dinh"]
        case .certificate: ["ngay_giay_xac_nhan", "ngay_xac_nhan_khuyet_tat"]
        case .signer: ["nguoi_ky", "ho_ten_nguoi_ky"]
        case .decisionSigner: ["nguoi_ky_quyet_dinh", "ho_ten_nguoi_ky_quyet_dinh"]
        case .facts: ["tinh_trang", "dieu_kien"]
        case .from: ["tu_ngay"]
        case .document: ["van_ban", "so_van_ban"]
        case .payeeID: ["so_dinh_danh_nguoi_nhan", "cccd_nguoi_nhan"]
        case .payeeName: ["ho_ten_nguoi_nhan", "ho_va_ten_nguoi_nhan"]
        case .payeeBirth: ["ngay_sinh_nguoi_nhan"]
        case .payeeSex: ["gioi_tinh_nguoi_nhan"]
        case .authorityUntil: ["uy_quyen_den", "uy_quyen_den_ngay"]
        case .payBy: ["hinh_thuc_chi_tra", "hinh_thuc"]
        case .bank: ["ngan_hang", "ma_ngan_hang"]
        case .account: ["so_tai_khoan", "tai_khoan"]
        }
    }

    /// Whether a spreadsheet's number cell may have lost digits or zeros that matter.
    var isCode: Bool {
        switch self {
        case .nationalID, .payeeID, .account, .bank, .unit: true
        default: false
        }
    }

    /// Whether the column holds a day.
    var isDate: Bool {
        switch self {
        case .birthDate, .signed, .certificate, .from, .payeeBirth, .authorityUntil: true
        default: false
        }
    }

    /// Columns that a file must have: without them no event can be told.
    static let required: [RegisterColumn] = [.event, .nationalID]

    /// The column of a heading.
    package init?(heading: String) {
        let key = ComparisonKey.heading(heading)
        guard let column = RegisterColumn.byHeading[key] else { return nil }
        self = column
    }

    private static let byHeading: [String: RegisterColumn] = {
        var columns: [String: RegisterColumn] = [:]
        for column in RegisterColumn.allCases {
            for heading in [column.rawValue] + column.aliases {
                let other = columns.updateValue(column, forKey: heading)
                precondition(other == nil, "a heading names one column")
            }
        }
        return columns
    }()
}
