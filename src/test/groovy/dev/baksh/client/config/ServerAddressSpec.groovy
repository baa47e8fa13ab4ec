package dev.baksh.client.config

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification

class ServerAddressSpec extends Specification {
    final List<String> notices = []

    def "#text is #url"() {
        expect:
        ServerAddress.parse('BAKSH_PX_URL', text, { notices << it }) == URI.create(url)
        notices == (notice ? ['BAKSH_PX_URL: ' + notice] : [])

        where:
        text                                 || url                          | notice
        'n2ws.example.com'                   || 'https://n2ws.example.com'   | null
        ' n2ws.example.com\n'                || 'https://n2ws.example.com'   | null
        'n2ws.example.com:8443'              || 'https://n2ws.example.com:8443' | null
        'localhost:8080/api/'                || 'https://localhost:8080'     | 'the path /api/ is not needed; using https://localhost:8080'
        'https://n2ws.example.com/'          || 'https://n2ws.example.com'   | null
        'HTTPS://n2ws.example.com'           || 'https://n2ws.example.com'   | null
        'http://127.0.0.1:8080'              || 'http://127.0.0.1:8080'      | null
        'https://[::1]:8443'                 || 'https://[::1]:8443'         | null
        'https://x.example.com/#/dashboard'  || 'https://x.example.com'      | null
        'https://x.example.com/login?next=a' || 'https://x.example.com'      | 'the path /login is not needed; using https://x.example.com'
        'https://x.example.com/Backend/api/' || 'https://x.example.com'      | 'the path is /backend in lower case; using https://x.example.com'
    }

    def "#text is rejected, and its content is not repeated"() {
        when:
        ServerAddress.parse('BAKSH_PX_URL', text, { notices << it })

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == 'BAKSH_PX_URL: ' + message
        e.hint() == hint
        notices.empty

        where:
        text                           || message                                                    | hint
        'ftp://host'                   || '\'ftp\' is not a supported scheme'                        | 'write https://host or the bare host'
        'file:///etc/passwd'           || '\'file\' is not a supported scheme'                       | 'write https://host or the bare host'
        'https://u:hunter2@host'       || 'the address must not contain a user name or password'   | 'write only the host; credentials have their own settings'
        'u:hunter2@host'               || 'the address must not contain a user name or password'   | 'write only the host; credentials have their own settings'
        'https://'                     || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://a b'                  || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://my_host'              || 'no host in the address'                                   | 'write https://host'
        'https:///path'                || 'no host in the address'                                   | 'write https://host'
        'https:/host'                  || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https:host'                   || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://host:99999'           || 'invalid port 99999'                                       | 'ports are 1 to 65535'
        'https://host:0'               || 'invalid port 0'                                           | 'ports are 1 to 65535'
        'https://host:'                || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://host:x'               || 'no host in the address'                                   | 'write https://host'
    }
}
