package dev.baksh.client.http

import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import spock.lang.Specification

/** Descriptions of responses that do not come from the API. */
class NonApiResponseSpec extends Specification {
    static final String NOT_FOLLOWED = ', which baksh does not follow'

    static ServerConfig config(String url) { ClientFixture.serverConfig('n2ws', URI.create(url)) }

    static HttpResponse response(int status, Map<String, String> headers = [:], String body = '') {
        return new HttpResponse(status, headers, body.bytes)
    }

    def "#url: a redirect to #location says where it leads and what to do"() {
        when:
        NonApiResponse other = NonApiResponse.of(config(url), '/api/aws/policies' + (slash ? '/' : ''), response(302, location == null ? [:] : [location: location]), null)

        then:
        other.message() == 'the server responds with a redirect' + (shown ? " to $shown" : '') + NOT_FOLLOWED
        other.hint() == hint

        where:
        url                   | slash | location                                       || shown                                  | hint
        'https://host'        | false | '/api/aws/policies/'                           || 'https://host/api/aws/policies/'       | 'the path has no final slash: write /api/aws/policies/; paths of N2WS end in /'
        'https://host'        | false | 'https://host/api/aws/policies/?page=1'        || 'https://host/api/aws/policies/'       | 'the path has no final slash: write /api/aws/policies/; paths of N2WS end in /'
        'https://host/n2ws'   | false | '/n2ws/api/aws/policies/'                      || 'https://host/n2ws/api/aws/policies/'  | 'the path has no final slash: write /n2ws/api/aws/policies/; paths of N2WS end in /'
        'https://host'        | true  | '/api/aws/policies'                            || 'https://host/api/aws/policies'        | 'write the path without a final slash'
        'http://host'         | true  | 'https://host/api/aws/policies/'               || 'https://host/api/aws/policies/'       | 'write https:// in BAKSH_N2WS_URL'
        'https://host'        | true  | 'https://host:8443/api/aws/policies/'          || 'https://host:8443/api/aws/policies/'  | 'check the scheme and the port in BAKSH_N2WS_URL'
        'https://host'        | true  | 'http://host/api/aws/policies/'                || 'http://host/api/aws/policies/'        | 'check the scheme and the port in BAKSH_N2WS_URL'
        'https://host'        | true  | 'https://other.test/api/aws/policies/'         || 'https://other.test/api/aws/policies/' | 'if other.test is the right server, write it in BAKSH_N2WS_URL; baksh sends no credential to another host by itself'
        'https://host'        | true  | '//u:p@other.test/x?token=secret#y'            || 'https://other.test/x'                 | 'if other.test is the right server, write it in BAKSH_N2WS_URL; baksh sends no credential to another host by itself'
        'https://host'        | true  | '/n2ws/api/aws/policies/'                      || 'https://host/n2ws/api/aws/policies/'  | 'add the base path /n2ws to BAKSH_N2WS_URL'
        'https://host'        | true  | '/login?next=/api/'                            || 'https://host/login'                   | 'this is not the API: check the path in BAKSH_N2WS_URL'
        'https://host'        | true  | 'login/'                                       || 'https://host/api/aws/policies/login/' | 'this is not the API: check the path in BAKSH_N2WS_URL'
        'https://host'        | true  | null                                           || null                                   | 'check BAKSH_N2WS_URL: https instead of http, and the right host'
        'https://host'        | true  | 'javascript:alert(1)'                          || null                                   | 'check BAKSH_N2WS_URL: https instead of http, and the right host'
    }

    def "a response through a proxy without a tunnel names the proxy: #status, #headers"() {
        when:
        NonApiResponse other = NonApiResponse.of(config('http://host'), '/api/x/', response(status, headers, body), 'proxy:3128')

        then:
        other?.message() == message
        other == null || other.hint().contains('NO_PROXY') || other.hint().contains('a proxy may redirect')

        where:
        status | headers                                              | body        || message
        403    | ['content-type': 'text/html', 'x-squid-error': 'ERR_ACCESS_DENIED 0'] | '<html>' || 'the proxy proxy:3128 responds instead of the server'
        503    | ['content-type': 'text/html', 'x-squid-error': 'ERR_DNS_FAIL 0'] | '<html>'    || 'the proxy proxy:3128 responds instead of the server'
        502    | ['proxy-status': 'proxy; error=dns_error']           | ''          || 'the proxy proxy:3128 responds instead of the server'
        404    | ['x-squid-error': 'ERR_INVALID_URL 0']               | ''          || 'the proxy proxy:3128 responds instead of the server'
        403    | ['content-type': 'text/html']                        | '<html>'    || 'the response comes from the proxy proxy:3128 or a web server, and not from the API'
        504    | [:]                                                  | ''          || 'the response comes from the proxy proxy:3128 or a web server, and not from the API'
        302    | [location: 'http://portal.test/login']               | ''          || 'the server or the proxy proxy:3128 responds with a redirect to http://portal.test/login, which baksh does not follow'
        403    | ['content-type': 'application/json']                 | '{}'        || null
        503    | ['content-type': 'application/json']                 | '{}'        || null
        404    | ['content-type': 'text/html']                        | '<html>'    || null
        401    | ['content-type': 'text/html']                        | '<html>'    || null
        200    | ['content-type': 'text/html']                        | '<html>'    || null
    }

    def "a connection test through a proxy names the proxy: #status, #headers"() {
        when:
        NonApiResponse other = NonApiResponse.ofProbe(config('http://host'), response(status, headers), proxy)

        then:
        other?.message() == message

        where:
        status | headers                                | proxy        || message
        503    | ['x-squid-error': 'ERR_DNS_FAIL 0']    | 'proxy:3128' || 'the proxy proxy:3128 responds instead of the server'
        403    | ['x-squid-error': 'ERR_DENIED 0']      | 'proxy:3128' || 'the proxy proxy:3128 responds instead of the server'
        502    | [:]                                    | 'proxy:3128' || 'the response comes from the proxy proxy:3128 or a web server, and not from the API'
        302    | [location: 'http://portal.test/login'] | 'proxy:3128' || 'the server or the proxy proxy:3128 responds with a redirect to http://portal.test/login, which baksh does not follow'
        403    | [:]                                    | 'proxy:3128' || null
        404    | [:]                                    | 'proxy:3128' || null
        200    | [:]                                    | 'proxy:3128' || null
        503    | [:]                                    | null         || null
    }

    def "a web server that requires a client certificate says so in a page: #body"() {
        expect:
        with(NonApiResponse.of(config('https://host'), '/api/x/', response(400, ['content-type': 'text/html'], body), null)) {
            message() == 'the server requires a client certificate, which baksh cannot present'
            hint() == 'use an address of the server that accepts clients without a certificate'
        }

        where:
        body << ['<title>400 No required SSL certificate was sent</title>', '<title>400 The SSL certificate error</title>']
    }
}
