package dev.baksh.cli

import dev.baksh.client.journal.JournalEvent
import dev.baksh.client.journal.JournalLineCodec

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** The way back from runs of runbooks. */
class UndoCommandSpec extends SandboxSpecification {
    def "undo restores changed values in reverse order and does not touch unchanged objects"() {
        given:
        def stateBefore = serverState()
        runRunbook '''
            title 'Change'
            step('policy') { n2ws.policies['adhoc'].update { generations 5; description "new text" }; null }
            step('new') { n2ws.policies.create('fresh') { account 'main' }.update { generations 9 }; null }
            step('schedule') { n2ws.policies['linux_db'].update { schedules 'weekly' }; null }
            step('role') { px.roles.create('fresh-role') { viewOnly 'role' }; null }
            step('change role') { px.roles['test-role'].update { description 'other'; fullAccess 'backuplocation' }; null }
            step('map') { px.users['bob'].map('fresh-role', 'px-backup-app.user'); null }
            step('unmap') { px.users['alice'].unmap('px-backup-app.user'); null }
            '''
        assert serverState() != stateBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result check = harness.start(['check', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '7 changes to revert'
        check.out.readLines().first().contains(': no findings, ')
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        serverState() == stateBefore
    }

    def "the undo file is a runbook and names the changes that it cannot revert"() {
        given:
        runRunbook '''
            title 'Some'
            step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }
            step('b') { n2ws.policies['nightly'].backup(); null }
            step('c') { n2ws.put('aws/policies/1/', [generations: 5]); null }
            step('d') { n2ws.schedules.create('odd') { everyUnit 'D'; everyHowMany 1 }; null }
            '''
        SandboxHarness.Result undo = harness.start(['undo', 'last'])

        expect:
        undo.err == ''
        undo.out.replaceAll(/\d{8}T\d{9}Z-[0-9a-f]{4}/, 'RUN').replace(harness.sandbox.n2wsUrl().toString(), 'HERE') == '''\
            title 'Undo of run RUN: Some'

            // Proposed from the journal of the run. Read the runbook before you run it. It restores previous values,
            // the last change first, and stops when a plain value has changed since the run, or when another
            // object has the name now. It does not compare lists, objects and the rules of roles.
            //
            // Servers of the run:
            //   n2ws at HERE
            //
            // Changes that cannot be undone:
            //   n2ws.put 'aws/policies/1/' (2026-03-04T05:06:08Z): raw request
            //   n2ws.policies.backup 'nightly' (2026-03-04T05:06:08Z): an action that was started

            step('1: delete schedule odd') {
                n2ws.schedules[5].delete()
                null
            }
            step('2: put back policy adhoc') {
                def found = n2ws.policies[11]
                require found.generations == 5, 'policy adhoc has changed since the run: generations'
                found.update { generations 30 }
                null
            }
            '''.stripIndent()
    }

    def "undo deletes the object that the run created, also under another name, and no other of the name"() {
        given:
        runRunbook """
            step('new') { n2ws.policies.create('fresh') { account 'main' }.update { name 'renamed' }; null }
            step('later') { n2ws.policies['renamed'].update { generations 9 }; null }
            """
        harness.start(['-e', "n2ws.policies.create('fresh') { account 'main' }; null"])

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '1 change to revert'
        undoResult.code == 0
        harness.start(['-e', "[n2ws.policies.contains('fresh'), n2ws.policies.contains('renamed')].join()"]).out == 'truefalse\n'
    }

    def "an older object with the name of a created object is another object"() {
        given:
        runRunbook """
            step('new') { n2ws.policies.create('fresh') { account 'main' }.update { name 'renamed' }; null }
            step('old') { n2ws.policies[11].update { name 'fresh' }.update { generations 9 }; null }
            step('gone') { n2ws.policies[11].delete(); null }
            """

        when:
        String undo = harness.start(['undo', 'last']).out

        then:
        undo.count('step(') == 1
        undo.contains("step('1: delete policy fresh') {")
        ['adhoc', 'fresh'].every { String name -> undo.readLines().count { it.startsWith("//   n2ws.policies.update '$name' (") && it.endsWith('): the object was deleted later') } == 1 }
        undo.readLines().count { it.startsWith("//   n2ws.policies.delete 'fresh' (") && it.contains("deleted; the fields were ['id': 11,") } == 1
    }

    def "roles are put back as they were, also with services that baksh does not know"() {
        given:
        harness.start(['--yes', '-e', "px.roles.create('odd-role', force: true) { fullAccess 'newservice' }; px.users['bob'].map('odd-role'); null"])
        String rules = "px.roles['odd-role'].rules.collect { [it.services, it.apis] }"
        String stateBefore = harness.start(['-o', 'json', '-e', rules]).out
        runRunbook """
            step('odd') { px.roles['odd-role'].update(force: true) { fullAccess 'otherservice' }; null }
            """
        assert harness.start(['-o', 'json', '-e', rules]).out != stateBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '1 change to revert'
        Files.readString(folder.resolve('undo.groovy')).contains("found.update(force: true, only: true) {\n")
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        harness.start(['-o', 'json', '-e', rules]).out == stateBefore

        when:
        runRunbook "step('gone') { px.roles['odd-role'].delete(); null }"
        undo = harness.start(['undo', 'last'])

        then:
        undo.out.replaceAll(/\(\S+Z\)/, '(TIME)').contains("//   px.roles.delete 'odd-role' (TIME): the users and groups that had the role do not get the new role\n")
        undo.out.contains("px.roles.create('odd-role', force: true) {\n")
    }

    def "changes at the gateway are reverted: #change"() {
        given:
        String stateBefore = gatewayObject(kind, name)
        runRunbook "step('a') { $change; null }"
        assert gatewayObject(kind, name) != stateBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result check = harness.start(['check', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '1 change to revert'
        check.out.readLines().first().contains(': no findings, ')
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        gatewayObject(kind, name) == stateBefore

        where:
        change                                                                                 | kind             | name
        "px.schedules['nightly'].update { suspend true; remark 'drill' }"                      | 'backupschedule' | 'nightly'
        "px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }"      | 'schedulepolicy' | 'daily'
        "px.receivers['mail'].update { receiverInfo email_config: [port: 2525, host: 'new'] }" | 'receiver'       | 'mail'
    }

    def "undo checks for later changes at the gateway and prints no secret"() {
        given:
        runRunbook """
            step('a') { px.schedules['nightly'].update { suspend true }; null }
            step('b') { px.cloudCredentials['main'].update { cloudCredential aws_config: [secret_key: 'another-secret'] }; null }
            """
        SandboxHarness.Result undo = harness.start(['undo', 'last'])
        String uid = harness.sandbox.pxGateway().object('backupschedule', 'nightly').at('/metadata/uid').asText()

        expect:
        undo.out.contains('//   px.cloudCredentials.update \'main\' (2026-03-04T05:06:08Z): field cloudCredential is not completely in the journal\n')
        undo.out.endsWith("""
            step('1: put back schedule nightly') {
                def found = px.schedules['nightly']
                require found.uid in [null, '$uid'], 'schedule nightly is not the object of the run: another object has its name now'
                require found.backupScheduleInfo.suspend == true, 'schedule nightly has changed since the run: suspend'
                found.update { suspend false }
                null
            }
            """.stripIndent())
        !files().any { it.text.contains('sandbox-secret-key') }
    }

    def "group changes are reverted, and a deleted group is restored with its roles and members"() {
        given:
        harness.start(['-e', "px.groups['ops'].map('px-backup-app.user'); null"])
        String stateBefore = groupsJson()
        runRunbook """
            step('new') { px.groups.create('night').map('test-role').add('alice'); null }
            step('roles') { px.groups['ops'].map('test-role', 'px-backup-app.user'); null }
            step('not') { px.groups['ops'].unmap('px-backup-app.user'); null }
            step('members') { px.groups['ops'].add('alice', 'bob', 'dave').remove('dave'); null }
            step('gone') { px.groups['ops'].delete(); null }
            """
        assert groupsJson() != stateBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '7 changes to revert'
        Files.readString(folder.resolve('undo.groovy')).contains("px.groups.create('ops').map('test-role').add('alice', 'bob')")
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        groupsJson() == stateBefore
    }

    def "undo uses the fields of the journal, so names with quotes, commas and line breaks change the right objects"() {
        given:
        String name = "we'ird', 'to' ' to '\nn2ws.policies['nightly'].delete() //\u2028 \\u000a \${x} */"
        Path data = folder.resolve('name.txt')
        Files.writeString(data, name)
        assert harness.start(['-e', "px.groups.create(new File('$data').text).map('test-role').add('dave'); null".toString()]).code == 0
        String groupsBefore = groupsJson()
        runRunbook """
            def name = new File('$data').text
            title "Change of \$name"
            step(name) { px.groups[name].map('px-backup-app.user').add('alice', 'bob'); null }
            step('less') { px.groups[name].unmap('test-role').remove('dave'); null }
            """
        assert groupsJson() != groupsBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result check = harness.start(['check', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '5 changes to revert'
        check.out.readLines().first().contains(': no findings, ')
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        groupsJson() == groupsBefore
    }

    def "undo does not guess the object of a journal without its fields"() {
        given:
        runRunbook "step('map') { px.users['bob'].map('px-backup-app.user'); null }"
        Path journal = Files.list(home.resolve('runs')).findFirst().get().resolve('journal.jsonl')
        String previousHash = JournalLineCodec.NO_PREVIOUS_HASH
        Files.write(journal, Files.readAllLines(journal).collect { String line ->
            JournalEvent event = JournalLineCodec.parse(line.bytes, null)
            byte[] bytes = JournalLineCodec.format(new JournalEvent(event.seq(), event.time(), event.kind(), event.data() - [target: event.data().target]), previousHash)
            previousHash = JournalLineCodec.hash(bytes)
            new String(bytes)
        })

        expect:
        harness.start(['undo', 'last']).out.readLines().findAll { it.contains('px.users.map') || it.contains('step(') } == [
            "//   px.users.map 'bob' to 'px-backup-app.user' (2026-03-04T05:06:08Z): the journal is from an older version of baksh and does not name the object in a field"]
    }

    def "for a repeated step the state before its first execution is restored"() {
        given:
        def stateBefore = serverState()
        runRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5; schedules 'weekly' }; null }"
        assert harness.start(['resume', 'last', '--from', 'a']).code == 0
        assert serverState() != stateBefore

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        harness.start(['run', folder.resolve('undo.groovy').toString()])

        then:
        undo.err.readLines().first() == '1 change to revert'
        serverState() == stateBefore
    }

    def "labels and owners of gateway objects are restored as far as they existed"() {
        given:
        harness.start(['-e', "px.schedules['nightly'].update { metadata labels: [tier: 'gold'] }; null"])
        runRunbook """
            step('labels') { px.schedules['nightly'].update { suspend true; metadata labels: [tier: 'tin', extra: 'x'] }; null }
            step('owner') { px.rules['flush'].updateOwnership(ownership: [owner: 'bob']); null }
            step('readers') { px.rules['flush'].updateOwnership(ownership: [groups: [[id: 'ops', access: 'Read']]]); null }
            step('share') { px.clusters['prod'].share(users: ['alice']); px.clusters['prod'].unshare(users: ['alice']); null }
            """
        String owner = harness.start(['-e', "px.rules['flush'].ownership.owner"]).out

        when:
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result check = harness.start(['check', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        owner == 'bob\n' || owner == '"bob"\n'
        Files.readString(folder.resolve('undo.groovy')).readLines().findAll { it.startsWith('//   px.') }*.replaceAll(/\(\S+\)/, '(TIME)') == [
            "//   px.clusters.unshare 'prod' (TIME): the previous value is unknown",
            "//   px.clusters.share 'prod' (TIME): the previous value is unknown",
            "//   px.rules.updateOwnership 'flush' (TIME): the write added a part of the ownership, and baksh has no way to remove that part",
            "//   px.schedules.update 'nightly' (TIME): label extra is new, and baksh cannot remove labels"]
        undo.err.readLines().first() == '2 changes to revert, 4 that cannot be reverted; the file names them'
        check.out.readLines().first().contains(': no findings, ')
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        harness.start(['-o', 'json', '-e', "[px.rules['flush'].ownership.owner != 'bob', px.schedules['nightly'].labels.tier, px.schedules['nightly'].backupScheduleInfo.suspend]"]).out ==
            '[true,"gold",false]\n'
    }

    def "created and deleted objects need no undo, and deleted and recreated objects are named"() {
        given:
        runRunbook """
            step('brief') { n2ws.policies.create('brief') { account 'main' }.update { generations 3 }; n2ws.policies['brief'].delete(); null }
            step('anew') { n2ws.policies['adhoc'].delete(); n2ws.policies.create('adhoc') { account 'main' }; null }
            """

        when:
        String undo = harness.start(['undo', 'last']).out

        then:
        undo.count('step(') == 1
        undo.contains("step('1: delete policy adhoc') {")
        undo.readLines().findAll { it.startsWith('//   n2ws.') }*.replaceAll(/\(\S+\): deleted; the fields were \['id': 11, 'name': 'adhoc', .*'generations': 30,.*\]/, 'DELETED') ==
            ["//   n2ws.policies.delete 'adhoc' DELETED"]
    }

    def "an object changed later by another user is not reverted"() {
        given:
        runRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        harness.start(['-e', "n2ws.policies['adhoc'].update { generations 11 }"])
        harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])

        when:
        SandboxHarness.Result undoResult = harness.start(['run', folder.resolve('undo.groovy').toString()])

        then:
        undoResult.err.contains('baksh: policy adhoc has changed since the run: generations\n')
        harness.sandbox.n2ws().policy('adhoc').get('generations').asInt() == 11
    }

    static final String EARLY = "px.schedulePolicies.create('early') { schedulePolicy daily: [time: '02:00AM', retain: 5] }"
    static final String NEW_EARLY = "px.schedulePolicies['early'].delete(); $EARLY; null"
    static final String NEW_ROLE = "px.roles['ROLE'].delete(); px.roles.create('ROLE') { viewOnly 'role' }; null"
    static final String NEW_GROUP = "px.groups['GROUP'].delete(); px.groups.create('GROUP').map('px-backup-app.user'); null"

    def "undo does not touch another object that has the name of the changed object now: #change"() {
        given:
        if (before) assert harness.start(['--yes', '-e', before]).code == 0
        runRunbook "step('a') { $change; null }"
        harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result dryRun = harness.start(['--dry-run', 'run', folder.resolve('undo.groovy').toString()])
        assert harness.start(['--yes', '-e', replacement]).code == 0
        int writes = harness.writeRequests().size()

        when:
        SandboxHarness.Result check = harness.start(['check', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        dryRun.code == 0
        check.out.readLines().first().contains(': no findings, ')
        undoResult.code == 3
        undoResult.out == ''
        undoResult.err.replaceAll(/\d{8}T\d{9}Z-[0-9a-f]{4}/, 'RUN').replaceAll(/undo.groovy:\d+/, 'undo.groovy:N') ==
            "run RUN\nbaksh: $object is not the object of the run: another object has its name now\n  undo.groovy:N\n  to resume: baksh resume RUN\n"
        harness.writeRequests().size() == writes

        where:
        before | change                                                                                      | replacement                              || object
        null   | "px.roles.create('fresh-role') { viewOnly 'role' }"                                         | NEW_ROLE.replace('ROLE', 'fresh-role')   || 'role fresh-role'
        null   | "px.roles['test-role'].update { description 'other' }"                                      | NEW_ROLE.replace('ROLE', 'test-role')    || 'role test-role'
        null   | "px.groups.create('night').map('test-role')"                                                | NEW_GROUP.replace('GROUP', 'night')      || 'group night'
        null   | "px.groups['ops'].map('test-role')"                                                         | NEW_GROUP.replace('GROUP', 'ops')        || 'group ops'
        null   | "px.groups['ops'].remove('dave')"                                                           | NEW_GROUP.replace('GROUP', 'ops')        || 'group ops'
        null   | EARLY                                                                                       | NEW_EARLY                                || 'schedule policy early'
        EARLY  | "px.schedulePolicies['early'].update { schedulePolicy daily: [time: '05:00AM', retain: 5] }" | NEW_EARLY                                || 'schedule policy early'
        EARLY  | "px.schedulePolicies['early'].updateOwnership(ownership: [owner: 'bob'])"                   | NEW_EARLY                                || 'schedule policy early'
    }

    def "an object that the runbook creates again has another id, and the earlier changes to it are reverted too"() {
        given:
        String stateBefore = groupsJson()
        runRunbook """
            step('members') { px.groups['ops'].add('alice'); null }
            step('gone') { px.groups['ops'].delete(); null }
            """

        when:
        harness.start(['undo', 'last', folder.resolve('undo.groovy').toString()])
        SandboxHarness.Result undoResult = harness.start(['--yes', 'run', folder.resolve('undo.groovy').toString()])

        then:
        undoResult.err.readLines().findAll { it.startsWith('baksh:') } == []
        undoResult.code == 0
        groupsJson() == stateBefore
    }

    def "a run without changes is reported, and an existing file is not overwritten"() {
        given:
        runRunbook "step('a') { n2ws.policies.count() }"
        Files.writeString(folder.resolve('there.groovy'), '')
        String id = harness.start(['runs', '-o', 'csv']).out.readLines()[1].split(',')[0]

        expect:
        harness.start(['undo', 'last']).err == "run $id has changed nothing\n"
        harness.start(['undo']).err == 'baksh: undo takes a run and an optional file\n  baksh undo RUN [FILE.groovy]\n'

        when:
        runRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        SandboxHarness.Result undo = harness.start(['undo', 'last', folder.resolve('there.groovy').toString()])

        then:
        undo.code == 3
        undo.err == "baksh: ${folder.resolve('there.groovy')} already exists\n  use another name, or delete the file first\n"
    }

    private void runRunbook(String text) {
        harness.clock.advance(Duration.ofSeconds(1)) // Runs are told apart by the second.
        Path runbook = folder.resolve('book.groovy')
        Files.writeString(runbook, text.stripIndent())
        SandboxHarness.Result result = harness.start(['--yes', 'run', runbook.toString()])
        assert result.code == 0: result.err
    }

    /** A thing of the gateway, but for when it was changed last. */
    private String gatewayObject(String kind, String name) {
        harness.sandbox.pxGateway().object(kind, name).toString()
            .replaceAll(/"last_update_time(_in_sec)?":"[^"]*"|"remark":null/, '').replaceAll(/"(\d+)"/, '$1').replaceAll(/,+(?=})/, '')
    }

    private String groupsJson() {
        harness.start(['-e', 'px.groups.collect { [it.name, it.roles*.name.sort(), it.members*.username.sort()] }', '-o', 'json']).out
    }

    private List<File> files() {
        List<File> files = []
        home.toFile().eachFileRecurse { if (it.file) files << it }
        files
    }

    /** What the runbook changes, as the servers have it. */
    private List serverState() {
        def policies = harness.sandbox.n2ws().policies().collect { [it.get('name').asText(), it.get('generations'), it.get('description'), it.get('schedules')] }
        def roles = harness.start(['-e', 'px.roles.collect { [it.name, it.description, it.rules*.services, it.rules*.apis] }', '-o', 'json']).out
        def users = harness.start(['-e', "px.users.collect { [it.username, it.roles*.name.sort()] }", '-o', 'json']).out
        [policies, roles, users]
    }
}
