package dev.baksh.dsl;

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
 * Properties and methods of a class for completion, read from a loaded class or from source that is not compiled.
 * Creates no object and runs no code of the class, not even static blocks.
 */
public final class ClassMembers {
    /** Methods that Java or Groovy adds to every class. */
    private static final Set<String> COMMON_METHODS = Set.of("""
            getClass hashCode equals toString notify notifyAll wait getMetaClass setMetaClass
            getProperty setProperty invokeMethod""".split("\\s+"));

    private final List<Member> members = new ArrayList<>();
    private final Function<String, ClassMembers> typeLookup;
    private final String superclassName;

    /**
     * @param isStatic true for a static member
     * @param signature parameters of a method, {@code (int, String)}; type of a property
     * @param returnType type of the value, when loaded
     * @param typeName name of the value's type in the source
     */
    private record Member(
            String memberName, boolean isStatic, String signature, Class<?> returnType, String typeName) {}

    private ClassMembers(Function<String, ClassMembers> typeLookup, String superclassName) {
        this.typeLookup = typeLookup;
        this.superclassName = superclassName;
    }

    /** Reads a loaded class; empty for a class that cannot be read. */
    public static ClassMembers of(Class<?> type) {
        ClassMembers classMembers = new ClassMembers(name -> null, null);
        try {
            for (Method method : type.getMethods()) {
                if (method.isSynthetic()) continue;
                List<String> parameters = Arrays.stream(method.getParameterTypes())
                        .map(parameter -> parameter == Object.class ? "anything" : parameter.getSimpleName())
                        .toList();
                Class<?> returnType = method.getReturnType();
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                classMembers.addMethod(method.getName(), isStatic, parameters, returnType, returnType.getSimpleName());
            }
        } catch (LinkageError e) {
            classMembers.members.clear(); // A required class is missing; a call reports which.
        }
        return classMembers;
    }

    /** @param typeLookup finds a class that the source names, by simple name; null for an unknown class */
    public static ClassMembers of(ClassNode type, Function<String, ClassMembers> typeLookup) {
        ClassNode superclass = type.getUnresolvedSuperClass(false);
        ClassMembers classMembers =
                new ClassMembers(typeLookup, superclass == null ? null : superclass.getNameWithoutPackage());
        for (PropertyNode property : type.getProperties())
            classMembers.addProperty(property.getName(), property.isStatic(), simpleName(property.getType()));
        for (FieldNode field : type.getFields())
            if (field.isPublic() || field.isEnum())
                classMembers.addProperty(field.getName(), field.isStatic(), simpleName(field.getType()));
        for (MethodNode method : type.getMethods()) {
            if (method.isPrivate() || method.isProtected()) continue;
            List<String> parameters = Arrays.stream(method.getParameters())
                    .map(parameter -> parameter.isDynamicTyped()
                            ? parameter.getName()
                            : simpleName(parameter.getType()) + " " + parameter.getName())
                    .toList();
            classMembers.addMethod(
                    method.getName(), method.isStatic(), parameters, null, simpleName(method.getReturnType()));
        }
        return classMembers;
    }

    private static String simpleName(ClassNode type) {
        return type.getNameWithoutPackage();
    }

    private void addProperty(String name, boolean isStatic, String type) {
        if (name.indexOf('$') < 0) members.add(new Member(name, isStatic, type, null, type));
    }

    private void addMethod(
            String name, boolean isStatic, List<String> parameters, Class<?> returnType, String typeName) {
        if (name.indexOf('$') >= 0 || name.indexOf('<') >= 0 || COMMON_METHODS.contains(name)) return;
        if (name.matches("set\\p{Lu}.*") && parameters.size() == 1) return;
        boolean isProperty = parameters.isEmpty() && name.matches("(get|is)\\p{Lu}.*");
        String signature = isProperty ? typeName : parameters.stream().collect(Collectors.joining(", ", "(", ")"));
        members.add(new Member(isProperty ? decapitalize(name) : name, isStatic, signature, returnType, typeName));
        // A script may also call the method of the property by its name.
        if (isProperty) members.add(new Member(name, isStatic, null, returnType, typeName));
    }

    private static String decapitalize(String getter) {
        String name = getter.substring(getter.startsWith("is") ? 2 : 3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /**
     * Returns the members after a dot, sorted, with their signatures.
     *
     * @param isStatic true after the name of the class; false after an object
     */
    public Map<String, String> signatures(boolean isStatic) {
        Map<String, String> signatures = new TreeMap<>();
        for (ClassMembers classMembers : hierarchy()) {
            for (Member member : classMembers.members) {
                if (member.isStatic() == isStatic && member.signature() != null)
                    signatures.putIfAbsent(member.memberName(), member.signature());
            }
        }
        return signatures;
    }

    /** Returns the members of a member's value; null when unknown or for a type without members of its own. */
    public ClassMembers resultOf(String memberName, boolean isStatic) {
        for (ClassMembers classMembers : hierarchy()) {
            for (Member member : classMembers.members) {
                if (member.isStatic() != isStatic || !member.memberName().equals(memberName)) continue;
                if (member.returnType() == null) return classMembers.typeLookup.apply(member.typeName());
                boolean hasNoMembers = member.returnType().isPrimitive()
                        || member.returnType().isArray()
                        || member.returnType().getName().startsWith("java.lang.");
                return hasNoMembers ? null : of(member.returnType());
            }
        }
        return null;
    }

    /** This class and its known superclasses. */
    private List<ClassMembers> hierarchy() {
        Map<String, ClassMembers> hierarchy = new LinkedHashMap<>();
        ClassMembers current = this;
        String className = "";
        while (current != null && hierarchy.putIfAbsent(className, current) == null) {
            className = current.superclassName;
            current = className == null ? null : current.typeLookup.apply(className);
        }
        return List.copyOf(hierarchy.values());
    }
}
