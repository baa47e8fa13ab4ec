package dev.baksh.client.files

import spock.lang.Specification

class CsvReaderSpec extends Specification {
    static final List<String> COLUMNS = ['user', 'role']
    static final String SINGLE_CELL =
        'line 1: a single cell; columns are user,role; a separator other than comma, semicolon and tab needs a first line, such as sep=|'

    def "a file of a spreadsheet means the same as user,role: #text"() {
        expect:
        CsvReader.read(text, COLUMNS)*.cells() == [['uma', 'test-role']]

        where:
        text << [
            'uma,test-role', 'user,role\numa,test-role', '"user","role"\n"uma","test-role"\n', 'user;role\r\numa;test-role\r\n', 'uma;test-role',
            'sep=;\r\nuser;role\r\numa;test-role\r\n', '"sep=;"\nUser;Role\numa;test-role', 'SEP=|\nuser|role\numa|test-role', 'user\trole\numa\ttest-role\n',
            'user,role,comment\numa,test-role,on call\n', 'Role, USER \ntest-role, uma', 'id,role,note,user\n7,test-role,"a, b",uma', 'user,role\numa,test-role,\n,,\n',
            '\n\nuser,role\n\numa,test-role\n\n', '"user";"role"\n"uma";"test-role"', 'user,role,,\numa,test-role,,\n', 'sep=,\numa,test-role', 'sep=;\ruser;role\ruma;test-role\r', '\n \nuser;role\numa;test-role', 'sep=;\numa;test-role', 'user,role,comment\numa,test-role\n',
            'uma, "test-role"', 'user; "role"\n"uma" ; "test-role" ', 'user\t role\n"uma"\t "test-role"', ' "uma" , "test-role"\n',
            'sep=:\nuser:role\numa: "test-role"',
        ]
    }

    def "a quoted cell contains separators, quotes and line breaks: #cell"() {
        expect:
        CsvReader.read("user,role\n$cell,r\nbob,s", COLUMNS) == [new CsvReader.Record(2, [value, 'r']), new CsvReader.Record(line, ['bob', 's'])]

        where:
        cell              || value        | line
        '"a,b"'           || 'a,b'        | 3
        '"say ""hi"""'    || 'say "hi"'   | 3
        '"two\nlines"'    || "two\nlines" | 4
        '"ü;ß"'           || 'ü;ß'        | 3
        "o'neil"          || "o'neil"     | 3
        ' "a,b" '         || 'a,b'        | 3
        'the "boss"'      || 'the "boss"' | 3
        'a b'             || 'a b'        | 3
        'back\\slash'     || 'back\\slash' | 3
        '# no comment'    || '# no comment' | 3
    }

    def "a file whose meaning is not clear is refused with its line: #text"() {
        when:
        CsvReader.read(text, COLUMNS)

        then:
        CsvReader.InvalidCsvException e = thrown()
        e.message == message

        where:
        text                               || message
        'uma,test-role,on call'            || 'line 1: a cell without a column; columns are user,role'
        'user,role\numa,r,x'               || 'line 2: a cell without a column; columns are user,role'
        'user,role\n\numa'                 || "line 3: the cell 'role' is empty"
        'user,role\n,r'                    || "line 2: the cell 'user' is empty"
        'uma'                              || SINGLE_CELL
        'user|role\numa|r'                 || SINGLE_CELL
        '\n\numa:r'                        || SINGLE_CELL.replace('line 1', 'line 3')
        '"user,role"\n"uma,r"'             || SINGLE_CELL
        'sep=;\nuser,role\numa,r'          || SINGLE_CELL.replace('line 1', 'line 2')
        'user,role\numa|r'                 || "line 2: the cell 'role' is empty"
        'user,rolle\numa,r'                || 'line 1: the header has no column role'
        'user,role,User\na,b,c'            || 'line 1: two columns have the name user'
        'user,role;\numa,r'                || 'line 1: the separator is not clear; write sep=, or sep=; into the first line'
        'sep=;\nuser;role\numa,r'          || "line 3: the cell 'role' is empty"
        'user,role\n"uma,r\nbob,s'         || 'line 2: a quote is not closed, or text follows a closing quote'
        'user,role\n"uma"x,r'              || 'line 2: a quote is not closed, or text follows a closing quote'
    }

    def "a list of one column needs no separator: #text"() {
        expect:
        CsvReader.read(text, ['user'])*.cells() == [['auth0|1234'], ['uma']]

        where:
        text << ['auth0|1234\numa', 'user\nauth0|1234\numa']
    }

    def "an empty file has no records: #text.bytes"() {
        expect:
        CsvReader.read(text, COLUMNS) == []

        where:
        text << ['', '\n', 'user,role', 'user;role\r\n', 'sep=;', ',,\n,,']
    }
}
