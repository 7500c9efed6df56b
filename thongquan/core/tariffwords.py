"""What the import of a tariff table says of its rows and stages, in three languages."""

from thongquan.core.words import Words

SENTENCES: dict[str, Words] = {
    "TRF-01": Words("Tệp thiếu cột: {columns}", "The file lacks the columns: {columns}", "文件缺少列：{columns}"),
    "TRF-02": Words("Mã {code} không đúng số chữ số, dòng bị bỏ", "Code {code} has a wrong number of digits; the row is left out",
                    "编码{code}位数不对，该行未收"),
    "TRF-03": Words("Mã {code} không thuộc nhóm nào của danh mục HS, dòng bị bỏ", "Code {code} belongs to no HS heading; the row is left out",
                    "编码{code}不属于任何HS品目，该行未收"),
    "TRF-04": Words("Mã {code} lặp lại (thuế suất {same}), giữ dòng đầu", "Code {code} comes again (rates {same}); the first row is kept",
                    "编码{code}重复（税率{same}），保留首行"),
    "TRF-05": Words("Mã {code}: không hiểu ô “{text}”, bỏ trống ô này", "Code {code}: the cell “{text}” makes no sense and is left empty",
                    "编码{code}：无法理解单元格“{text}”，留空"),
    "TRF-06": Words("Mã {code} không có thuế suất ưu đãi (MFN)", "Code {code} has no MFN rate", "编码{code}没有最惠国税率"),
    "TRF-07": Words("Mã {code} nằm dưới nhóm {heading}", "Code {code} stands below heading {heading}", "编码{code}位于品目{heading}之下"),
    "TRF-08": Words("Quá nhiều dòng phải bỏ: {n}", "Too many rows had to be left out: {n}", "未收的行过多：{n}"),
    "TRF-09": Words("Tệp không có dòng mã 8 chữ số nào", "The file has no row with a code of 8 digits", "文件中没有8位编码的行"),
    "TRF-10": Words("Mã {code} không có tên hàng", "Code {code} has no text", "编码{code}没有品名"),
    "TRF-17": Words("Bảng không có dòng nào của {n} nhóm HS; hàng thuộc các nhóm đó sẽ không có thuế suất",
                    "The table has no row for {n} HS headings; their goods will have no rate", "表中{n}个品目没有任何行，这些品目的货物将没有税率"),
    "TRF-11": Words("Biểu thuế này đã nhập rồi", "This table has been imported already", "该税则表已导入"),
    "TRF-12": Words("Ngày hiệu lực đã qua", "The day of force has passed", "生效日期已过"),
    "TRF-13": Words("Chỉ lùi được biểu thuế đang hiệu lực sau cùng", "Only the newest edition in force can be rolled back", "只能回退最新生效的版本"),
    "TRF-14": Words("Biểu thuế không ở bước cho phép việc này", "The edition is not at a step that allows this", "该版本所处步骤不允许此操作"),
    "TRF-16": Words("Biểu thuế này đang được tính thử trên tờ khai đã đăng ký; chờ tính xong", "This table is still being tried on registered "
                    "declarations; wait until it is through", "该税则表正在用已登记报关单试算，请等待完成"),
    "TRF-15": Words("Tỷ giá sai hoặc hiểu được hai cách (26.435 viết là 26435 hoặc 26.435,00): {currency}",
                    "Exchange rates that are wrong or may be read in two ways (write 26.435 as 26435 or 26,435.00): {currency}",
                    "汇率有误或有两种读法（26.435请写成26435或26,435.00）：{currency}"),
}
DO = Words("Sửa tệp ở dòng được nêu rồi nhập lại, hoặc tải lại trang.", "Correct the file at the row named and import it again, or reload the page.",
           "请更正文件中所示行后重新导入，或刷新页面。")
FINDINGS = Words("Phát hiện khi kiểm tra", "Findings", "检查发现")
