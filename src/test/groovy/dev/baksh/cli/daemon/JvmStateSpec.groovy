package dev.baksh.cli.daemon

import spock.lang.Specification

import java.security.Provider
import java.security.Security
import java.util.logging.Level
import java.util.logging.Logger
import javax.net.ssl.HostnameVerifier
import javax.net.ssl.HttpsURLConnection
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLSocketFactory

/** No state of one request of the warm process is visible to the next. */
class JvmStateSpec extends Specification {
    def "a change of a request is undone after the request: #name"() {
        given:
        def before = read()
        JvmState state = new JvmState()

        when:
        change()
        def changed = read()
        state.restore()

        then:
        changed != before
        read() == before

        where:
        name                | read                                                     | change
        'a new property'    | { -> System.getProperty('x.y') }                         | { -> System.setProperty('x.y', '1') }
        'a property'        | { -> System.getProperty('java.io.tmpdir') }              | { -> System.setProperty('java.io.tmpdir', '/none') }
        'a cleared property' | { -> System.getProperty('user.name') }                  | { -> System.clearProperty('user.name') }
        'the locale'        | { -> Locale.default }                                    | { -> Locale.setDefault(Locale.JAPAN) }
        'the format'        | { -> Locale.getDefault(Locale.Category.FORMAT) }         | { -> Locale.setDefault(Locale.Category.FORMAT, Locale.JAPAN) }
        'the time zone'     | { -> TimeZone.default.ID }                               | { -> TimeZone.setDefault(TimeZone.getTimeZone('Asia/Tokyo')) }
        'standard output'   | { -> System.out }                                        | { -> System.setOut(new PrintStream(new ByteArrayOutputStream())) }
        'standard input'    | { -> System.in }                                         | { -> System.setIn(new ByteArrayInputStream(new byte[0])) }
        'the handler'       | { -> Thread.defaultUncaughtExceptionHandler }            | { -> Thread.setDefaultUncaughtExceptionHandler({ t, e -> }) }
        'the authenticator' | { -> Authenticator.default }                             | { -> Authenticator.setDefault(new Authenticator() {}) }
        'the proxies'       | { -> ProxySelector.default }                             | { -> ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress('127.0.0.1', 1))) }
        'the cookies'       | { -> CookieHandler.default }                             | { -> CookieHandler.setDefault(new CookieManager()) }
        'the verifier'      | { -> HttpsURLConnection.defaultHostnameVerifier }        | { -> HttpsURLConnection.setDefaultHostnameVerifier({ a, b -> true } as HostnameVerifier) }
        'the providers'     | { -> Security.providers.toList() }                       | { -> Security.insertProviderAt(new Provider('X', '1', 'x') {}, 1) }
        'a security property' | { -> Security.getProperty('networkaddress.cache.negative.ttl') } | { -> Security.setProperty('networkaddress.cache.negative.ttl', '77') }
        'disabled algorithms' | { -> Security.getProperty('jdk.tls.disabledAlgorithms') } | { -> Security.setProperty('jdk.tls.disabledAlgorithms', '') }
        'the TLS context'   | { -> SSLContext.default }                                 | { -> SSLContext.setDefault(SSLContext.getInstance('TLS')) }
        'the socket factory' | { -> HttpsURLConnection.defaultSSLSocketFactory }        | { -> HttpsURLConnection.setDefaultSSLSocketFactory(newSocketFactory()) }
        'redirects'         | { -> HttpURLConnection.followRedirects }                  | { -> HttpURLConnection.setFollowRedirects(false) }
        'user interaction'  | { -> URLConnection.defaultAllowUserInteraction }          | { -> URLConnection.setDefaultAllowUserInteraction(true) }
        'a log level'       | { -> Logger.getLogger('').level }                         | { -> Logger.getLogger('').level = Level.OFF }
        'a new log level'   | { -> Logger.getLogger('a.b').level }                      | { -> Logger.getLogger('a.b').level = Level.ALL }
        'a method of a class' | { -> String.metaClass.respondsTo('', 'shout').size() }  | { -> String.metaClass.shout = { -> '!' } }
        'the metaclasses'   | { -> GroovySystem.metaClassRegistry.metaClassCreationHandler } | { -> ExpandoMetaClass.enableGlobally() }
        'a lost provider'   | { -> Security.providers.toList() }                       | { -> Security.removeProvider('SunJCE') }
    }

    private static SSLSocketFactory newSocketFactory() {
        SSLContext context = SSLContext.getInstance('TLS')
        context.init(null, null, null)
        context.socketFactory
    }
}
