package dev.baksh.cli

import dev.baksh.client.journal.RunStore

import java.time.Duration

/** The rule: a wrong answer is asked again, at most three times; a resume can be given another answer, which the journal records. */
class QuestionSpec extends RunbookSpecification {
    private CommandResult runAtTerminal(String typed, List<String> args = ['run', runbookFile]) {
        CommandRunner baksh = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal(typed)
        baksh.time = harness.processEnvironment().time()
        baksh.start(*args)
    }

    private static final String TICKET_BOOK = '''
        require ticket: 'CHG-\\\\d+'
        step('first') { 1 }
        if (!new File('FLAG').exists()) fail 'not yet'
        '''

    private Map<String, Object> lastHeader() {
        new RunStore(home.resolve('runs')).get('last').events().findAll { it.kind().name() == 'RUN' }.last().data()
    }

    def "a wrong answer is asked again with the reason: #call"() {
        given:
        writeRunbook "println \"got \${$call}\"\nstep('s') { 1 }"

        when:
        CommandResult result = runAtTerminal(typed)

        then:
        result.out() == "got $answer\n"
        result.err() == "run $latestRunId\n$err"
        result.code() == 0

        where:
        call                                                    | typed                  || answer  | err
        "ask('Region?')"                                        | 'eu\n'                 || 'eu'    | 'Region? '
        "ask('Region?')"                                        | '\n  \neu\n'           || 'eu'    | 'Region? an answer is needed\nRegion? an answer is needed\nRegion? '
        "ask('Region?', choices: ['eu', 'us'])"                 | 'de\nus\n'             || 'us'    | "Region? (eu, us) 'de' is not one of eu, us\nRegion? (eu, us) "
        "ask('Region?', choices: ['eu', 'us'], default: 'eu')"  | 'EU\n\n'               || 'eu'    | "Region? (eu, us) [eu] 'EU' is not one of eu, us\nRegion? (eu, us) [eu] "
        "require(ticket: 'CHG-\\\\d+')"                         | 'INC-1\nCHG-7\n'       || 'null'  | "Ticket? 'INC-1' does not match the form of a ticket: CHG-\\d+\nTicket? ticket CHG-7\n"
    }

    def "after three wrong answers the run ends, and the end of the input ends it at once: #call"() {
        given:
        writeRunbook "$call\nstep('s') { 1 }"

        when:
        CommandResult result = runAtTerminal(typed)

        then:
        result.err().endsWith("baksh: $message\n" + hint.collect { it.replace('RUN', latestRunId) + '\n' }.join())
        result.code() == 3

        where:
        call                                 | typed                   || message                                                                                          | hint
        "ask 'Region?', choices: ['a', 'b']" | 'x\ny\nz\na\n'          || "no valid answer in 3 attempts: Region? 'z' is not one of a, b"                                  | ['  no further request was sent; to resume with an answer: baksh resume RUN --answer region=ANSWER', '  book.groovy:1']
        "ask 'Region?'"                      | '\n\n\n'                || 'no valid answer in 3 attempts: Region? an answer is needed'                                     | ['  no further request was sent; to resume with an answer: baksh resume RUN --answer region=ANSWER', '  book.groovy:1']
        "require ticket: 'CHG-\\\\d+'"       | 'a\nb\nc\n'             || "no valid answer in 3 attempts: Ticket? 'c' does not match the form of a ticket: CHG-\\d+"      | ['  no further request was sent; to resume with an answer: baksh resume RUN --ticket TICKET', '  book.groovy:1']
        "ask 'Region?'"                      | ''                      || 'no answer: Region?'                                                                             | ['  no further request was sent', '  book.groovy:1', '  to resume: baksh resume RUN']
        "ask 'Region?', choices: ['a', 'b']" | 'x\n'                   || 'no answer: Region?'                                                                             | ['  no further request was sent', '  book.groovy:1', '  to resume: baksh resume RUN']
    }

    def "an approval with another word is asked again"() {
        given:
        writeRunbook "approve 'Go?'\nprintln 'gone'\nstep('s') { 1 }"

        when:
        CommandResult result = runAtTerminal('ja\ny\n')

        then:
        result == new CommandResult(0, 'gone\n', "run $latestRunId\nGo? [y/N] 'ja' is neither yes nor no\nGo? [y/N] ".toString())
    }

    def "choices that would permit any answer are refused: #call"() {
        given:
        writeRunbook "$call\nstep('s') { 1 }"

        when:
        SandboxHarness.Result result = harness.start(['run', runbookFile])

        then:
        result.code == 1
        result.err.readLines()[1..<1 + lines.size()] == lines

        where:
        call                                                   || lines
        "ask 'Region?', choices: []"                           || ['baksh: ask: choices takes a list with at least one answer, not []', "  for example: choices: ['t3.micro', 't3.large']"]
        "ask 'Region?', choices: 'eu'"                         || ['baksh: ask: choices takes a list with at least one answer, not eu', "  for example: choices: ['t3.micro', 't3.large']"]
        "ask 'Region?', choices: n2ws.policies"                || ['baksh: ask: choices takes texts, not policy 1 "nightly"', '  for names of rows write rows*.name']
        "ask 'Region?', choices: ['a', 'b'], default: 'c'"     || ["baksh: ask: the default 'c' is not one of a, b"]
    }

    def "choices are a list, an array, a set or the names of rows: #choices"() {
        given:
        writeRunbook "println ask('Region?', choices: $choices)\nstep('s') { 1 }"

        expect:
        runAtTerminal('xx\nadhoc\n').out() == 'adhoc\n'

        where:
        choices << ["['adhoc', 'b']", "'adhoc,b'.split(',')", "['adhoc', 'b'] as Set", 'n2ws.policies*.name']
    }

    def "a parameter of another type is asked again"() {
        given:
        writeRunbook "params { integer 'hours', required: true, help: 'how many' }\nprintln params.hours + 1"

        expect:
        runAtTerminal('x\n\n5\n').out() == '6\n'
        runAtTerminal('x\n\n5\n').err().readLines().any { it.contains("--hours takes a whole number, not 'x'") }

        when:
        CommandResult refused = runAtTerminal('x\ny\nz\n')

        then:
        refused.code() == 2
        refused.err().readLines().takeRight(2) == ["hours (how many): baksh: --hours takes a whole number, not 'z'", '  see: baksh help book.groovy']
    }

    def "without a user the run names the command that gives the answer, and the resume takes it"() {
        given:
        writeRunbook '''
            step('before') { 1 }
            println "region ${ask 'Which region?', choices: ['eu', 'us']}"
            step('after') { 2 }
            '''

        when:
        SandboxHarness.Result first = harness.start(['run', runbookFile])

        then:
        first.err == """\
            run $latestRunId
            baksh: no user can be asked: Which region? (eu, us)
              no further request was sent; to resume with an answer: baksh resume $latestRunId --answer which-region=ANSWER
              book.groovy:2
            """.stripIndent()
        first.code == 3

        when:
        SandboxHarness.Result wrong = harness.start(['resume', 'last', '--answer', 'which-region=de'])

        then:
        wrong.err.readLines()[2..3] == ["baksh: Which region? 'de' is not one of eu, us", "  no further request was sent; to resume with an answer: baksh resume $latestRunId --answer which-region=ANSWER".toString()]
        wrong.code == 3

        when:
        SandboxHarness.Result resumed = harness.start(['--unattended', '--deadline', '1h', 'resume', 'last', '--answer', answer])

        then:
        resumed.out == 'region us\n'
        resumed.code == 0
        lastHeader().answers == ['Which region?': 'us']

        where:
        answer << ['which-region=us', 'Which region?=us', 'WHICH REGION=us', 'which-region= us ']
    }

    def "another answer replaces the recorded one, and stays for later resumes"() {
        given:
        writeRunbook '''
            def region = ask 'Region?'
            step('first') { region }
            println "region $region"
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        runAtTerminal('eu\n')

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last', '--answer=region=us'])
        SandboxHarness.Result third = harness.start(['resume', 'last'])

        then:
        second.out == 'region us\n'
        second.err.readLines()[0] == "Region? 'us' replaces 'eu'; steps that are done keep their results"
        third.out == 'region us\n'
    }

    def "an answer without effect is refused: #answer"() {
        given:
        writeRunbook '''
            step('pick') { ask 'Which policy?' }
            def key = ask 'Your password?', default: 'none'
            println ask('Region?', default: 'eu')
            fail 'not yet'
            '''
        runAtTerminal('nightly\nx\n\n')

        when:
        SandboxHarness.Result result = harness.start(['resume', 'last', *answer])

        then:
        result.err == "baksh: $message\n  $hint\n".replace('RUN', latestRunId)
        result.out == ''
        result.code == 2

        where:
        answer                                             || message                                                                             | hint
        ['--answer', 'region=us', '--answer', 'Region?=eu'] || "two answers were given to 'Region?'"                                              | 'give one answer to this question'
        ['--answer', 'regoin=us']                          || "run RUN has no question 'regoin'"                                                  | 'did you mean: region'
        ['--answer', 'zzzz=us']                            || "run RUN has no question 'zzzz'"                                                    | 'its questions are: which-policy, your-password, region'
        ['--answer', 'which-policy=adhoc']                 || "run RUN: 'Which policy?' was answered in step 'pick', which is done"               | "to repeat this step and all later steps: baksh resume RUN --from 'pick' --answer which-policy=adhoc"
        ['--answer', 'your-password=x']                    || "--answer: the answer to 'Your password?' is a secret and cannot be an argument"    | 'at a terminal baksh asks for the answer'
        ['--answer', 'region']                             || "--answer takes NAME=VALUE, not 'region'"                                           | 'for example: --answer region=eu'
        ['--ticket', 'CHG-1']                              || "run RUN has no question 'ticket'"                                                  | 'its questions are: which-policy, your-password, region'
    }

    def "a new run takes its answers before the file, also without a user and in a dry run: #answer"() {
        given:
        writeRunbook '''
            println "region ${ask 'Which region?', choices: ['eu', 'us']}"
            step('after') { 2 }
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        String text = new File(runbookFile).text

        when:
        SandboxHarness.Result first = harness.start(['--unattended', '--deadline', '1h', 'run', *answer, runbookFile])

        then:
        [first.code, first.out] == [1, 'region us\n']
        first.err.readLines()[0..1] == ["run $latestRunId".toString(), 'baksh: not yet']
        lastHeader().answers == ['Which region?': 'us']

        expect: 'a resume keeps the answer, and can replace it'
        harness.start(['resume', 'last']).out == 'region us\n'
        harness.start(['resume', 'last', '--answer', 'which-region=eu']).with { [out, err.readLines()[0]] } ==
            ['region eu\n', "Which region? 'eu' replaces 'us'; steps that are done keep their results"]

        and: 'without a journal'
        harness.start(['--dry-run', 'run', *answer, runbookFile]).out == 'region us\n'
        harness.start(['run', *answer, '-'], [:], text).out == 'region us\n'

        where:
        answer << [['--answer', 'which-region=us'], ['--answer=Which region?=us'], ['--answer', 'WHICH REGION= us ']]
    }

    def "a wrong answer of a new run is refused as in a resume: #answer"() {
        given:
        writeRunbook '''
            ask 'Which policy?'
            ask 'Your password?', default: 'none'
            ask 'Region?'
            ask 'Region!'
            require ticket: 'CHG-1'
            step('first') { 1 }
            '''

        when:
        SandboxHarness.Result result = harness.start(['run', *answer, runbookFile, *parameters])

        then:
        [result.code, result.out, result.err] == [2, '', "baksh: $message\n  $hint\n".toString()]
        new RunStore(home.resolve('runs')).readAll({}) == []

        where:
        answer                                              | parameters            || message                                                                          | hint
        ['--answer', 'wich-policy=x']                       | []                    || "book.groovy has no question 'wich-policy'"                                      | 'did you mean: which-policy'
        ['--answer', 'zzzzzz=x']                            | []                    || "book.groovy has no question 'zzzzzz'"                                           | 'its questions are: which-policy, your-password, region, ticket'
        ['--answer', 'your-password=canary-1']              | []                    || "--answer: the answer to 'Your password?' is a secret and cannot be an argument" | 'at a terminal baksh asks for the answer'
        ['--answer', 'region=eu']                           | []                    || "book.groovy: 'region' is the name of 2 questions: 'Region?', 'Region!'"         | "give the text of the question: --answer 'Region?=ANSWER'"
        ['--answer', 'Region?=a', '--answer', 'Region?=b']  | []                    || "two answers were given to 'Region?'"                                            | 'give one answer to this question'
        ['--answer', 'ticket=CHG-1']                        | ['--ticket', 'CHG-1'] || "two answers were given to 'Ticket?'"                                            | 'give one answer to this question'
        ['--answer', 'which-policy']                        | []                    || "--answer takes NAME=VALUE, not 'which-policy'"                                  | 'for example: --answer region=eu'
    }

    def "two questions with one name are answered by their texts, in a new run and in a resume"() {
        given:
        writeRunbook '''
            println "${ask 'Region?'} ${ask 'Region!'}"
            if (!new File('FLAG').exists()) fail 'not yet'
            '''

        expect:
        harness.start(['run', '--answer', 'Region!=us', '--answer', 'Region?=eu', runbookFile]).out == 'eu us\n'
        harness.start(['resume', 'last', '--answer', 'Region!=ap']).out == 'eu ap\n'
        harness.start(['resume', 'last', '--answer', 'region=ap']).with { [code, out, err] } == [2, '',
            "baksh: run $latestRunId: 'region' is the name of 2 questions: 'Region?', 'Region!'\n  give the text of the question: --answer 'Region?=ANSWER'\n".toString()]
    }

    def "a repeated step takes another answer"() {
        given:
        writeRunbook '''
            println step('pick') { ask 'Which policy?' }
            fail 'not yet'
            '''
        runAtTerminal('nightly\n')

        expect:
        harness.start(['resume', 'last', '--from', 'pick', '--answer', 'which-policy=adhoc']).out == 'adhoc\n'
    }

    def "--ticket works unattended for run and resume, with and without declared parameters"() {
        given:
        writeRunbook declaration + TICKET_BOOK.stripIndent()
        List<String> unattended = ['--unattended', '--deadline', '1h']

        when:
        SandboxHarness.Result missing = harness.start([*unattended, 'run', runbookFile])
        SandboxHarness.Result resumed = harness.start([*unattended, 'resume', 'last', '--ticket', 'CHG-2'])

        then:
        missing.err.readLines()[1..2] == ['baksh: no user can be asked: Ticket?', "  no further request was sent; to resume with an answer: baksh resume $latestRunId --ticket TICKET".toString()]
        missing.code == 3
        resumed.err.contains('ticket CHG-2\n')
        resumed.err.contains('baksh: not yet\n')

        when:
        harness.clock.advance(Duration.ofMinutes(1))
        SandboxHarness.Result wrong = harness.start([*unattended, 'run', runbookFile, '--ticket', 'INC-1'])
        String run = wrong.err.readLines()[0] - 'run '
        SandboxHarness.Result right = harness.start([*unattended, 'resume', run, '--ticket=CHG-3'])
        SandboxHarness.Result again = harness.start([*unattended, 'resume', run])

        then:
        wrong.err.readLines()[1..2] == ["baksh: 'INC-1' does not match the form of a ticket: CHG-\\d+", "  no further request was sent; to resume with an answer: baksh resume $run --ticket TICKET".toString()]
        wrong.code == 3
        right.err.contains('ticket CHG-3\n')
        again.err.contains('baksh: not yet\n')

        and:
        harness.start([*unattended, 'run', runbookFile, '--ticket', 'CHG-4']).err.contains('ticket CHG-4\n')
        harness.start(['help', runbookFile]).out.contains('--ticket  a string  the ticket that the runbook requires')

        where:
        declaration << ['', "params { string 'policy', default: 'nightly' }"]
    }

    def "one question about a delete, and from the second on yes to all: #typed"() {
        given:
        String server = "n2ws (${harness.sandbox.n2wsUrl().authority})"
        CommandRunner baksh = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal(typed)
        baksh.width = 400

        when:
        CommandResult result = baksh.runExpression("for (name in ['adhoc', 'retired', 'forgotten', 'stuck']) n2ws.policies[name].delete()")

        then:
        result.code() == code
        ['adhoc', 'retired', 'forgotten', 'stuck'].findAll { harness.sandbox.n2ws().policy(it) == null } == deleted
        result.err().startsWith("n2ws.policies.delete 'adhoc' (id 11, owner root) on $server? [y/N] deleted policy 'adhoc' (id 11, owner root) on $server\n" +
            "n2ws.policies.delete 'retired' (id 10, owner root) on $server? [y/N/a, a: yes to all further n2ws.policies.delete] ")

        where:
        typed             || code | deleted
        'y\na\n'          || 0    | ['adhoc', 'retired', 'forgotten', 'stuck']
        'y\nALL\n'        || 0    | ['adhoc', 'retired', 'forgotten', 'stuck']
        'yes\ny\ny\ny\n'  || 0    | ['adhoc', 'retired', 'forgotten', 'stuck']
        'y\nn\n'          || 3    | ['adhoc']
        'y\nxx\n'         || 3    | ['adhoc']
        'y\n'             || 3    | ['adhoc']
    }

    def "yes to all is for one verb, and is no answer to the first question"() {
        given:
        CommandRunner baksh = new CommandRunner(home).useSandbox(harness.sandbox)

        when:
        baksh.useTerminal('a\n')
        CommandResult first = baksh.runExpression("n2ws.policies['adhoc'].delete()")

        then:
        first.code() == 3

        when:
        baksh.useTerminal('y\na\nn\n')
        CommandResult mixed = baksh.runExpression("['adhoc', 'retired', 'stuck'].each { n2ws.policies[it].delete() }; n2ws.schedules['weekly'].delete()")

        then:
        mixed.code() == 3
        mixed.err().contains("declined: n2ws.schedules.delete 'weekly'")
    }

    def "production has one rule: the name is typed for deletes, for all further deletes, and for many writes"() {
        given:
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll(BAKSH_HOME: home.toString(), KEY: harness.sandbox.n2wsApiKey())
        baksh.writeFile('servers.yaml', "eu: {kind: n2ws, url: '${harness.sandbox.n2wsUrl()}', credential: 'env:KEY', production: true, mode: read-write}")
        baksh.useTerminal(typed)
        baksh.width = 400

        when:
        CommandResult result = baksh.start('-e', expression)

        then:
        result.code() == code
        result.err().contains(question)

        where:
        expression                                                                                       | typed          || code | question
        "['adhoc', 'retired', 'stuck'].each { n2ws.policies[it].delete() }"                              | 'eu\neu all\n' || 0    | " on n2ws 'eu'? Type eu to go on, or eu all for all further n2ws.policies.delete: "
        "['adhoc', 'retired', 'stuck'].each { n2ws.policies[it].delete() }"                              | 'eu\na\n'      || 3    | "declined: n2ws.policies.delete 'retired'"
        "['adhoc', 'retired', 'stuck'].each { n2ws.policies[it].delete() }"                              | 'eu\nall\n'    || 3    | "declined: n2ws.policies.delete 'retired'"
        "n2ws.policies.list(user: 'root').take(8).each { it.update { description 'x' } }; 1"             | 'eu\n'         || 0    | "and the rest on n2ws 'eu'? Type eu to go on: "
        "n2ws.policies.list(user: 'root').take(8).each { it.update { description 'x' } }; 1"             | 'y\n'          || 3    | 'declined: 5 writes of this expression were sent'
    }
}
