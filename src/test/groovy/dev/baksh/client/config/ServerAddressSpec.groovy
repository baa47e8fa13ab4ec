package dev.baksh.client.config

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.ServerKind
import spock.lang.Specification

class ServerAddressSpec extends Specification {
    final List<String> notices = []

    def "#text is #url"() {
        expect:
        ServerAddress.parse(ServerKind.PX, 'BAKSH_PX_URL', text, { notices << it }) == URI.create(url)
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
        'https://host/n2ws'                  || 'https://host/n2ws'          | null
        'https://host/n2ws/'                 || 'https://host/n2ws'          | null
        'https://host//a//b/'                || 'https://host/a/b'           | null
        'https://host/api/n2ws'              || 'https://host/api/n2ws'      | null
        'https://host/b%C3%BCcher'           || 'https://host/b%C3%BCcher'   | null
        'https://host/bücher'                || 'https://host/b%C3%BCcher'   | null
        'https://host/n2ws/api/'             || 'https://host/n2ws'          | 'the path /api/ is not needed; using https://host/n2ws'
        'https://host/n2ws/login'            || 'https://host/n2ws'          | 'the path /login is not needed; using https://host/n2ws'
        'https://host/px/backend/api/pxBackup' || 'https://host/px'          | 'the path /backend/api/pxBackup is not needed; using https://host/px'
        'https://host/px/Backend'            || 'https://host/px'            | 'the path is /backend in lower case; using https://host/px'
        'https://host/pxBackup/roles'        || 'https://host'               | 'the path /pxBackup/roles is not needed; using https://host'
        'https://host/auth/realms/master'    || 'https://host'               | 'the path /auth/realms/master is not needed; using https://host'
        'https://host/n2ws/#/policies'       || 'https://host/n2ws'          | 'using https://host/n2ws; remove /n2ws if it belongs to a page'
        'https://x.example.com/dashboard/policies' || 'https://x.example.com' | 'the path /dashboard/policies is not needed; using https://x.example.com'
        'https://host/n2ws/home/backup-monitor/' || 'https://host/n2ws'      | 'the path /home/backup-monitor/ is not needed; using https://host/n2ws'
        'https://x.example.com/login/sso?next=a#b' || 'https://x.example.com' | 'the path /login/sso is not needed; using https://x.example.com'
        'https://x.example.com/Sign-In/2'    || 'https://x.example.com'      | 'the path /Sign-In/2 is not needed; using https://x.example.com'
        'https://x.example.com/log-out'      || 'https://x.example.com'      | 'the path /log-out is not needed; using https://x.example.com'
        'https://host/homes/n2ws'            || 'https://host/homes/n2ws'    | null
        'https://host/n2ws-dashboard'        || 'https://host/n2ws-dashboard' | null
        'https://host/n2ws///'               || 'https://host/n2ws'          | null
        'https://host/a%2Fb'                 || 'https://host/a%2Fb'         | null
        'n2ws.example.com.'                  || 'https://n2ws.example.com.'  | null
        'my_host'                            || 'https://my_host'            | null
        'https://my_host:8443/n2ws'          || 'https://my_host:8443/n2ws'  | null
        'https://n2ws-1.my_zone.example.com' || 'https://n2ws-1.my_zone.example.com' | null
        'https://müller.example:8443'        || 'https://xn--mller-kva.example:8443' | null
        'BÜCHER.example'                     || 'https://xn--bcher-kva.example' | null
        'https://x.example.com/Backend/api/' || 'https://x.example.com'      | 'the path is /backend in lower case; using https://x.example.com'
    }

    def "the page names of another kind of server are a base path: #kind at #text is #url"() {
        expect:
        ServerAddress.parse(kind, 'BAKSH_URL', text, { notices << it }) == URI.create(url)
        notices == (notice ? ['BAKSH_URL: ' + notice] : [])

        where:
        kind            | text                                  || url                              | notice
        ServerKind.N2WS | 'https://host/backend'                || 'https://host/backend'           | null
        ServerKind.N2WS | 'https://host/backend/n2ws'           || 'https://host/backend/n2ws'      | null
        ServerKind.N2WS | 'https://host/Backend/n2ws/'          || 'https://host/Backend/n2ws'      | null
        ServerKind.N2WS | 'https://host/backend/api/'           || 'https://host/backend'           | 'the path /api/ is not needed; using https://host/backend'
        ServerKind.N2WS | 'https://host/auth'                   || 'https://host/auth'              | null
        ServerKind.N2WS | 'https://host/auth/admin/n2ws'        || 'https://host/auth/admin/n2ws'   | null
        ServerKind.N2WS | 'https://host/auth/realms/n2ws'       || 'https://host/auth/realms/n2ws'  | null
        ServerKind.N2WS | 'https://host/v1'                     || 'https://host/v1'                | null
        ServerKind.N2WS | 'https://host/pxBackup/n2ws'          || 'https://host/pxBackup/n2ws'     | null
        ServerKind.N2WS | 'https://host/n2ws/api/token/obtain/' || 'https://host/n2ws'              | 'the path /api/token/obtain/ is not needed; using https://host/n2ws'
        ServerKind.N2WS | 'https://host/api/aws/policies/1'     || 'https://host'                   | 'the path /api/aws/policies/1 is not needed; using https://host'
        ServerKind.N2WS | 'https://host/home/policies'          || 'https://host'                   | 'the path /home/policies is not needed; using https://host'
        ServerKind.N2WS | 'https://host/dashboard/'             || 'https://host'                   | 'the path /dashboard/ is not needed; using https://host'
        ServerKind.PX   | 'https://host/backend/px'             || 'https://host/backend/px'        | null
        ServerKind.PX   | 'https://host/backend/px/backend/'    || 'https://host/backend/px'        | 'the path /backend/ is not needed; using https://host/backend/px'
        ServerKind.PX   | 'https://host/backend/dashboard/1'    || 'https://host'                   | 'the path /backend/dashboard/1 is not needed; using https://host'
        ServerKind.PX   | 'https://host/auth/px'                || 'https://host/auth/px'           | null
        ServerKind.PX   | 'https://host/v1'                     || 'https://host'                   | 'the path /v1 is not needed; using https://host'
        ServerKind.PX   | 'https://host/api/aws'                || 'https://host/api/aws'           | null
    }

    def "#text is rejected, and its content is not repeated"() {
        when:
        ServerAddress.parse(ServerKind.PX, 'BAKSH_PX_URL', text, { notices << it })

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
        'https:///path'                || 'no host in the address'                                   | 'write https://host'
        'https:/host'                  || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https:host'                   || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://host:99999'           || 'invalid port 99999'                                       | 'ports are 1 to 65535'
        'https://host:0'               || 'invalid port 0'                                           | 'ports are 1 to 65535'
        'https://host:'                || 'not a valid address'                                       | 'write https://host or https://host:port'
        'https://host:x'               || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://host:123456'          || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://host:443:443'         || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://host/a/../b'          || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://host/%2e%2e/b'        || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://host..'               || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://' + 'a' * 64 + '.test' || 'not a valid address'                                     | 'write https://host or https://host:port'
        ('a' * 60 + '.') * 5           || 'not a valid address'                                      | 'write https://host or https://host:port'
        '//host'                       || 'no host in the address'                                   | 'write https://host'
        'https://https://host'         || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://ho%73t'               || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://a..b'                 || 'not a valid address'                                      | 'write https://host or https://host:port'
        'https://faß.example'          || 'the host has two forms in ASCII'                          | 'write the host in the form xn--...'
        'https://[fe80::1%eth0]:8443'  || 'an IPv6 address with a zone (%...) is not supported'      | 'write the name or a global address of the server; a zone has a meaning on this machine only'
        'https://[fe80::1%25eth0]'     || 'an IPv6 address with a zone (%...) is not supported'      | 'write the name or a global address of the server; a zone has a meaning on this machine only'
        'fe80::1%eth0'                 || 'an IPv6 address with a zone (%...) is not supported'      | 'write the name or a global address of the server; a zone has a meaning on this machine only'
        'fe80::1'                      || 'an IPv6 address needs brackets'                           | 'write https://[ADDRESS] or https://[ADDRESS]:PORT'
        'https://2001:db8::1:8443'     || 'an IPv6 address needs brackets'                           | 'write https://[ADDRESS] or https://[ADDRESS]:PORT'
    }

    def "host and port of #address are #host and #port"() {
        expect:
        ServerAddress.host(URI.create(address)) == host
        ServerAddress.port(URI.create(address)) == port

        where:
        address                 || host        | port
        'https://host'          || 'host'      | -1
        'https://host:8443/x'   || 'host'      | 8443
        'https://my_host:8443'  || 'my_host'   | 8443
        'https://u:p@my_host'   || 'my_host'   | -1
        'https://[::1]'         || '[::1]'     | -1
        'https://[::1]:8443'    || '[::1]'     | 8443
    }
}
