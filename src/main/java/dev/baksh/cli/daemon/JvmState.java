package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Snapshot of the state of the JVM that every request shares. The warm process restores the state after each request, so that no
 * request sees what an earlier one has set. A script that reaches state without a way to restore it runs in a process of its own.
 */
final class JvmState {
    private final Properties properties = (Properties) System.getProperties().clone();
    private final Locale locale = Locale.getDefault();
    private final Locale displayLocale = Locale.getDefault(Locale.Category.DISPLAY);
    private final Locale formatLocale = Locale.getDefault(Locale.Category.FORMAT);
    private final TimeZone timeZone = TimeZone.getDefault();
    private final InputStream in = System.in;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Thread.UncaughtExceptionHandler exceptionHandler = Thread.getDefaultUncaughtExceptionHandler();
    private final Authenticator authenticator = Authenticator.getDefault();
    private final ProxySelector proxySelector = ProxySelector.getDefault();
    private final CookieHandler cookieHandler = CookieHandler.getDefault();
    private final ResponseCache responseCache = ResponseCache.getDefault();
    private final HostnameVerifier hostnameVerifier = HttpsURLConnection.getDefaultHostnameVerifier();
    private final SSLSocketFactory socketFactory = HttpsURLConnection.getDefaultSSLSocketFactory();
    private final Provider[] providers = Security.getProviders();

    void restore() {
        System.setProperties((Properties) properties.clone());
        Locale.setDefault(locale);
        Locale.setDefault(Locale.Category.DISPLAY, displayLocale);
        Locale.setDefault(Locale.Category.FORMAT, formatLocale);
        TimeZone.setDefault(timeZone);
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
        Thread.setDefaultUncaughtExceptionHandler(exceptionHandler);
        Authenticator.setDefault(authenticator);
        ProxySelector.setDefault(proxySelector);
        CookieHandler.setDefault(cookieHandler);
        ResponseCache.setDefault(responseCache);
        HttpsURLConnection.setDefaultHostnameVerifier(hostnameVerifier);
        HttpsURLConnection.setDefaultSSLSocketFactory(socketFactory);
        restoreProviders();
    }

    private void restoreProviders() {
        if (Arrays.equals(providers, Security.getProviders())) return;
        for (Provider provider : Security.getProviders()) Security.removeProvider(provider.getName());
        for (Provider provider : providers) Security.addProvider(provider);
    }

    /** Returns the umask of this process in octal, or null if the system does not tell it. */
    static String umask() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status")))
                if (line.startsWith("Umask:"))
                    return line.substring("Umask:".length()).strip();
        } catch (IOException e) {
            return null; // Not Linux.
        }
        return null;
    }
}
