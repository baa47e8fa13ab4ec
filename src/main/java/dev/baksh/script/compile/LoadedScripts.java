package dev.baksh.script.compile;

import groovy.lang.Closure;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Classes of texts that this process has loaded already, for the next run of the same text: of those alone that can keep
 * nothing from one run to the next. That is a script and its closures, without a static field, a class or a library of its own.
 */
public final class LoadedScripts {
    private static final int MAX_ENTRIES = 50;
    /** Groovy's own, which depend on the class alone. */
    private static final Pattern GROOVY_FIELDS =
            Pattern.compile("\\$staticClassInfo\\$?|__\\$stMC|\\$callSiteArray|serialVersionUID|\\$const\\$\\d+");

    /** What was loaded for a text. */
    record LoadedScript(CompiledScript compiledScript, CachedClassLoader loader) {}

    private final Map<String, LoadedScript> scripts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LoadedScript> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** What was kept under the key of a {@link ScriptCache}, or null. */
    synchronized LoadedScript get(String key) {
        LoadedScript script = scripts.get(key);
        return script == null || script.loader().hasLoadedLibrary() ? null : script;
    }

    /** Keeps it where nothing of a run can stay in it. */
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
