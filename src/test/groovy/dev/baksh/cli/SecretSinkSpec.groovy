package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class SecretSinkSpec extends SandboxSpecification {
    static final String BODY = "[name: 'x', secret_key: 'canary-1', pin: [apiKey: 'canary-2', list: [[password: 'cnry']]], env: [[name: 'DB_PASSWORD', value: 'canary-3']], json: '{\"token\":\"canary-4\"}', note: 'see canary-1']"

    String files(Path root) {
        return Files.walk(root).withCloseable { paths ->
            paths.filter { Files.isRegularFile(it) }.map { Files.readString(it) }.toList().join('\n')
        }
    }

    static boolean isClean(String text) {
        return !text.contains('canary') && !text.contains('cnry')
    }

    def "a secret of a body is in no sink: #call"() {
        given:
        Path tape = folder.resolve('tape')
        Path book = Files.writeString(folder.resolve('book.groovy'), "step('send') { println 'x canary-1'\n ${call.replace('BODY', BODY)} }\n")

        when:
        SandboxHarness.Result result = harness.start(['--yes', '--record', tape.toString(), 'run', book.toString()])
        SandboxHarness.Result report = harness.start(['report', 'last', "$folder/report.md".toString()])
        harness.start(['report', 'last', "$folder/report.html".toString()])
        SandboxHarness.Result journal = harness.start(['-o', 'json', 'journal'])
        Files.delete(book)

        then:
        harness.writeRequests().size() > 0
        isClean(result.err)
        isClean(report.out + report.err + journal.out + journal.err)
        isClean(files(home))
        isClean(files(folder))
        files(home).contains('***')

        where:
        call << ["n2ws.post('things/', BODY)", "n2ws.put('things/1/', BODY)", "px.post('/backend/api/x', BODY)", "n2ws.post('things/', [a: 1], password: 'canary-1')", "n2ws.put('policies/1/', [BODY])"]
    }

    def "a secret in the text of a field with another name is in no sink: #field"() {
        given:
        Path tape = folder.resolve('tape')
        Path book = Files.writeString(folder.resolve('book.groovy'), "def body = [$field]\nstep('send') { try { px.post('/v1/receiver', body) } finally { println body } }\n")

        when:
        SandboxHarness.Result result = harness.start(['--yes', '--record', tape.toString(), 'run', book.toString()])
        SandboxHarness.Result dryRun = harness.start(['--dry-run', '-e', "px.post('/v1/receiver', [$field]); n2ws.put('things/1/', [$field])".toString()])
        SandboxHarness.Result report = harness.start(['report', 'last', "$folder/report.md".toString()])
        harness.start(['report', 'last', "$folder/report.html".toString()])
        SandboxHarness.Result journal = harness.start(['-o', 'json', 'journal'])
        SandboxHarness.Result shell = harness.start([], [:], "px.post('/v1/receiver', [$field])\n".toString())
        Files.delete(book)

        then:
        harness.writeRequests().size() > 0
        isClean(result.out + result.err + dryRun.out + dryRun.err + report.out + report.err + journal.out + journal.err)
        isClean(files(home))
        isClean(files(folder))
        files(home).contains('***')

        where:
        field << [
            "headers: ['Authorization: Bearer canary-1234']", "header: 'X-Api-Key: canary-1234'", "config: 'password: canary-1234'", 'config: "tls:\\n  client-key-data: |\\n    canary-line-1\\n    canary-line-2\\n"',
            'config: "password:\\n  canary-1234\\n"', "config: \"'password': canary\\n\\\"token\\\": 'canary'\\n\"", 'pem: "-----BEGIN RSA PRIVATE KEY-----\\ncanary1234\\n-----END RSA PRIVATE KEY-----\\n"',
            'content: "-----BEGIN OPENSSH PRIVATE KEY-----\\ncanary1234\\n-----END OPENSSH PRIVATE KEY-----\\n"', "command: 'restic --password canary-1234 backup'", "args: ['--token', 'canary-1234']", "env: 'DB_PASSWORD=\"canary 1234\"'",
            'env: "- name: DB_PASSWORD\\n  value: canary-1234\\n"', "text: '{user: bob, password: canary-1234}'", "xml: '<password>canary-1234</password>'", "decryption_key: 'canary-1234'", "kennwort: 'canary-1234'", "basic_auth: 'canary-1234'"]
    }

    def "a secret in a parameter with another name is not in the journal, and a resumed run does not guess it"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "params { string 'header' }\nstep('one') { println params.header\n fail 'here' }\n")

        when:
        SandboxHarness.Result result = harness.start(['run', book.toString(), '--header', 'Authorization: Bearer canary-1'])
        SandboxHarness.Result resumed = harness.start(['resume', 'last'])

        then:
        result.code == 1
        result.out == 'Authorization: Bearer ***\n'
        isClean(files(home))
        resumed.code == 2
        resumed.err.replaceAll(/run \S+:/, 'run R:') == "baksh: run R: the value of 'header' is a secret and is not in the journal\n  resume the run at a terminal, where baksh asks for the value\n"
    }

    def "a secret in the source of a step is in no file of the state folder: #source"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "step('send') {\n    $source\n    null\n}\nfail 'later'\n")

        when:
        SandboxHarness.Result result = harness.start(['run', book.toString()])
        SandboxHarness.Result resumed = harness.start(['resume', 'last'])
        Files.writeString(book, Files.readString(book).replace('canary', 'other'))
        SandboxHarness.Result changed = harness.start(['resume', 'last'])

        then:
        result.code == 1
        resumed.err.contains("step 'send': already done at ")
        changed.err.contains("the script has changed: step 'send' is done, and its source is different\n  before: step('***') { ")
        isClean(result.err + resumed.err + changed.err)
        isClean(files(home))

        where:
        source << [
            "// don't show\n    def x = [password: 'canary']", "/* don't show */ def x = [password: 'canary']", "def x = [\'\'\'it's\'\'\', [password: 'canary']]",
            'def x = ["""say "it" now""", [password: "canary"]]', "def x = [/it's/, [password: 'canary']]", "def x = [\$/it's/\$, [password: 'canary']]",
            'def x = ["${[1].collect { "it\'s" }}", [password: \'canary\']]', "def password = \$/canary/\$", 'def password = /canary/', "def token = \'\'\'\n    canary\'\'\'",
            '// https://bob:canary@host', "def x = /https:\\/\\/bob:canary@host/", 'def x = """https://bob:canary@host"""', "def password = 'x' // before: canary"]
    }

    def "a dry run prints the body without its secrets, as valid JSON: #call"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e', call.replace('BODY', BODY)])
        String line = (result.out + result.err).readLines().find { it.contains('curl ') }
        String body = (line =~ /--data '(.*?)' 'http/)[0][1]

        then:
        isClean(result.out + result.err)
        new ObjectMapper().readTree(body).toString().contains('"***"')

        where:
        call << ["n2ws.post('things/', BODY)", "px.put('/backend/api/x', BODY)"]
    }

    def "a printed curl command whose secrets are not shown stops the shell, so that no server stores the place of a secret: #call"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e', call])
        List<String> lines = (result.out + result.err).readLines().findAll { it.contains('curl ') }

        then:
        ['sh', '-c', "curl() { echo SENT; }; ${lines[0]}".toString()].execute().text == (expected.contains('EDIT_FIRST') ? '' : 'SENT\n')
        lines*.replace(harness.sandbox.n2wsUrl().toString(), 'URL')*.replace(harness.sandbox.pxUrl().toString(), 'URL') == [expected]
        result.code == 0

        where:
        call                                                                   || expected
        "n2ws.post('things/', [secret_key: 'canary-1'])"                       || 'curl -X POST --globoff -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' --data \'{"secret_key":"***"}\' \'URL/api/things/\' "${EDIT_FIRST:?write the secret in place of ***, then remove this word}"'
        "n2ws.delete('things/1/', password: 'canary-1')"                       || 'curl -X DELETE --globoff -H "Authorization: Bearer $TOKEN" \'URL/api/things/1/?password=***\' "${EDIT_FIRST:?write the secret in place of ***, then remove this word}"'
        "n2ws.post('things/', [note: '*** do not delete ***'])"                || 'curl -X POST --globoff -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' --data \'{"note":"*** do not delete ***"}\' \'URL/api/things/\''
        "px.put('/backend/api/x', [name: 'a', secret: ''])"                    || 'curl -X PUT --globoff -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' --data \'{"name":"a","secret":""}\' \'URL/backend/api/x\''
    }

    def "a secret in a response is in no sink, also alone, in a text and in a later write: #read"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('/hooks/', Fault.status(200, 'application/json', '{"id":7}'))
        ['/settings/', '/users/1/keys/', '/rows/'].each { harness.sandbox.n2ws().faults().injectNext(it, Fault.status(200, 'application/json', response)) }
        Path tape = folder.resolve('tape')
        Path book = Files.writeString(folder.resolve('book.groovy'), """\
            def found = step('read') { $read }
            println found
            note "found \$found"
            step('text') { println "x \${found}y"; "text \$found" }
            step('send') { n2ws.post('hooks/', [url: "https://host/\$found"]) }
            fail "failed with \$found"
            """.stripIndent())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '--record', tape.toString(), 'run', book.toString()])
        SandboxHarness.Result report = harness.start(['report', 'last', "$folder/report.md".toString()])
        SandboxHarness.Result journal = harness.start(['-o', 'json', 'journal'])

        then:
        result.out == '***\nx ***y\n'
        result.err.contains('failed with ***')
        harness.writeRequests().last().body().contains('canary')
        isClean(result.err + report.out + report.err + journal.out + journal.err)
        isClean(files(home))
        isClean(files(folder))

        where:
        read                                                       | response
        "n2ws.get('settings/').smtp_password"                      | '{"smtp_password":"canary-1","name":"blue"}'
        "n2ws.post('users/1/keys/', [:]).api_key"                  | '{"id":4,"api_key":"canary-1"}'
        "n2ws.get('settings/').mail.password"                      | '{"mail":{"password":"canary-1"}}'
        "n2ws.get('rows/')[0].token"                               | '[{"token":"canary-1"},{"token":"other-secret"}]'
        "n2ws.get('settings/').values[0].value"                    | '{"values":[{"name":"client_secret","value":"canary-1"}]}'
        "n2ws.get('settings/').url.replace('https://h/?token=', '')" | '{"url":"https://h/?token=canary-1"}'
    }

    def "a value of a response that is no secret stays readable: #response"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('/settings/', Fault.status(200, 'application/json', response))

        expect:
        harness.start(['-e', "n2ws.get('settings/'); 'Environment 604800 2026-12-01T00:00:00Z default a ******** b'"]).with { [code, out, err] } ==
            [0, 'Environment 604800 2026-12-01T00:00:00Z default a ******** b\n', '']

        where:
        response << ['{"key":"Environment","value":null}', '{"access_token_lifespan":604800}', '{"password_time":"2026-12-01T00:00:00Z"}',
            '{"secret":"default"}', '{"password":"********"}', '{"key":"Environment","value":"prod"}']
    }

    def "a secret in a variable of baksh is in no output, also before its server is used: #variable"() {
        given:
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll([BAKSH_N2WS_URL: 'https://n2ws.invalid', BAKSH_PX_URL: 'https://px.invalid', (variable): value])
        String code = "println 'out canary-secret'; 'canary-secret'"

        expect:
        baksh.start('-e', code) == success('out ***', '***')
        baksh.start('-o', 'json', '-e', code) == success('out ***', '"***"')
        baksh.start(baksh.writeFile('print.groovy', code).toString()) == success('out ***')
        baksh.runStandardInput("throw new IOException('canary-secret')") == failure(1, 'baksh: ***', '  -:1')
        baksh.tap { input = "$code\n" }.start() == success('out ***', '***')
        baksh.start('check', '/canary-secret') == failure(2, 'baksh: there is no file /***')

        where:
        variable                 | value
        'BAKSH_N2WS_API_KEY'     | 'canary-secret'
        'BAKSH_PX_CLIENT_SECRET' | ' canary-secret\n'
        'BAKSH_PX_PASSWORD'      | 'canary-secret'
        'BAKSH_PX_TOKEN'         | 'BEARER canary-secret'
        'HTTPS_PROXY'            | 'http://user:canary-secret@proxy.invalid:3128'
    }

    def "a secret to which the configuration refers is in no output before its server is used: #reference, #settings"() {
        given:
        String secret = 'cnry-secret-of-a-reference'
        Path key = Files.writeString(folder.resolve('key'), secret + '\n')
        Map<String, String> env = [KEY: secret] + (settings.startsWith('BAKSH') ? [(settings): reference.replace('PATH', key.toString())] : [:])
        if (!settings.startsWith('BAKSH')) new CommandRunner(home).writeFile('servers.yaml', settings.replace('REF', reference.replace('PATH', key.toString())))

        when:
        SandboxHarness.Result result = harness.start(['-e', "println '$secret'.reverse().reverse(); throw new RuntimeException('x $secret y')".toString()], env)

        then:
        result.out == '***\n'
        result.err.contains('x *** y')
        !(result.out + result.err).contains(secret)

        where:
        [reference, settings] << [['env:KEY', 'file:PATH'], [
            'main: {kind: n2ws, url: "https://n2ws.example", credential: "REF"}\n',
            "main: {kind: n2ws, url: 'https://n2ws.example', credential: 'REF'}\n",
            'main: {kind: n2ws, credential: REF, url: "https://n2ws.example"}\n',
            'main:\n  kind: px\n  url: https://px.example\n  username: u\n  credential: REF   # the key\n',
            'BAKSH_N2WS_CREDENTIAL', 'BAKSH_PX_CREDENTIAL']].combinations()
    }

    def "the secret of a file with an unusual name is in no output before its server is used: #credential"() {
        given:
        Path key = Files.writeString(folder.resolve("key, bob's}"), 'canary-of-a-file\n')
        new CommandRunner(home).writeFile('servers.yaml', "main:\n  kind: n2ws\n  url: https://n2ws.example\n  credential: ${credential.replace('FILE', key.toString())}\n")

        expect:
        harness.start(['-e', "'canary-of-a-file'"]).out == '***\n'

        where:
        credential << ['"file:FILE"', 'file:FILE', 'file:FILE # the key']
    }

    def "a reference that cannot be read does not disturb a call that uses no server: #reference"() {
        given:
        new CommandRunner(home).writeFile('servers.yaml', "main: {kind: n2ws, url: 'https://n2ws.example', credential: '$reference'}\n")

        expect:
        harness.start(['-e', '1 + 1']).with { [code, out, err] } == [0, '2\n', '']

        where:
        reference << ['env:MISSING', 'file:/no/such/file', 'file:/dev/zero', 'file:/proc/self/mem', 'file:\\u0000', 'command:pass', 'keyring']
    }

    def "a known secret is in no cut, wrapped or quoted output: #format #value"() {
        given:
        String secret = "canary's-\"secret\"-" + 'x' * 20
        CommandRunner baksh = new CommandRunner(home).useTerminal()
        baksh.env.putAll([BAKSH_N2WS_URL: 'https://n2ws.invalid', BAKSH_N2WS_API_KEY: secret])
        baksh.width = 30
        baksh.outTerminal = terminal

        when:
        CommandResult result = baksh.start('-o', format, '-e', "def s = '${secret.replace("'", "\\'")}'; $value".toString())

        then:
        result.code == 0
        isClean(result.out + result.err)
        result.out.contains('***') || result.out.contains('\\*\\*\\*')

        where:
        [format, terminal, value] << [['table', 'csv', 'md', 'json', 'yaml'], [true, false], ['[[a: 1, name: s, more: "y" * 20]]', '[name: "long text before " + s]', '["x": [s, "z"]]']].combinations()
    }

    def "the output hides secrets in lists and beside their name: #format"() {
        expect:
        harness.start(['-o', format, '-e', "[passwords: ['canary-1'], settings: [[name: 'api_key', value: 'canary-2']], count: 2]"]).out == out

        where:
        format || out
        'json' || '{"passwords":["***"],"settings":[{"name":"api_key","value":"***"}],"count":2}\n'
        'csv'  || 'passwords,settings,count\r\n"[""***""]","[{""name"":""api_key"",""value"":""***""}]",2\r\n'
    }

    def "the last exchange hides the secrets of an error by their names"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('/policies/', Fault.status(400, 'application/json', '{"detail":"not now","debug":{"secret_key":"canary-1","more":"x canary-1"}}'))

        when:
        SandboxHarness.Result result = harness.start([], [:], 'n2ws.policies.count()\n:why\n')

        then:
        result.out.contains('"secret_key":"***"')
        isClean(result.out)
    }

    def "a default and a wrong value of a parameter that is a secret are not shown"() {
        given:
        CommandRunner baksh = new CommandRunner(home)
        String book = baksh.writeFile('book.groovy', "params { string 'apiKey', default: 'canary-1'\n integer 'pinToken', default: 1 }\nprintln params.apiKey")

        expect:
        baksh.start('help', book).out.contains('default ***')
        isClean(baksh.start('help', book).out)
        baksh.start(book, '--pinToken', 'canary') == failure(2, "baksh: --pinToken takes a whole number, not '***'", '  see: baksh help book.groovy')
        baksh.start(book).with { [code, out] } == [0, '***\n']
    }

    def "a list of secrets is not in the journal, and is asked for when a run is resumed"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "params { list 'apiKeys', required: true }\nprintln params.apiKeys\nprintln params.apiKeys.size()\nstep('one') { fail 'here' }\n")

        when:
        SandboxHarness.Result result = harness.start(['run', book.toString(), '--apiKeys', 'canary-1,canary-2'])
        CommandResult resumed = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal('canary-3, canary-4,canary-5\n').start('resume', 'last')

        then:
        result.out == '[***, ***]\n2\n'
        resumed.out.readLines().last() == '3'
        isClean(files(home))
    }

    def "a resumed run does not send the place of a secret from the response of an earlier write: #text"() {
        given:
        boolean isOpen = false
        ScriptedServer server = new ScriptedServer({ method, target -> target.contains('keys') ? [id: 4, api_key: 'canary-1'] : isOpen ? [id: 5] : [400, [message: 'later']] })
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])
        Path book = Files.writeString(folder.resolve('book.groovy'), text)

        when:
        CommandResult first = baksh.start('--yes', 'run', book.toString())
        isOpen = true
        CommandResult second = baksh.start('--yes', 'resume', 'last')

        then:
        first.code == 1
        second.code == 3
        second.err.replaceAll(/\d{8}T\w+-\w{4}/, 'R').contains("baksh: run R: n2ws.post 'hooks/' contains *** in place of a secret: the journal has $source without its secrets\n  nothing was sent; $step\n")
        server.requestLines.count { it.startsWith('POST') } == 2

        cleanup:
        server.close()

        where:
        text || source | step
        "step('both') { def k = n2ws.post('users/1/keys/', [:]); n2ws.post('hooks/', [secret: k.api_key]) }" || "the results of step 'both'" | "read the secret outside of the steps, or repeat that step: baksh resume R --from 'both'"
        "step('one') { 1 }\ndef k = n2ws.post('users/1/keys/', [:])\nn2ws.post('hooks/', [secret: k.api_key])" || 'the responses outside of the steps' | 'start a new run for the remaining work'
    }

    def "a resumed run does not send the place of a secret that its journal does not contain: #value"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), """\
            def found = step('read') { [password: 'canary-1', name: 'blue', note: 'user: bob\\ntoken: canary', banner: '*** keep ***'] }
            step('wait') { if (!new File('$folder/flag').exists()) fail 'later' }
            step('send') { n2ws.post('things/', [first: found.$value]) }
            """.stripIndent())
        harness.start(['--yes', 'run', book.toString()])
        Files.writeString(folder.resolve('flag'), '')

        when:
        SandboxHarness.Result result = harness.start(['--yes', 'resume', 'last'])

        then:
        harness.writeRequests().size() == requests
        result.err.replaceAll(/\d{8}T\w+-\w{4}/, 'R').contains("""\
            baksh: run R: n2ws.post 'things/' contains *** in place of a secret: the journal has the results of step 'read' without its secrets
              nothing was sent; read the secret outside of the steps, or repeat that step: baksh resume R --from 'read'
            """.stripIndent()) == (requests == 0)

        where:
        value      || requests
        'password' || 0
        'note'     || 0
        'name'     || 1
        'banner'   || 1
    }

    def "a secret in a query is in no sink"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.get('things/', api_token: 'canary-1')"])
        SandboxHarness.Result write = harness.start(['-e', "n2ws.post('things/', [a: 1], password: 'canary-1')"])
        SandboxHarness.Result dryRun = harness.start(['--dry-run', '-e', "n2ws.delete('things/1/', password: 'cnry')"])

        then:
        isClean(result.out + result.err + write.out + write.err + dryRun.out + dryRun.err)
        isClean(files(home))
    }

    def "a parameter that is a secret is not in the journal, and a resumed run does not guess it"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "params { string 'apiKey'\n string 'name' }\nstep('one') { println params.apiKey\n println params.name\n fail 'here' }\n")

        when:
        SandboxHarness.Result result = harness.start(['run', book.toString(), '--apiKey', 'canary-1', '--name', 'blue'])
        SandboxHarness.Result resumed = harness.start(['resume', 'last'])

        then:
        result.code == 1
        result.out == '***\nblue\n'
        isClean(files(home))
        resumed.code == 2
        resumed.err.replaceAll(/run \S+:/, 'run R:') == "baksh: run R: the value of 'apiKey' is a secret and is not in the journal\n  resume the run at a terminal, where baksh asks for the value\n"
    }

    def "an argument that is a secret is not in the journal, and a resumed run does not guess it: #words"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "println args.size()\nstep('one') { fail 'here' }\n")
        List<String> arguments = words*.replace('KEY', harness.sandbox.n2wsApiKey())

        when:
        SandboxHarness.Result result = harness.start(['run', book.toString()] + arguments)
        SandboxHarness.Result resumed = harness.start(['resume', 'last'])

        then:
        result.code == 1
        result.out == "${words.size()}\n"
        isClean(files(home))
        !files(home).contains(harness.sandbox.n2wsApiKey())
        files(home).contains(journaled)
        resumed.out == ''
        resumed.code == 2
        resumed.err.replaceAll(/run \S+:/, 'run R:') == "baksh: run R: an argument is a secret and is not in the journal\n  declare the parameters of the script with params { }: then baksh asks for the value\n"

        where:
        words                      || journaled
        ['--password', 'canary-1'] || '"args":["--password","***"]'
        ['--password=canary-1']    || '"args":["--password=***"]'
        ['-pKEY']                  || '"args":["-p***"]'
        ['x', 'user:KEY@host']     || '"args":["x","user:***@host"]'
    }

    def "the answer to a question for a secret is not in the journal, and a resumed run asks again"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "println ask('Password of the vault?')\nprintln ask('Ticket?')\nstep('one') { fail 'here' }\n")

        when:
        CommandResult first = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal('canary-8\nCHG-1\n').start('run', book.toString())
        CommandResult second = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal('canary-9\n').start('resume', 'last')

        then:
        [first, second]*.code == [1, 1]
        [first, second]*.out == ['***\nCHG-1\n'] * 2
        isClean(first.err + second.err)
        isClean(files(home))
    }

    def "a secret that is a parameter is asked for at a terminal when a run is resumed"() {
        given:
        Path book = Files.writeString(folder.resolve('book.groovy'), "params { string 'apiKey', required: true }\nprintln params.apiKey.size()\nstep('one') { fail 'here' }\n")

        when:
        harness.start(['run', book.toString(), '--apiKey', 'canary-1'])
        CommandResult resumed = new CommandRunner(home).useSandbox(harness.sandbox).useTerminal('canary-long\n').start('resume', 'last')

        then:
        resumed.out == '11\n'
        resumed.code == 1
        isClean(files(home))
    }
}
