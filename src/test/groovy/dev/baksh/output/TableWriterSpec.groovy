package dev.baksh.output

import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Noun
import dev.baksh.client.api.Row
import dev.baksh.client.api.UnknownFieldException
import spock.lang.Specification

import java.time.Duration
import java.time.Instant
import java.time.ZoneId

import static dev.baksh.output.RowFixture.POLICIES
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.policy
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.role
import static dev.baksh.output.RowFixture.rows
import static dev.baksh.output.RowFixture.terminalStyle

class TableWriterSpec extends Specification {
    def "a wide screen shows all columns, and instants with their age"() {
        expect:
        print(rows(POLICIES, policies()[0..0] * 2), null, terminalStyle(140)) == '''\
            id  name     enabled  account  generations  schedules      last_modified                   description
             1  nightly  true           7           14  daily, hourly  2026-11-21 09:51:10Z (3 h ago)  weekdays
             1  nightly  true           7           14  daily, hourly  2026-11-21 09:51:10Z (3 h ago)  weekdays
            2 rows
            '''.stripIndent()
    }

    def "at 80 columns the first columns are shown and the others are listed by name"() {
        expect:
        print(rows(POLICIES, policies())) == '''\
             id  name                         enabled  account  generations  schedules
              1  nightly                      true           7           14  daily, hourly
             12  weekly                       false          7            4  daily, hourly
            241  hourly-databases-eu-central  true           7          168  daily, hourly
            … 2 more columns (see .wide): last_modified, description
            3 rows
            '''.stripIndent()
    }

    def "at 40 columns names are truncated but numbers are not"() {
        expect:
        print(rows(POLICIES, policies()), null, terminalStyle(40)) == '''\
             id  name                        enabled
              1  nightly                     true
             12  weekly                      false
            241  hourly-databases-eu-centr…  true
            … 5 more columns (see .wide): account, …
            3 rows
            '''.stripIndent()
    }

    def "the first column of rows without a name is not cut while another column can be left out"() {
        expect:
        print([[run: '20261130T184936019Z-926b', script: 'restore-drill.groovy', state: 'done', steps: 3],
               [run: '20261130T185102048Z-457e', script: 'night.groovy', state: 'failed', steps: 0]], null, terminalStyle(40)) == '''\
            run                       script
            20261130T184936019Z-926b  restore-drill…
            20261130T185102048Z-457e  night.groovy
            … 2 more columns: state, steps
            2 rows
            '''.stripIndent()
    }

    def "a screen too narrow for two columns shows one field per line, and nothing is dropped"() {
        expect:
        print(rows(POLICIES, policies()[0..1]), null, terminalStyle(18), ['name', 'generations', 'description']) == '''\
            name        nightly
            generatio…  14
            descripti…  weekdays

            name        weekly
            generatio…  4
            descripti…  Sundays at
                        two in the
                        morning,
                        kept for a
                        year and a
                        day
            2 rows
            '''.stripIndent()
    }

    def "a list of one row that does not fit is shown as one field per line"() {
        expect:
        print([policies()[0]]) == '''\
            id             1
            name           nightly
            enabled        true
            account        7
            generations    14
            schedules      daily, hourly
            last_modified  2026-11-21 09:51:10Z (3 h ago)
            description    weekdays
            1 row
            '''.stripIndent()
    }

    def "a single row shows all fields, metadata fields included, and one line for each rule"() {
        expect:
        print(role()) == '''\
            name         backup-viewer
            uid          u-1
            create_time  2026-11-19 12:00:00Z (2 d ago)
            description  Sees backups
            rules        cloudcredential, backuplocation: inspect*, enumerate*
                         schedulepolicy: *
            role_id      f3a1
            '''.stripIndent()
    }

    def "fields of the metadata are columns"() {
        expect:
        print([role(), role()]) == '''\
            name           description   rules                 create_time           role_id
            backup-viewer  Sees backups  cloudcredential, ba…  2026-11-19 12:00:00Z  f3a1
            backup-viewer  Sees backups  cloudcredential, ba…  2026-11-19 12:00:00Z  f3a1
            2 rows
            '''.stripIndent()
    }

    def "a column without values is omitted, except the key and the label"() {
        expect:
        print([new Row(POLICIES, [enabled: true]), new Row(POLICIES, [enabled: false, name: null])]) == '''\
            id  name  enabled
                      true
                      false
            2 rows
            '''.stripIndent()
    }

    def "a column that is empty in all rows takes no width from the others: at #width columns"() {
        expect:
        print(users(), null, terminalStyle(width)) == expected.stripIndent()

        where:
        width || expected
        130   || '''\
            username     roles                          email              firstName  lastName  id
            alice        px-backup-app.user, test-role  alice@example.com                       4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2aa
            backup-eric  px-backup-super.admin                                                  4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2bb
            2 rows
            '''
        119   || '''\
            username     roles                          email              id
            alice        px-backup-app.user, test-role  alice@example.com  4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2aa
            backup-eric  px-backup-super.admin                             4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2bb
            … 2 more columns (see .wide): firstName, lastName
            2 rows
            '''
        80    || '''\
            username     roles                          email
            alice        px-backup-app.user, test-role  alice@example.com
            backup-eric  px-backup-super.admin
            … 3 more columns (see .wide): firstName, lastName, id
            2 rows
            '''
        50    || '''\
            username     roles
            alice        px-backup-app.user, test-role
            backup-eric  px-backup-super.admin
            … 4 more columns (see .wide): email, firstName, l…
            2 rows
            '''
    }

    def "the columns that identify a row and show its status are kept and not cut while another column can be left out: at #width columns"() {
        given:
        Noun backups = Catalog.of('n2ws').withValues('status', [backups: [F: 'failed']]).noun('backups')
        List<Row> rows = [[12, 'nightly', 1, 'M'], [13, 'weekly_full_of_all_servers', 5, 'F']].collect {
            new Row(backups, [id: it[0], name: it[1], policy: it[2], status: it[3], start_time: RowFixture.NOW, end_time: RowFixture.NOW, dr_status: 'N', account: 1])
        }

        expect:
        print(rows, null, terminalStyle(width)) == expected.stripIndent()

        where:
        width || expected
        90    || '''\
            id  name                        policy  status                   start_time
            12  nightly                          1  M (marked for deletion)  2026-11-21 12:51:10Z
            13  weekly_full_of_all_servers       5  F (failed)               2026-11-21 12:51:10Z
            … 3 more columns (see .wide): end_time, dr_status, account
            2 rows
            '''
        60    || '''\
            id  name                        status
            12  nightly                     M (marked for deletion)
            13  weekly_full_of_all_servers  F (failed)
            … 5 more columns (see .wide): policy, start_time, end_time,…
            2 rows
            '''
        40    || '''\
            id  name         status
            12  nightly      M (marked for deletion)
            13  weekly_ful…  F (failed)
            … 5 more columns (see .wide): policy, s…
            2 rows
            '''
        36    || '''\
            id  name             status
            12  nightly          M (marked for …
            13  weekly_full_of…  F (failed)
            … 5 more columns (see .wide): polic…
            2 rows
            '''
    }

    def "free text is cut, and a code, a status and a list of names are shown in full or not at all: at #width columns"() {
        given:
        List<Map> rows = [['nightly-1', 'Success', null], ['nightly-2', 'PartialSuccess', '1 of 12 resources failed']].collect {
            [name: it[0], status: it[1], servers: ['web-1', 'web-2'], reason: it[2], bucket: 'arn:aws:s3:::main-bucket']
        }

        expect:
        print(rows, null, terminalStyle(width)) == expected.stripIndent()

        where:
        width || expected
        100   || '''\
            name       status          servers       reason                    bucket
            nightly-1  Success         web-1, web-2                            arn:aws:s3:::main-bucket
            nightly-2  PartialSuccess  web-1, web-2  1 of 12 resources failed  arn:aws:s3:::main-bucket
            2 rows
            '''
        80    || '''\
            name       status          servers       reason         bucket
            nightly-1  Success         web-1, web-2                 arn:aws:s3:::main-bucket
            nightly-2  PartialSuccess  web-1, web-2  1 of 12 reso…  arn:aws:s3:::main-bucket
            2 rows
            '''
        60    || '''\
            name       status          servers       reason
            nightly-1  Success         web-1, web-2
            nightly-2  PartialSuccess  web-1, web-2  1 of 12 resources …
            … 1 more column: bucket
            2 rows
            '''
        30    || '''\
            name       status
            nightly-1  Success
            nightly-2  PartialSuccess
            … 3 more columns: servers, re…
            2 rows
            '''
    }

    def "columns that the user has chosen keep their order, and so do the columns of a file"() {
        expect:
        print(users(), null, terminalStyle(40), ['firstName', 'username', 'email']).readLines()[0] == 'firstName  username     email'
        print(users(), OutputFormat.TABLE, terminalStyle(Integer.MAX_VALUE, false, false)).readLines()[0].split(' +').toList() ==
            ['username', 'roles', 'email', 'firstName', 'lastName', 'id']
    }

    def "a key that the user has named is cut and not left out"() {
        expect:
        print(users(), null, terminalStyle(60), ['username', 'email', 'roles', 'id']) == '''\
            username     email            roles           id
            alice        alice@example.…  px-backup-app…  4f0a9c1e-2b7d…
            backup-eric                   px-backup-sup…  4f0a9c1e-2b7d…
            2 rows
            '''.stripIndent()
        print([1, 2].collect { new Row(Catalog.of('px').noun('schedules'), [name: "nightly-shop-$it" as String, backup_location: 'main-bucket-in-the-far-westend', uid: '4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2aa']) },
            null, terminalStyle(), ['name', 'backup_location', 'uid']) == '''\
            name            backup_location                 uid
            nightly-shop-1  main-bucket-in-the-far-westend  4f0a9c1e-2b7d-4c35-9f6e-d81b60a…
            nightly-shop-2  main-bucket-in-the-far-westend  4f0a9c1e-2b7d-4c35-9f6e-d81b60a…
            2 rows
            '''.stripIndent()
    }

    def "a table that fits with shorter timestamps keeps its empty columns: at #width columns"() {
        expect:
        print((1..2).collect { new Row(POLICIES, [id: it, name: 'a', enabled: null, account: '', last_modified: RowFixture.NOW]) }, null, terminalStyle(width)) == expected.stripIndent()

        where:
        width || expected
        60    || '''\
            id  name  enabled  account  last_modified
             1  a                       2026-11-21 12:51:10Z (now)
             2  a                       2026-11-21 12:51:10Z (now)
            2 rows
            '''
        48    || '''\
            id  name  enabled  account  last_modified
             1  a                       2026-11-21 12:51:10Z
             2  a                       2026-11-21 12:51:10Z
            2 rows
            '''
        40    || '''\
            id  name  last_modified
             1  a     2026-11-21 12:51:10Z (now)
             2  a     2026-11-21 12:51:10Z (now)
            … 2 more columns (see .wide): enabled, …
            2 rows
            '''
    }

    private static List<Row> users() {
        [['alice', 'alice@example.com', ['px-backup-app.user', 'test-role']], ['backup-eric', null, ['px-backup-super.admin']]].collect {
            new Row(Catalog.of('px').noun('users'),
                [username: it[0], firstName: null, lastName: '', email: it[1], roles: it[2], id: '4f0a9c1e-2b7d-4c35-9f6e-d81b60a7c2' + it[0][0] * 2])
        }
    }

    def "untyped rows and maps show the union of their columns"() {
        expect:
        print([[a: 1, b: 'x'], [a: 20, c: [1, 2]], new Row(null, [d: [x: 1, y: null]])]) == '''\
             a  b  c     d
             1  x
            20     1, 2
                         x: 1, y: null
            3 rows
            '''.stripIndent()
    }

    def "requested columns are accepted in both spellings"() {
        expect:
        print(policies(), null, terminalStyle(), ['lastModified', 'name']) == '''\
            lastModified                    name
            2026-11-21 09:51:10Z (3 h ago)  nightly
            2026-11-21 09:51:10Z (3 h ago)  weekly
            2026-11-21 09:51:10Z (3 h ago)  hourly-databases-eu-central
            3 rows
            '''.stripIndent()
    }

    def "an unknown column is rejected with a suggestion"() {
        when:
        print(given, null, terminalStyle(), ['nmae'])

        then:
        UnknownFieldException e = thrown()
        e.message == "this list has no field 'nmae'"
        e.hint() == 'did you mean: name'

        where:
        given << [policies(), [[name: 'x'], [name: 'y']]]
    }

    def "scalar values are printed one per line"() {
        expect:
        print([1, 'a\tb', null, [2, 3], true]) == '1\na\\tb\n\n2, 3\ntrue\n'
    }

    def "an empty list prints a notice"() {
        expect:
        print(rows(POLICIES, [])) == '0 rows\n'
        print([]) == '0 rows\n'
    }

    def "all columns on a narrow screen are split into several tables, each with the names, without truncation"() {
        expect:
        print(new RowsView(rows(POLICIES, policies()), RowsView.Form.WIDE, []), null, terminalStyle(60)) == '''\
             id  name                         enabled  account
              1  nightly                      true           7
             12  weekly                       false          7
            241  hourly-databases-eu-central  true           7

            name                         generations  schedules
            nightly                               14  daily, hourly
            weekly                                 4  daily, hourly
            hourly-databases-eu-central          168  daily, hourly

            name                         last_modified
            nightly                      2026-11-21 09:51:10Z (3 h ago)
            weekly                       2026-11-21 09:51:10Z (3 h ago)
            hourly-databases-eu-central  2026-11-21 09:51:10Z (3 h ago)

            name                         description
            nightly                      weekdays
            weekly                       Sundays at two in the morning,
                                         kept for a year and a day
            hourly-databases-eu-central

            3 rows
            '''.stripIndent()
    }

    def "long text is wrapped when all columns are requested, at #width columns"() {
        expect:
        print(new RowsView([[id: 1, name: '日本語のバックアップ', note: '毎晩二時に全サーバーのスナップショットを取得する、削除禁止'], [id: 2, name: 'ok 🚀', note: 'n']], RowsView.Form.WIDE, []), null, terminalStyle(width)) == expected.stripIndent()

        where:
        width || expected
        80    || '''\
            id  name
             1  日本語のバックアップ
             2  ok 🚀

            name                  note
            日本語のバックアップ  毎晩二時に全サーバーのスナップショットを取得する、削除禁止
            ok 🚀                 n

            2 rows
            '''
        60    || '''\
            id  name
             1  日本語のバックアップ
             2  ok 🚀

            name                  note
            日本語のバックアップ  毎晩二時に全サーバーのスナップショット
                                  を取得する、削除禁止
            ok 🚀                 n

            2 rows
            '''
    }

    def "each part of a wide table has the key too, if rows share a label"() {
        given:
        List<Row> backups = [7, 8].collect { new Row(Catalog.of('n2ws').noun('backups'), [id: it, name: 'nightly', policy: 1, status: 'B', account: 1, note: 'x' * 30]) }

        expect:
        print(new RowsView(rows(Catalog.of('n2ws').noun('backups'), backups), RowsView.Form.WIDE, ['id', 'name', 'status', 'account', 'note']), null, terminalStyle(40)) == '''\
            id  name     status       account
             7  nightly  B (success)        1
             8  nightly  B (success)        1

            id  name     note
             7  nightly  xxxxxxxxxxxxxxxxxxxxxxxxxxx
                         xxx
             8  nightly  xxxxxxxxxxxxxxxxxxxxxxxxxxx
                         xxx

            2 rows
            '''.stripIndent()
    }

    def "wide text on 60 columns: #form"() {
        expect:
        print(new RowsView([[name: '日本語のバックアップ', note: '毎晩二時に全サーバーのスナップショットを取得する、削除禁止']] * rows, form, columns), null, terminalStyle(60)) == expected.stripIndent()

        where:
        form               | columns          | rows || expected
        RowsView.Form.VERTICAL | []               | 1    || '''\
            name  日本語のバックアップ
            note  毎晩二時に全サーバーのスナップショットを取得する、削除
                  禁止
            '''
        RowsView.Form.FIT      | ['note', 'name'] | 2    || '''\
            note                                    name
            毎晩二時に全サーバーのスナップショッ…   日本語のバックアップ
            毎晩二時に全サーバーのスナップショッ…   日本語のバックアップ
            2 rows
            '''
    }

    def "wide characters, combining marks and emoji keep the columns aligned"() {
        expect:
        print([[name: '日本のバックアップ', n: 1], [name: 'e\u0301te\u0301', n: 22], [name: 'ok ✅', n: 333], [name: 'plain', n: 4]]) == '''\
            name                  n
            日本のバックアップ    1
            e\u0301te\u0301                  22
            ok ✅               333
            plain                 4
            4 rows
            '''.stripIndent()
    }

    def "a wide character at the edge is not split"() {
        expect:
        print([[name: text, n: 1], [name: 'x', n: 2]], null, terminalStyle(width)) == expected.stripIndent()

        where:
        text                | width || expected
        '日本日本日本日本日本日本日本' | 28    || '''\
            name                       n
            日本日本日本日本日本日本…  1
            x                          2
            2 rows
            '''
        '日本日本日本日本日本日本日本' | 29    || '''\
            name                        n
            日本日本日本日本日本日本…   1
            x                           2
            2 rows
            '''
    }

    def "a field name with a dot is kept as the heading"() {
        expect:
        print([['px-backup-super.admin': true, 'px-backup-app.admin': false]]) == '''\
            px-backup-super.admin  px-backup-app.admin
            true                   false
            1 row
            '''.stripIndent()
    }

    static OutputStyle styleInZone(String zone, int width = 80, boolean terminal = true) {
        new OutputStyle(width, false, terminal, RowFixture.NOW, ZoneId.of(zone))
    }

    def "instants are shown in UTC with the local time, durations as text"() {
        expect:
        print([[at: Instant.parse('2026-11-21T13:51:10Z'), took: Duration.ofMinutes(150)]], null, styleInZone('Asia/Kathmandu')) == '''\
            at                                          took
            2026-11-21 13:51:10Z (19:36 local, in 1 h)  2 h 30 min
            1 row
            '''.stripIndent()
        print([[at: Instant.MAX]], null, styleInZone('Asia/Kathmandu')) == '''\
            at
            +1000000000-12-31T23:59:59.999999999Z (in 1000662356 y)
            1 row
            '''.stripIndent()
    }

    def "local time in #zone at #utc is #local"() {
        expect:
        print([at: Instant.parse(utc)], null, styleInZone(zone)) == "at  ${utc.replace('T', ' ')} ($local)\n"

        where:
        zone               | utc                    || local
        'UTC'              | '2026-11-21T09:51:10Z' || '3 h ago'
        'Europe/London'    | '2026-11-21T09:51:10Z' || '3 h ago'
        'Europe/Berlin'    | '2026-11-21T09:51:10Z' || '10:51 local, 3 h ago'
        'America/New_York' | '2026-11-21T03:51:10Z' || '11-20 22:51 local, 9 h ago'
        'Europe/Berlin'    | '2026-11-20T23:51:10Z' || '11-21 00:51 local, 13 h ago'
    }

    def "at the width #width the row shows #shown"() {
        expect:
        print([at: Instant.parse('2026-11-21T09:51:10Z')], null, styleInZone('Europe/Berlin', width)) == "at  $shown\n"

        where:
        width || shown
        47    || '2026-11-21 09:51:10Z (10:51 local, 3 h ago)'
        46    || '2026-11-21 09:51:10Z (10:51 local)'
        38    || '2026-11-21 09:51:10Z (10:51 local)'
        37    || '2026-11-21 09:51:10Z'
    }

    def "local time is not printed in other formats or to a pipe: #format"() {
        given:
        Map row = [at: Instant.parse('2026-11-21T09:51:10Z')]

        expect:
        !print([row], format, styleInZone('Europe/Berlin', 80, false)).contains('local')
        format == null || format == OutputFormat.TABLE || !print([row], format, styleInZone('Europe/Berlin')).contains('local')

        where:
        format << [null] + OutputFormat.values().toList()
    }

    def "a single instant is shown with local time only on a terminal"() {
        given:
        Instant at = Instant.parse('2026-11-21T09:51:10Z')

        expect:
        print(at, null, styleInZone('Europe/Berlin')) == '2026-11-21T09:51:10Z (10:51 local)\n'
        print(at, null, styleInZone('UTC')) == '2026-11-21T09:51:10Z\n'
        print(at, null, styleInZone('Europe/Berlin', 80, false)) == '2026-11-21T09:51:10Z\n'
        print(at, OutputFormat.JSON, styleInZone('Europe/Berlin')) == '"2026-11-21T09:51:10Z"\n'
    }

    def "each color is reset"() {
        expect:
        print(policies().take(2), null, terminalStyle(80, true), ['name', 'enabled']).replace('\u001b', 'ESC') == '''\
            ESC[1mnameESC[0m     ESC[1menabledESC[0m
            nightly  ESC[32mtrueESC[0m
            weekly   ESC[2mfalseESC[0m
            ESC[2m2 rowsESC[0m
            '''.stripIndent()
    }

    def "a status is green for success, red for failure and yellow otherwise"() {
        expect:
        print([[name: 'a', status: 'B'], [name: 'b', status: 'F'], [name: 'c', status: 'Failed'], [name: 'd', status: null]].collect { new Row(it.status == 'Failed' ? null : Catalog.of('n2ws').noun('backups'), it) },
            null, terminalStyle(80, true), ['name', 'status']).replace('\u001b', 'ESC').readLines()[1..4]*.stripTrailing() ==
            ['a     ESC[32mB (success)ESC[0m', 'b     ESC[33mF (meaning not known)ESC[0m', 'c     ESC[31mFailedESC[0m', 'd']
    }

    def "column widths come from all rows up to 10,000, otherwise from the first 1,000"() {
        given:
        def manyRows = (1..count).collect { [name: it == count ? 'the-longest-name-of-all-is-the-last' : 'short', n: it] }

        when:
        def lines = print(manyRows, null, terminalStyle(60)).readLines()

        then:
        lines[0] == heading
        lines[-2] == last
        lines[-1] == "$count rows"
        lines.size() == count + 2

        where:
        count  || heading                                      | last
        10_000 || 'name                                     n' | 'the-longest-name-of-all-is-the-last  10000'
        10_001 || 'name      n'                                | 'the-…  10001'
    }

    def "an exception in the middle of a list is thrown, and no count is printed"() {
        given:
        def out = new StringBuilder()
        def failingRows = new Iterable<Row>() {
            Iterator<Row> iterator() {
                int i = 0
                [hasNext: { true }, next: { if (++i > 12_000) throw new IllegalStateException('page 3'); policy(i, 'x', true, 1, '') }] as Iterator<Row>
            }
        }

        when:
        new ValuePrinter(out, terminalStyle()).print(rows(POLICIES, failingRows), null)

        then:
        IllegalStateException e = thrown()
        e.message == 'page 3'
        !out.contains(' rows')
    }

    def "a value too long for a cell is truncated"() {
        expect:
        print([[name: 'x' * 1_048_576, n: 1], [name: 'y', n: 2]], null, terminalStyle(40)) == """\
            name                                   n
            ${'x' * 36}…  1
            y                                      2
            2 rows
            """.stripIndent()
        print([name: 'x' * 1_048_576]).length() < 3_000
    }
}
