package dev.baksh.shell;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Properties and methods of a class, read from its declaration. No object is needed, and no code of the class runs. */
final class ClassWords {
    /** What every class has, by Java or by Groovy. */
    private static final Set<String> COMMON = Set.of(
            "getClass",
            "hashCode",
            "equals",
            "toString",
            "notify",
            "notifyAll",
            "wait",
            "getMetaClass",
            "setMetaClass",
            "getProperty",
            "setProperty",
            "invokeMethod");

    private ClassWords() {}

    /** Word and what it is; empty for a class that cannot be read. */
    static Map<String, String> of(Class<?> type) {
        Map<String, String> words = new TreeMap<>();
        try {
            for (Method method : type.getMethods()) {
                if (hidden(method)) continue;
                String property = property(method);
                if (property != null) words.put(property, simple(method.getReturnType()));
                else if (!setter(method)) words.putIfAbsent(method.getName(), signature(method));
            }
        } catch (LinkageError e) {
            return Map.of(); // A class that it needs is gone; a call says which.
        }
        return words;
    }

    /** The type of a property or of what a method gives, or null. */
    static Class<?> member(Class<?> type, String name) {
        try {
            for (Method method : type.getMethods()) {
                boolean named = name.equals(method.getName()) || name.equals(property(method));
                if (named && !hidden(method)) return method.getReturnType();
            }
        } catch (LinkageError e) {
            return null; // As above.
        }
        return null;
    }

    private static boolean hidden(Method method) {
        return method.isSynthetic()
                || Modifier.isStatic(method.getModifiers())
                || method.getName().indexOf('$') >= 0
                || COMMON.contains(method.getName());
    }

    private static boolean setter(Method method) {
        return method.getName().matches("set\\p{Lu}.*") && method.getParameterCount() == 1;
    }

    private static String property(Method method) {
        if (method.getParameterCount() > 0 || !method.getName().matches("(get|is)\\p{Lu}.*")) return null;
        String name = method.getName().substring(method.getName().startsWith("is") ? 2 : 3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static String signature(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(ClassWords::simple)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String simple(Class<?> type) {
        return type == Object.class ? "anything" : type.getSimpleName();
    }
}
