"""What a bulk file that cannot be taken is told, in three languages."""

from thongquan.core.words import Words

SENTENCES: dict[str, Words] = {
    "SHT-01": Words("Tệp không có dòng dữ liệu nào", "The file holds no rows", "文件中没有数据行"),
    "SHT-02": Words("Chỉ nhận tệp XLSX hoặc CSV", "Only XLSX or CSV files are taken", "只接受XLSX或CSV文件"),
    "SHT-03": Words("Tệp hỏng, không đọc được", "The file is damaged and cannot be read", "文件已损坏，无法读取"),
    "SHT-04": Words("Tệp lớn quá {most} MB", "The file is larger than {most} MB", "文件超过{most}MB"),
    "SHT-05": Words("Nội dung nén của tệp lớn bất thường, không mở", "The packed content is abnormally large; it was not opened",
                    "文件压缩内容异常庞大，未予打开"),
    "SHT-06": Words("Quá {most} dòng, hãy chia thành nhiều tệp", "More than {most} rows: split the file", "超过{most}行，请拆分文件"),
    "SHT-07": Words("Tệp có macro hoặc thành phần chạy được", "The file holds macros or active content", "文件含有宏或可执行内容"),
    "SHT-08": Words("Không thấy dòng tiêu đề theo mẫu", "No heading row of the template was found", "未找到模板的标题行"),
    "SHT-09": Words("Quá {most} cột", "More than {most} columns", "超过{most}列"),
    "SHT-10": Words("Cột {column} xuất hiện hai lần", "The column {column} appears twice", "{column}列出现两次"),
    "SHT-11": Words("Không nhận ra bảng mã chữ, hãy lưu lại dạng UTF-8", "The encoding is not known: save the file as UTF-8",
                    "无法识别文字编码，请另存为UTF-8"),
    "SHT-12": Words("Tệp có mật khẩu, hãy bỏ mật khẩu rồi gửi lại", "The file has a password: remove it and send it again",
                    "文件有密码，请取消密码后重新提交"),
}
