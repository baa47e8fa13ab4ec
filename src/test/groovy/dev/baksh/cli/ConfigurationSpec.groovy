package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class ConfigurationSpec extends Specification {
    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(https: true))

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.env.putAll(BAKSH_N2WS_CA: sandbox.caFile().toString(), BAKSH_PX_CA: sandbox.caFile().toString())
    }

    def "an address is a URL, a host name or a page URL, whose path is removed with a notice: #address"() {
        given:
        baksh.env[variable] = address.replace('HOST', host(variable))

        expect:
        baksh.runExpression('[n2ws.policies[1].name, px.roles.count()]', '-o', 'json') == new CommandResult(0, '["nightly",5]\n',
            notice ? "$variable: $notice; using https://${host(variable)}\n" : '')

        where:
        variable         | address                    || notice
        'BAKSH_N2WS_URL' | 'https://HOST'             || null
        'BAKSH_N2WS_URL' | 'https://HOST/'            || null
        'BAKSH_N2WS_URL' | 'HOST'                     || null
        'BAKSH_N2WS_URL' | '  https://HOST  '         || null
        'BAKSH_N2WS_URL' | 'https://HOST/dashboard/'  || 'the path /dashboard/ is not needed'
        'BAKSH_PX_URL'   | 'HOST'                     || null
        'BAKSH_PX_URL'   | 'https://HOST/Backend/api' || 'the path is /backend in lower case'
        'BAKSH_PX_URL'   | 'https://HOST/pxBackup/#/' || 'the path /pxBackup/ is not needed'
    }

    def "an invalid address is rejected: #address"() {
        given:
        baksh.env.BAKSH_N2WS_URL = address

        expect:
        baksh.runExpression('n2ws.policies.count()') == failure(2, *lines, '  -e:1')

        where:
        address                     || lines
        'ftp://host'                || ["baksh: BAKSH_N2WS_URL: 'ftp' is not a supported scheme", '  write https://host or the bare host']
        'https://me:secret@host'    || ['baksh: BAKSH_N2WS_URL: the address must not contain a user name or password',
                                        '  write only the host; credentials have their own settings']
        'https://a b'               || ['baksh: BAKSH_N2WS_URL: not a valid address', '  write https://host or https://host:port']
    }

    def "a variable with a wrong value is refused before anything is sent: #variable=#value"() {
        given:
        baksh.env[variable] = value
        final int before = sandbox.requests().size()

        expect:
        baksh.runExpression('n2ws.policies.count()') == failure(2, *lines, '  -e:1')
        sandbox.requests().size() == before

        where:
        variable            | value   || lines
        'BAKSH_TOKEN_CACHE' | 'no'    || ["baksh: BAKSH_TOKEN_CACHE: 'no' is neither on nor off", '  use on or off']
        'BAKSH_TOKEN_CACHE' | ' 0 '   || ["baksh: BAKSH_TOKEN_CACHE: '0' is neither on nor off", '  use on or off']
        'BAKSH_RESEND'      | 'never' || ["baksh: BAKSH_RESEND: 'never' is neither once nor off", '  use once or off']
        'BAKSH_SETTLE'      | '3m'    || ["baksh: BAKSH_SETTLE: '3m' is not a number of seconds", '  use a number of seconds, for example 180']
        'BAKSH_READS'       | '0'     || ["baksh: BAKSH_READS: '0' is not a number from 1 to 999", '  write 4']
        'BAKSH_WRITES'      | '-1'    || ["baksh: BAKSH_WRITES: '-1' is not a number from 1 to 999", '  write 1']
    }

    def "an empty, blank or padded variable has its default or its value: #variable=#value"() {
        given:
        baksh.env[variable] = value

        expect:
        baksh.runExpression('n2ws.policies[1].name') == success('nightly')

        where:
        [variable, value] << [['BAKSH_TOKEN_CACHE', 'BAKSH_RESEND', 'BAKSH_SETTLE', 'BAKSH_READS', 'BAKSH_N2WS_PIN', 'BAKSH_N2WS_PLAINTEXT'], ['', '  ']].combinations() +
            [['BAKSH_TOKEN_CACHE', ' OFF '], ['BAKSH_TOKEN_CACHE', 'On'], ['BAKSH_RESEND', ' Once\n'], ['BAKSH_SETTLE', ' 180 s '], ['BAKSH_N2WS_PLAINTEXT', ' true\r']]
    }

    def "Portworx accepts client credentials, a password or a pasted token"() {
        given:
        baksh.env.keySet().removeAll(['BAKSH_PX_CLIENT_ID', 'BAKSH_PX_CLIENT_SECRET'])
        baksh.env.putAll(BAKSH_PX_USERNAME: sandbox.pxUsername(), BAKSH_PX_PASSWORD: sandbox.pxPassword())

        expect:
        baksh.runExpression('px.roles.count()') == success('5')
    }

    def "a missing credential is named"() {
        given:
        baksh.env.remove(variable)

        expect:
        baksh.runExpression(expression) == failure(2, *lines, '  -e:1')

        where:
        variable                 | expression       || lines
        'BAKSH_N2WS_API_KEY'     | 'n2ws.policies.count()' || ['baksh: BAKSH_N2WS_URL is set, but no credential is configured',
                                                               '  set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox']
        'BAKSH_PX_CLIENT_SECRET' | 'px.roles.count()'      || ['baksh: BAKSH_PX_URL is set, but no credential is configured',
                                                               '  set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, '
                                                                   + 'BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox']
    }

    private String host(String variable) {
        return (variable == 'BAKSH_PX_URL' ? sandbox.pxUrl() : sandbox.n2wsUrl()).authority
    }
}
