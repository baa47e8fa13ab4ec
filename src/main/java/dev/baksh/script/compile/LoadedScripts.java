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
    private static final int MOST = 50;
    /** Groovy's own, which depend on the class alone. */
    private static final Pattern OWN =
            Pattern.compile("\\$staticClassInfo\\$?|__\\$stMC|\\$callSiteArray|serialVersionUID|\\$const\\$\\d+");

    /** What was loaded for a text. */
    record Loaded(CompiledScript compiled, CachedClassLoader loader) {}

    private final Map<String, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Loaded> eldest) {
            return size() > MOST;
        }
    };

    /** What was kept under the key of a {@link ScriptCache}, or null. */
    synchronized Loaded get(String key) {
        Loaded there = loaded.get(key);
        return there == null || there.loader().reached() ? null : there;
    }

    /** Keeps it where nothing of a run can stay in it. */
    synchronized void keep(String key, Loaded fresh) throws ClassNotFoundException {
        for (CompiledScript.Code code : fresh.compiled().classes()) {
            if (code.library()) return;
            Class<?> made = Class.forName(code.name(), false, fresh.loader());
            boolean main = code.name().equals(fresh.compiled().main());
            if (!main && made.getSuperclass() != Closure.class) return;
            for (Field field : made.getDeclaredFields()) {
                boolean own = OWN.matcher(field.getName()).matches();
                if (Modifier.isStatic(field.getModifiers()) && !own) return;
            }
        }
        loaded.put(key, fresh);
    }
}
