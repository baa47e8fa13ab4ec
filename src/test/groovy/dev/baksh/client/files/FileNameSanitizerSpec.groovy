package dev.baksh.client.files

import spock.lang.Specification

class FileNameSanitizerSpec extends Specification {
    def "a name from a server is one plain name with the type of the file: #serverName"() {
        expect:
        FileNameSanitizer.sanitize(serverName, 'recovery_7.csv') == name

        where:
        serverName                    || name
        null                          || 'recovery_7.csv'
        ''                            || 'recovery_7.csv'
        'log.csv'                     || 'log.csv'
        'log.CSV'                     || 'log.CSV'
        'logs.zip'                    || 'logs.zip'
        'run.log'                     || 'run.log'
        'failover.groovy'             || 'failover.csv'
        'x.sh'                        || 'x.csv'
        'servers.yaml'                || 'servers.csv'
        'own.json'                    || 'own.csv'
        'a.html'                      || 'a.csv'
        'x.csv.groovy'                || 'x.csv.csv'
        'x.groovy.csv'                || 'x.groovy.csv'
        'passwd'                      || 'passwd.csv'
        'x.groovy.'                   || 'x.csv'
        'x.groovy '                   || 'x.csv'
        'x.groovy\u0000.csv'          || 'x.groovy_.csv'
        'x\n\u001b[2J.csv'            || 'x___2J.csv'
        '\u202evsc.yvoorg'            || '_vsc.csv'
        '../../etc/cron.d/x'          || 'x.csv'
        '..\\..\\x.csv'               || 'x.csv'
        '/etc/passwd'                 || 'passwd.csv'
        '.bashrc'                     || 'bashrc.csv'
        '-rf.csv'                     || 'rf.csv'
        '..'                          || 'recovery_7.csv'
        '.csv'                        || 'csv.csv'
        'CON'                         || '_CON.csv'
        'nul.csv'                     || '_nul.csv'
        'COM1.csv'                    || '_COM1.csv'
        'lpt9.log'                    || '_lpt9.log'
        'aux.'                        || '_aux.csv'
        'x' * 300 + '.csv'            || 'x' * 196 + '.csv'
        'x' * 300 + '.groovy'         || 'x' * 196 + '.csv'
    }

    def "the fallback is made safe too, and a number precedes the type"() {
        expect:
        FileNameSanitizer.sanitize(null, 'recovery_../../x.csv') == 'x.csv'
        FileNameSanitizer.numbered('a.csv', 2) == 'a-2.csv'
        FileNameSanitizer.numbered('a', 3) == 'a-3'
    }

    def "each name of the user has a file name of its own: #name"() {
        expect:
        FileNameSanitizer.encode(name) == encoded

        where:
        name     || encoded
        'eu-1'   || 'eu-1'
        'eu.1'   || 'eu.1'
        'eu_1'   || 'eu_1'
        'eu 1'   || 'eu%201'
        'eu/1'   || 'eu%2F1'
        'eu%1'   || 'eu%251'
        'eu+1'   || 'eu%2B1'
        'ü'      || '%C3%BC'
        '..'     || '%2E%2E'
        '.eu'    || '%2Eeu'
        ''       || ''
    }
}
