package dev.baksh.cli.daemon;

import groovy.lang.GroovySystem;
import groovy.lang.MetaClass;
import groovy.lang.MetaClassRegistry;
import groovy.lang.MetaClassRegistry.MetaClassCreationHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Snapshot of the state of the JVM that every request shares. The warm process restores the state after each request, in
 * addition to {@link IsolationCheck}, which admits only scripts that do not change the state.
 */
final class JvmState {
    /** Names of the security properties of the JDK; another name has no effect on the JDK. */
    private static final Set<String> SECURITY_PROPERTIES = readSecurityPropertyNames();

    private final Properties properties = (Properties) System.getProperties().clone();
    private final Map<String, String> securityProperties = new TreeMap<>();
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
    private final boolean followRedirects = HttpURLConnection.getFollowRedirects();
    private final boolean allowUserInteraction = URLConnection.getDefaultAllowUserInteraction();
    private final HostnameVerifier hostnameVerifier = HttpsURLConnection.getDefaultHostnameVerifier();
    private final SSLSocketFactory socketFactory = HttpsURLConnection.getDefaultSSLSocketFactory();
    private final SSLContext sslContext = defaultContext();
    private final Provider[] providers = Security.getProviders();
    private final Map<String, Level> logLevels = new TreeMap<>();
    private final MetaClassCreationHandle metaClassHandle =
            GroovySystem.getMetaClassRegistry().getMetaClassCreationHandler();
    private final Set<MetaClass> metaClasses = Collections.newSetFromMap(new IdentityHashMap<>());

    JvmState() {
        for (String name : SECURITY_PROPERTIES) {
            String value = Security.getProperty(name);
            if (value != null) securityProperties.put(name, value);
        }
        loggers().forEach(logger -> logLevels.put(logger.getName(), logger.getLevel()));
        metaClasses.addAll(changedMetaClasses());
    }

    void restore() {
        System.setProperties((Properties) properties.clone());
        securityProperties.forEach((name, value) -> {
            if (!value.equals(Security.getProperty(name))) Security.setProperty(name, value);
        });
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
        HttpURLConnection.setFollowRedirects(followRedirects);
        URLConnection.setDefaultAllowUserInteraction(allowUserInteraction);
        HttpsURLConnection.setDefaultHostnameVerifier(hostnameVerifier);
        HttpsURLConnection.setDefaultSSLSocketFactory(socketFactory);
        if (sslContext != null) SSLContext.setDefault(sslContext);
        restoreProviders();
        restoreLoggers();
        restoreMetaClasses();
    }

    private void restoreProviders() {
        if (Arrays.equals(providers, Security.getProviders())) return;
        for (Provider provider : Security.getProviders()) Security.removeProvider(provider.getName());
        for (Provider provider : providers) Security.addProvider(provider);
    }

    private void restoreLoggers() {
        for (Logger logger : loggers()) {
            Level level = logLevels.get(logger.getName());
            if (logger.getLevel() != level) logger.setLevel(level);
        }
    }

    /** Removes the metaclasses that the request has set; Groovy then creates the default metaclasses. */
    private void restoreMetaClasses() {
        MetaClassRegistry registry = GroovySystem.getMetaClassRegistry();
        registry.setMetaClassCreationHandle(metaClassHandle);
        for (MetaClass metaClass : changedMetaClasses())
            if (!metaClasses.contains(metaClass)) registry.removeMetaClass(metaClass.getTheClass());
    }

    /** Returns the metaclasses that code has set, without those that Groovy has created. */
    private static List<MetaClass> changedMetaClasses() {
        List<MetaClass> changed = new ArrayList<>();
        Iterator<?> iterator = GroovySystem.getMetaClassRegistry().iterator();
        while (iterator.hasNext()) if (iterator.next() instanceof MetaClass metaClass) changed.add(metaClass);
        return changed;
    }

    private static List<Logger> loggers() {
        LogManager manager = LogManager.getLogManager();
        return Collections.list(manager.getLoggerNames()).stream()
                .map(manager::getLogger)
                .filter(Objects::nonNull)
                .toList();
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            return null; // A JVM without a trust store.
        }
    }

    private static Set<String> readSecurityPropertyNames() {
        Path file = Path.of(System.getProperty("java.home"), "conf", "security", "java.security");
        Properties defaults = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            defaults.load(reader);
        } catch (IOException e) {
            return Set.of();
        }
        return defaults.stringPropertyNames();
    }

    /** Returns the umask of this process in octal, or null if the system does not report the umask. */
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
