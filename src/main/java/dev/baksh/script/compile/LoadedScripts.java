package dev.baksh.script.compile;

import groovy.lang.Closure;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Cache of loaded script classes for the next run of the same source in this process. Only stores classes without state
 * between runs: a script and its closures, without static fields, own classes or libraries.
 */
public final class LoadedScripts {
    private static final int MAX_ENTRIES = 50;
    /** Static fields that Groovy generates; their values depend only on the class. */
    private static final Pattern GROOVY_FIELDS =
            Pattern.compile("\\$staticClassInfo\\$?|__\\$stMC|\\$callSiteArray|serialVersionUID|\\$const\\$\\d+");

    /** Loaded classes of a script. */
    record LoadedScript(CompiledScript compiledScript, CachedClassLoader loader) {}

    private final Map<String, LoadedScript> scripts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LoadedScript> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** Returns the classes for a key of {@link ScriptCache}, or null. */
    synchronized LoadedScript get(String key) {
        LoadedScript script = scripts.get(key);
        return script == null || script.loader().hasLoadedLibrary() ? null : script;
    }

    /** Stores the classes when they cannot keep state of a run. */
    synchronized void putIfReusable(String key, LoadedScript script) throws ClassNotFoundException {
        for (CompiledScript.ClassFile classFile : script.compiledScript().classes()) {
            if (classFile.fromLibrary()) return;
            Class<?> loadedClass = Class.forName(classFile.name(), false, script.loader());
            boolean isMainClass =
                    classFile.name().equals(script.compiledScript().mainClass());
            if (!isMainClass && loadedClass.getSuperclass() != Closure.class) return;
            for (Field field : loadedClass.getDeclaredFields()) {
                boolean isGroovyField = GROOVY_FIELDS.matcher(field.getName()).matches();
                if (Modifier.isStatic(field.getModifiers()) && !isGroovyField) return;
            }
        }
        scripts.put(key, script);
    }
}
