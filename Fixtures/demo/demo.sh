#!/usr/bin/env bash
# A whole month, from a made-up register to signed bank files, then the proof and two tamperings.
#
# Run by `make demo`, which builds first and puts the programs on PATH. Everything is written below
# `.demo`; the certificates and keys in there are for trying only.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/.demo
people=${CHITRA_DEMO_PEOPLE:-12000}
seed=${CHITRA_DEMO_SEED:-2026}
period=2026-11
known=2026-11-22
now=2026-11-22T09:00:00+07:00
units="CM01:agribank CM02:agribank CM03:vietcombank CM04:vietinbank CM05:vietcombank CM06:agribank NA01:vietinbank"

say() { printf '\n── %s\n' "$1"; }
keys=$work/keys
export CHITRA_BOOKS=$work/books SWIFT_BACKTRACE=enable=no
step() { chitra "$@" --now "$now"; }

rm -rf "$work"
mkdir -p "$work"
cd "$work"

say "Danh sách giả: $people người, bảy xã (không có người thật) / A made-up register: $people people, seven communes"
chitra fixture people --count "$people" --seed "$seed" --out people.csv
chitra fixture opening --count "$people" --seed "$seed" --from 2026-07 --to 2026-10 --known 2026-09-30 --out opening.csv
chitra fixture people --count 2000 --seed "$seed" --faults 0.01 --out faulty.csv 2> faulty.planted
wc -l < people.csv | xargs printf '%s dòng / lines: people.csv\n'

say "Mở sổ / The books begin"
step init books --setup "$root/Fixtures/demo/setup.toml" --demo-keys "$keys"

say "Tệp có lỗi bị từ chối cả tệp, mọi lỗi một lần / A faulty file is refused whole, every fault in one go"
if step register import faulty.csv --dry-run > /dev/null 2> faulty.found; then
    echo "the faulty file was taken: this must not happen" >&2
    exit 1
fi
grep -c ' \(error\|lỗi\): ' faulty.found | xargs printf '%s lỗi / errors; ba lỗi đầu / the first three:\n'
grep -A1 ' \(error\|lỗi\): ' faulty.found | sed -n "1,6p"

say "Nạp danh sách và những gì đã chi ở nơi khác / The register and what was paid elsewhere come in"
step register import people.csv --dry-run
step register import people.csv --key "$keys/maker.key"
step register opening opening.csv --key "$keys/chief-accountant.key"
{
    echo event,unit,year,source,provider,amount,document,day
    for unit in $units; do
        for source in local central city; do
            echo "estimate,${unit%:*},2026,$source,,12000000000,QĐ-01/2026,2026-01-05"
            echo "advance,${unit%:*},2026,$source,${unit#*:},2000000000,RDT-11/2026,2026-11-20"
            echo "advance,${unit%:*},2026,$source,vietnam-post,400000000,RDT-12/2026,2026-11-20"
        done
    done
} > receive.csv
step ledger receive receive.csv --key "$keys/chief-accountant.key" > received.txt
wc -l < received.txt | xargs printf '%s giấy tờ dự toán và tạm ứng / papers of estimates and advances\n'

say "Lập và kiểm tra: ai được bao nhiêu, theo chế độ và nguồn nào / Draft and check: who is paid how much"
step batch draft --period $period --known $known --key "$keys/maker.key"
step batch check --period $period --key "$keys/checker.key" > check.txt 2> /dev/null
say "Ai bị giữ lại hoặc ngoài danh sách, vì sao (đủ tên trong check.txt) / Who was held or left out, and why"
grep '^[^ ]* #' check.txt | sed 's/.*\[\([a-z-]*\)\] \(.*\)/\1: \2/' | sort | uniq -c | sort -rn | sed -n "1,12p"
grep '^[^ ]* #' check.txt | sed -n "1,3p"

say "Trình: nội dung và tệp ngân hàng được chốt / Submit: content and bank files are frozen"
step batch submit --period $period --key "$keys/maker.key" --accept-unverified
say "Ký / Sign"
for role in checker chief-accountant account-holder; do
    step batch approve --period $period --role $role --key "$keys/$role.key" 2> /dev/null | tail -1
done
say "Bàn giao cho ngân hàng / Hand-over"
step batch issue --period $period --key "$keys/account-holder.key" 2> /dev/null
cp books/batches/NA0100001/receipt.txt receipt.txt

say "Một người ở xã mức chung: tháng 11 và truy lĩnh bốn tháng / One person of the national-rate commune: November and four months of arrears"
transfer=$(awk -F, '$8 == "social-assistance" && $9 == "5.6" && $10 == "2026-11" && $14 == "810000" { print $2; exit }' books/batches/NA0100001/lines-0001.csv)
awk -F, -v id="$transfer" '$2 == id { print "  " $2 "  " $10 "  " $13 "  " $14; sum += $14 } END { print "  = " sum " VND" }' books/batches/NA0100001/lines-0001.csv
person=$(awk -F, -v id="$transfer" '$2 == id { print $3; exit }' books/batches/NA0100001/lines-0001.csv)
step law explain --person "$person" --month $period --known $known

say "Chi lần hai trong tháng: không còn gì đến hạn / A second run of the month pays nothing"
step batch draft --period $period --known $known --key "$keys/maker.key" 2> /dev/null | grep -E '^(CM|NA)' | sed 's/;.*//'

say "Ngân hàng trả lời qua nhiều ngày (ngân hàng giả) / The banks answer, day by day (a made-up bank)"
{
    echo account,day,amount,reference
    number=0
    for unit in $units; do
        number=$((number + 1))
        for source in local central city; do
            echo "150021100000$number,2026-11-20,2000000000,RDT-11/2026"
        done
    done
} > credits.csv
answers() {
    chitra bank simulate books/batches --out answers --through "$1" --credits credits.csv \
        --seed "$seed" --returns 0.003 --rejects 0.004 --provider-key "$keys/provider.key"
}
# Takes in what came on the days since the last call, a day at a time.
taken=
work_off() {
    local folder day
    for folder in answers/*; do
        day=${folder#answers/}
        [[ "$day" > "$taken" ]] && [[ ! "$day" > "$1" ]] || continue
        now=${day}T17:00:00+07:00
        [[ "$now" > "$issued" ]] || now=$issued
        step bank results "$folder"/*.xml $(ls "$folder"/*.csv 2> /dev/null) --key "$keys/maker.key" > /dev/null 2>&1
        step reconcile --key "$keys/maker.key" 2> /dev/null > reconciled.txt
        printf '%s: ' "$day"
        { grep -v '–$' reconciled.txt || true; } | sed 's/^[^:]*: //' | tr ',' '\n' | sed 's/^ *//' |
            awk '/^[0-9]/ { number = $1; $1 = ""; sum[$0] += number } END { for (key in sum) print sum[key] key }' |
            LC_ALL=C sort -rn | paste -sd ';' -
        taken=$day
    done
}
issued=$now
answers 2026-12-01
work_off 2026-12-01
say "Mỗi đồng đứng ở một cột; số dư khớp sao kê từng ngày / Each đồng in one column; cash agrees every day"
step reconcile status --period $period

say "Sửa và chi lại; phần còn lại chuyển kỳ sau / Repaired and reissued; the rest is carried"
step reconcile status --period $period --json |
    awk -F'"' '/"id"/ { id = $4 } /"status"/ && $4 != "unpaid" { print id }' > open.txt
first=$(sed -n 1p open.txt)
step batch repair "$first" --bank 970436 --account 0071000123456 --document BB-01/2026 --key "$keys/maker.key" 2> /dev/null
for id in $(sed -n '2,12p' open.txt); do
    step batch repair "$id" --unchanged --document NH-02/2026 --key "$keys/maker.key" > /dev/null 2>&1
done
wc -l < open.txt | xargs printf '%s lệnh bị từ chối hoặc trả lại, 12 lệnh được sửa / transfers came back, 12 were repaired\n'
step batch reissue --period $period --key "$keys/maker.key" 2> /dev/null
for role in checker chief-accountant account-holder; do
    step batch approve --period $period --role $role --key "$keys/$role.key" > /dev/null 2>&1
done
step batch issue --period $period --key "$keys/account-holder.key" > reissued.txt 2> /dev/null
issued=$now
step batch carry --period $period --document CV-03/2026 --key "$keys/maker.key" 2> /dev/null
answers 2026-12-11
work_off 2026-12-11
step batch carry --period $period --document CV-04/2026 --key "$keys/maker.key" > carried.txt 2> /dev/null
step reconcile explain "$first"

say "Thanh toán tạm ứng, khóa tháng / The advance is cleared, the month is closed"
step ledger clear --document TT-11/2026 --key "$keys/chief-accountant.key" 2> /dev/null
step reconcile status --period $period
step batch close --period $period --key "$keys/chief-accountant.key"

say "Danh sách tháng sau có các khoản chuyển kỳ / Next month's list has what was carried"
step batch draft --period 2026-12 --known 2026-12-11 --key "$keys/maker.key" > next.txt 2> /dev/null
grep -E '^(CM|NA)' next.txt

say "Chứng minh / The proof"
step batch status --period $period
step verify --receipt receipt.txt
for batch in books/batches/*; do chitra-verify "$batch" --roots "$keys/authority.pem" --at "$now" | tail -1; done
chitra-verify books/batches/CM0100001/files/agribank --roots "$keys/authority.pem" --at "$now" | tail -1
step receipt --batch CM0100001 --line 7 --out line-7.receipt 2> /dev/null
chitra-verify receipt line-7.receipt --log-key books/keys/log.vkey | tail -1

say "Bằng công cụ của người khác / With other people's tools"
(cd books/batches/CM0100001 && sha256sum --quiet -c MANIFEST && echo "sha256sum -c MANIFEST: OK")
openssl cms -verify -binary -inform DER -cades -purpose any -CAfile "$keys/authority.pem" \
    -in books/batches/CM0100001/MANIFEST.p7s -content books/batches/CM0100001/MANIFEST \
    -out /dev/null -signer signers.pem 2>&1 | sed -n "1,1p"
awk '/BEGIN CERT/ { file = "signer-" ++count ".pem" } { print > file }' signers.pem
for signer in signer-*.pem; do openssl x509 -in "$signer" -noout -subject -nameopt utf8,sep_comma_plus_space,lname; done
step ledger export --format hledger > journal.hledger
step ledger trial-balance > trial-balance.txt 2> /dev/null
if command -v hledger > /dev/null; then
    hledger -f journal.hledger check && echo "hledger check: OK"
    # Account by account: hledger's balances against ours.
    hledger -f journal.hledger balance --flat --no-total -O csv |
        awk -F'","' 'NR > 1 { gsub(/"/, ""); split($0, field, ","); split(field[1], part, ":"); amount = field[2]; gsub(/[^-0-9]/, "", amount); sum[part[3] " " toupper(part[2])] += amount } END { for (key in sum) if (sum[key]) printf "%s %.0f\n", key, sum[key] }' |
        LC_ALL=C sort > hledger.balances
    awk 'NR > 1 { gsub(/[.,]/, "", $5); if ($5 != 0) print $1 " " $2 " " $5 }' trial-balance.txt | LC_ALL=C sort > our.balances
    diff hledger.balances our.balances
    wc -l < our.balances | xargs printf 'hledger balance: %s số dư bằng nhau đến đồng / balances agree to the đồng\n'
fi
schema=${CHITRA_TEST_DATA:-}/data/iso20022/xsd/pain.001.001.09.xsd
if command -v xmllint > /dev/null && [ -f "$schema" ]; then
    xmllint --noout --schema "$schema" books/batches/*/files/*/*.xml 2>&1 | grep -c validates |
        xargs printf 'xmllint: %s tệp pain.001 đúng lược đồ / pain.001 files are valid\n'
fi

say "Thử gian lận trên bản sao / Tampering, on copies"
RANDOM=$((seed % 32768))
must_fail() {
    if "$@" > tampered.txt 2>&1; then
        echo "NOT FOUND: this must not happen" >&2
        cat tampered.txt >&2
        exit 1
    fi
    grep '✗' tampered.txt | sed -n "1,2p"
}
batches=(books/batches/*)
batch=${batches[RANDOM % ${#batches[@]}]}
cp -r "$batch" tampered-batch
mapfile -t files < <(cd tampered-batch && find . -type f | LC_ALL=C sort)
file=tampered-batch/${files[RANDOM % ${#files[@]}]}
size=$(stat -c %s "$file")
place=$(((RANDOM * 32768 + RANDOM) % size))
old=$(od -An -tu1 -j "$place" -N 1 "$file" | tr -d ' ')
printf "\\x$(printf '%02x' $((old ^ 1)))" | dd of="$file" bs=1 seek="$place" conv=notrunc status=none
echo "đổi một byte / one byte changed: ${batch##*/}/${file#tampered-batch/./} @ $place"
must_fail chitra-verify tampered-batch --roots "$keys/authority.pem" --at "$now"

cp -r books tampered-books
mapfile -t tables < <(sqlite3 tampered-books/books.sqlite "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
while :; do
    table=${tables[RANDOM % ${#tables[@]}]}
    rows=$(sqlite3 tampered-books/books.sqlite "SELECT count(*) FROM $table")
    [ "$rows" -eq 0 ] || break
done
offset=$(((RANDOM * 32768 + RANDOM) % rows))
trigger=$(sqlite3 tampered-books/books.sqlite "SELECT sql FROM sqlite_master WHERE name = '${table}_no_delete'")
sqlite3 tampered-books/books.sqlite "DROP TRIGGER ${table}_no_delete; DELETE FROM $table WHERE rowid = (SELECT rowid FROM $table ORDER BY rowid LIMIT 1 OFFSET $offset); $trigger;"
echo "xóa một dòng bằng SQL / one row deleted with SQL: $table, $((offset + 1))/$rows"
must_fail chitra verify --books tampered-books --now "$now"

say "Xem ở đâu / Where to look"
find books/batches -type f ! -name '*.p7s' ! -name receipt.txt -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > content.sha256
sha256sum content.sha256 journal.hledger trial-balance.txt | cut -c1-64 | sha256sum | cut -c1-64 |
    xargs printf 'nội dung lặp lại được, sha256 / reproducible content, sha256: %s\n'
cat <<EOT
$work/books/batches/NA0100001/   một lô đã niêm phong / a sealed batch: batch.toml, lines-0001.csv, files/, law/, MANIFEST
$work/books/books.sqlite         sổ / the books: sqlite3 -readonly FILE 'SELECT * FROM readable_line LIMIT 5'
$work/books/checkpoints.log      các điểm kiểm tra đã ký / the signed checkpoints
$work/journal.hledger            nhật ký / the journal: hledger -f FILE balance
$work/answers/                   ngân hàng trả lời, từng ngày / what the banks answered, day by day
$work/check.txt                  ai bị giữ lại, vì sao / everybody held or left out, with the cause
$work/keys/                      khóa chỉ để thử / keys for trying only
EOT
