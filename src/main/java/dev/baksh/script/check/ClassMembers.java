package dev.baksh.script.check;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.PropertyNode;

/**
 * Properties and methods that a class declares, read from its declaration: of a class that is loaded, or of a text that is
 * not even compiled. No object is needed, and no code of the class runs, its static blocks neither.
 */
public final class ClassMembers {
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

    private final List<Member> members = new ArrayList<>();
    private final Function<String, ClassMembers> types;
    private final String above;

    /**
     * @param fixed static
     * @param says  of a method what it takes, {@code (int, String)}; of a property its type
     * @param gives the class it gives, where that is loaded
     * @param name  of what it gives, as written
     */
    private record Member(String word, boolean fixed, String says, Class<?> gives, String name) {}

    private ClassMembers(Function<String, ClassMembers> types, String above) {
        this.types = types;
        this.above = above;
    }

    /** Of a loaded class; empty for one that cannot be read. */
    public static ClassMembers of(Class<?> type) {
        ClassMembers outline = new ClassMembers(name -> null, null);
        try {
            for (Method method : type.getMethods()) {
                if (method.isSynthetic()) continue;
                List<String> takes = Arrays.stream(method.getParameterTypes())
                        .map(one -> one == Object.class ? "anything" : one.getSimpleName())
                        .toList();
                Class<?> gives = method.getReturnType();
                boolean fixed = Modifier.isStatic(method.getModifiers());
                outline.method(method.getName(), fixed, takes, gives, gives.getSimpleName());
            }
        } catch (LinkageError e) {
            outline.members.clear(); // A class that it needs is gone; a call says which.
        }
        return outline;
    }

    /** @param types the classes that may be named in it, by simple name; null for one that is not known */
    static ClassMembers of(ClassNode type, Function<String, ClassMembers> types) {
        ClassNode above = type.getUnresolvedSuperClass(false);
        ClassMembers outline = new ClassMembers(types, above == null ? null : above.getNameWithoutPackage());
        for (PropertyNode property : type.getProperties())
            outline.property(property.getName(), property.isStatic(), simple(property.getType()));
        for (FieldNode field : type.getFields())
            if (field.isPublic() || field.isEnum())
                outline.property(field.getName(), field.isStatic(), simple(field.getType()));
        for (MethodNode method : type.getMethods()) {
            if (method.isPrivate() || method.isProtected()) continue;
            List<String> takes = Arrays.stream(method.getParameters())
                    .map(one -> one.isDynamicTyped() ? one.getName() : simple(one.getType()) + " " + one.getName())
                    .toList();
            outline.method(method.getName(), method.isStatic(), takes, null, simple(method.getReturnType()));
        }
        return outline;
    }

    private static String simple(ClassNode type) {
        return type.getNameWithoutPackage();
    }

    private void property(String name, boolean fixed, String type) {
        if (name.indexOf('$') < 0) members.add(new Member(name, fixed, type, null, type));
    }

    private void method(String name, boolean fixed, List<String> takes, Class<?> gives, String given) {
        if (name.indexOf('$') >= 0 || name.indexOf('<') >= 0 || COMMON.contains(name)) return;
        if (name.matches("set\\p{Lu}.*") && takes.size() == 1) return;
        boolean property = takes.isEmpty() && name.matches("(get|is)\\p{Lu}.*");
        String says = property ? given : takes.stream().collect(Collectors.joining(", ", "(", ")"));
        members.add(new Member(property ? decapitalised(name) : name, fixed, says, gives, given));
        // A loaded class may also be asked by the method's own name.
        if (property) members.add(new Member(name, fixed, null, gives, given));
    }

    private static String decapitalised(String getter) {
        String name = getter.substring(getter.startsWith("is") ? 2 : 3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /**
     * The words behind a dot, sorted, and what each of them is.
     *
     * @param fixed behind the name of the class; otherwise behind an object of it
     */
    public Map<String, String> words(boolean fixed) {
        Map<String, String> words = new TreeMap<>();
        for (ClassMembers one : line()) {
            for (Member member : one.members) {
                if (member.fixed() == fixed && member.says() != null) words.putIfAbsent(member.word(), member.says());
            }
        }
        return words;
    }

    /** What a property or a method gives; null when that is not known, or has no words of its own. */
    public ClassMembers given(String word, boolean fixed) {
        for (ClassMembers one : line()) {
            for (Member member : one.members) {
                if (member.fixed() != fixed || !member.word().equals(word)) continue;
                if (member.gives() == null) return one.types.apply(member.name());
                boolean plain = member.gives().isPrimitive()
                        || member.gives().isArray()
                        || member.gives().getName().startsWith("java.lang.");
                return plain ? null : of(member.gives());
            }
        }
        return null;
    }

    /** This and the classes above it, as far as they are known. */
    private List<ClassMembers> line() {
        Map<String, ClassMembers> line = new LinkedHashMap<>();
        ClassMembers at = this;
        String name = "";
        while (at != null && line.putIfAbsent(name, at) == null) {
            name = at.above;
            at = name == null ? null : at.types.apply(name);
        }
        return List.copyOf(line.values());
    }
}
