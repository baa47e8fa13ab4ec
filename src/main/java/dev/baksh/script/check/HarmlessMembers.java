package dev.baksh.script.check;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.BoundRow;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.ListMethods;
import dev.baksh.dsl.NounBinding;
import dev.baksh.dsl.NounGroup;
import dev.baksh.dsl.RolePlanDraft;
import dev.baksh.dsl.RowList;
import dev.baksh.dsl.RowsExtension;
import dev.baksh.dsl.ServerBinding;
import dev.baksh.dsl.TimeExtension;
import dev.baksh.script.runbook.RunbookScript;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObject;
import groovy.lang.MetaClass;
import groovy.lang.Script;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.runtime.ArrayGroovyMethods;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.EncodingGroovyMethods;
import org.codehaus.groovy.runtime.IOGroovyMethods;
import org.codehaus.groovy.runtime.ProcessGroovyMethods;
import org.codehaus.groovy.runtime.ResourceGroovyMethods;
import org.codehaus.groovy.runtime.StreamGroovyMethods;
import org.codehaus.groovy.runtime.StringGroovyMethods;

/**
 * Allow-list of the methods and properties that a script may use on a value whose type is not known, derived from the
 * catalogues and from the allowed classes. A name is allowed when each member with this name that the script can reach is
 * harmless; a property is also allowed when no reachable class has such a member, because the property is then a field of a
 * row or a key of a map.
 */
public final class HarmlessMembers {
    private static final List<Class<?>> GROOVY_METHODS = List.of(
            DefaultGroovyMethods.class,
            StringGroovyMethods.class,
            ArrayGroovyMethods.class,
            ResourceGroovyMethods.class,
            IOGroovyMethods.class,
            EncodingGroovyMethods.class,
            StreamGroovyMethods.class,
            ProcessGroovyMethods.class,
            TimeExtension.class,
            RowsExtension.class);

    /** Groovy's methods on every object that are harmless. */
    private static final Set<String> OBJECT_METHODS = Set.of("""
            any asBoolean asType collect each eachWithIndex every find findAll findIndexOf findIndexValues findLastIndexOf
            findResult grep inject inspect is isCase iterator join print printf println sprintf tap toString with equals
            hashCode split stream""".split("\\s+"));

    private static final Set<String> CLOSURE_METHODS = Set.of("""
            call andThen compose curry memoize memoizeAtLeast memoizeAtMost memoizeBetween ncurry rcurry trampoline
            setDelegate setResolveStrategy""".split("\\s+"));

    /** Properties of a closure that give objects of the script. */
    private static final Set<String> CLOSURE_PROPERTIES = Set.of("delegate", "owner", "thisObject", "resolveStrategy");

    /** Methods of allowed classes with an effect on the process, although their types are harmless. */
    private static final Set<String> REFUSED_METHODS = Set.of("""
            deleteOnExit finalize getProperty setProperty invokeMethod getMetaClass setMetaClass eachObject
            withObjectInputStream withObjectOutputStream""".split("\\s+"));

    /** Methods of values of the DSL that the catalogue does not list. */
    private static final Set<String> DSL_METHODS = Set.of(
            "planned has get names list exportCsv count size contains columns saveTo exit code hint token".split(" "));

    private final Set<String> methods = new HashSet<>();
    private final Set<String> properties = new HashSet<>();
    /** Methods and properties that a reachable class has, harmless or not. */
    private final Set<String> reachableMethods = new HashSet<>();

    private final Set<String> reachableProperties = new HashSet<>();
    /** Methods of a script itself, without a receiver. */
    private final Set<String> scriptMethods = new HashSet<>();

    /** @param catalogs the shipped catalogues; names of other catalogues may hide members of the platform */
    public HarmlessMembers(Collection<Catalog> catalogs) {
        HarmlessClasses.all().forEach(this::addPlatformClass);
        GROOVY_METHODS.forEach(this::addGroovyMethods);
        for (Class<?> type : List.of(
                Class.class,
                ClassLoader.class,
                Closure.class,
                Binding.class,
                MetaClass.class,
                GroovyObject.class,
                RunbookScript.class,
                BakshScript.class,
                Script.class,
                ServerBinding.class,
                NounBinding.class,
                NounGroup.class,
                BoundRow.class,
                Row.class,
                Rows.class,
                RowList.class,
                RolePlanDraft.class)) addReachable(type);
        methods.addAll(OBJECT_METHODS);
        methods.addAll(CLOSURE_METHODS);
        properties.addAll(CLOSURE_PROPERTIES);
        methods.addAll(DSL_METHODS);
        methods.addAll(DslType.RAW_VERBS);
        methods.addAll(ListMethods.names());
        catalogs.forEach(this::addCatalog);
        for (Class<?> type : List.of(BakshScript.class, RunbookScript.class))
            for (Method method : type.getDeclaredMethods())
                if (Modifier.isPublic(method.getModifiers()) && method.getName().indexOf('$') < 0)
                    scriptMethods.add(method.getName());
        scriptMethods.removeAll(List.of("methodMissing", "evaluate", "run"));
        scriptMethods.addAll(List.of("print", "println", "printf"));
        methods.removeAll(REFUSED_METHODS);
    }

    /** Returns the property that a method without parameters reads, or null. */
    static String propertyName(Method method) {
        String name = method.getName();
        if (method.getParameterCount() > 0) return null;
        if (name.length() > 3 && name.startsWith("get")) return decapitalize(name.substring(3));
        if (name.length() > 2 && name.startsWith("is")) return decapitalize(name.substring(2));
        return null;
    }

    private static String decapitalize(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private void addPlatformClass(Class<?> type) {
        addReachable(type);
        if (type == Object.class || type == Closure.class) return;
        for (Method method : type.getMethods()) {
            boolean isOfObject = method.getDeclaringClass() == Object.class;
            if (Modifier.isStatic(method.getModifiers()) || isOfObject || !HarmlessClasses.isHarmless(method)) continue;
            if (!REFUSED_METHODS.contains(method.getName())) addMethod(method.getName());
        }
    }

    /** Adds a method, and the property that it reads or writes. */
    private void addMethod(String name) {
        methods.add(name);
        for (String prefix : List.of("get", "is", "set"))
            if (name.length() > prefix.length() && name.startsWith(prefix))
                properties.add(decapitalize(name.substring(prefix.length())));
    }

    private void addGroovyMethods(Class<?> extension) {
        boolean isOwn = extension == TimeExtension.class || extension == RowsExtension.class;
        for (Method method : extension.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) || method.getParameterCount() == 0) continue;
            Class<?> self = method.getParameterTypes()[0];
            if (HarmlessClasses.isHarmlessType(self) || self == Class.class) addReachable(method, 1);
            boolean isHarmless = self != Object.class && HarmlessClasses.isHarmless(method);
            if (isHarmless && !REFUSED_METHODS.contains(method.getName()) || isOwn) addMethod(method.getName());
        }
    }

    private void addReachable(Class<?> type) {
        for (Method method : type.getMethods()) addReachable(method, 0);
        boolean isGroovyClass = Script.class.isAssignableFrom(type) || Closure.class.isAssignableFrom(type);
        if (!isGroovyClass) return;
        for (Class<?> current = type; current != null; current = current.getSuperclass())
            Arrays.stream(current.getDeclaredFields()).forEach(field -> reachableProperties.add(field.getName()));
    }

    /** @param selfCount number of parameters that stand for the receiver */
    private void addReachable(Method method, int selfCount) {
        String name = method.getName();
        reachableMethods.add(name);
        int count = method.getParameterCount() - selfCount;
        // A class as a value has the static properties of the class; only their change has an effect.
        boolean isReader = count == 0 && (selfCount > 0 || !Modifier.isStatic(method.getModifiers()));
        for (String prefix : isReader ? List.of("get", "is") : count == 1 ? List.of("set") : List.<String>of())
            if (name.length() > prefix.length() && name.startsWith(prefix))
                reachableProperties.add(decapitalize(name.substring(prefix.length())));
    }

    private void addCatalog(Catalog catalog) {
        for (Noun noun : catalog.nouns().values()) {
            properties.addAll(List.of(noun.name().split("\\.")));
            addFields(noun.fields().values());
            for (Operation operation : noun.operations().values()) {
                methods.add(operation.verb());
                if (operation.isProperty()) properties.add(operation.verb());
                methods.addAll(DslNames.blockVerbs(operation));
                addFields(operation.body().values());
            }
        }
    }

    private void addFields(Collection<Field> fields) {
        for (Field field : fields) {
            properties.add(field.name());
            properties.add(NameSuggestions.toCamelCase(field.name()));
            addFields(field.fields().values());
        }
    }

    boolean isHarmlessMethod(String name) {
        return methods.contains(name);
    }

    /** Returns true for a method of every script: {@code table}, {@code step}. */
    boolean isScriptMethod(String name) {
        return scriptMethods.contains(name);
    }

    boolean isHarmlessProperty(String name) {
        return properties.contains(name) || !reachableProperties.contains(name);
    }

    /** Returns true when a reachable class has a method with this name. */
    boolean isReachableMethod(String name) {
        return reachableMethods.contains(name);
    }
}
