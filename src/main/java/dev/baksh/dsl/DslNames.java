package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.ServerClient;
import groovy.lang.MetaClass;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What may be written where, for those who look at a text without running it. */
public final class DslNames {
    private static final Set<String> PAGING_PARAMETERS = Set.of("page", "page_size", "per_page");

    private DslNames() {}

    /** The verbs of an operation's block; empty when it takes none. */
    public static Set<String> blockVerbs(Operation operation) {
        Set<String> verbs = new LinkedHashSet<>();
        for (Field field : operation.body().values()) {
            verbs.add(NameSuggestions.toCamelCase(field.name()));
            verbs.add(field.name());
        }
        if (operation.server() == ServerKind.PX && operation.noun().equals("roles") && !verbs.isEmpty()) {
            verbs.remove("rules");
            verbs.addAll(List.of("viewOnly", "fullAccess", "allow"));
        }
        if (operation.server() == ServerKind.PX && operation.noun().equals("server") && !verbs.isEmpty()) {
            verbs.removeAll(List.of("roles", "users"));
            verbs.addAll(List.of("role", "user"));
        }
        return verbs;
    }

    /** What is wrong with a named argument of an operation, with a suggestion; null when nothing is. */
    public static BakshException findArgumentError(Operation operation, String name) {
        if (operation.returnsList() && PAGING_PARAMETERS.contains(name)) return null;
        Map<String, Field> fields = new LinkedHashMap<>(operation.query());
        fields.putAll(operation.body());
        try {
            ArgumentMapper.requireField(operation, fields, name, "argument");
            return null;
        } catch (BakshException e) {
            return e;
        }
    }

    /** What a raw request does, as far as the catalogue or its path tells; the path null when it is not known. */
    public static Effect rawEffect(Catalog catalog, String method, String path) {
        Operation operation = path == null ? null : catalog.match(method, path);
        return operation != null ? operation.effect() : ServerClient.inferEffect(method, path == null ? "" : path);
    }

    /** What every noun understands besides its verbs: the methods of its class and Groovy's own. */
    public static Set<String> nounMethods() {
        return methodNames(NounBinding.class);
    }

    /** The same of a row. */
    public static Set<String> rowMethods() {
        return methodNames(BoundRow.class);
    }

    /** The same of a list. */
    public static Set<String> listMethods() {
        return methodNames(RowList.class);
    }

    private static Set<String> methodNames(Class<?> type) {
        MetaClass metaClass = InvokerHelper.getMetaClass(type);
        return Stream.concat(metaClass.getMethods().stream(), metaClass.getMetaMethods().stream())
                .map(groovy.lang.MetaMethod::getName)
                .filter(name -> name.indexOf('$') < 0)
                .collect(Collectors.toSet());
    }
}
