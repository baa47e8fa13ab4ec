package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Table of the services and apis for the rules of a role (px-api 4.2), and evaluator of rule patterns. The server
 * accepts an unknown name without an error, and the name grants nothing.
 */
public final class RbacServices {
    private static final List<String> COMMON_APIS = List.of("create", "update", "enumerate", "inspect", "delete");

    /** Apis by service. No api of audit is public. */
    private static final Map<String, List<String>> APIS_BY_SERVICE = new LinkedHashMap<>();

    static {
        addService("schedulepolicy", "updateownership");
        addService("cloudcredential", "updateownership");
        addService("backuplocation", "validate", "updateownership");
        addService("rules", "updateownership");
        addService("role", "permission");
        addService("receiver", "validatesmtp");
        addService("recipient");
        APIS_BY_SERVICE.put("audit", List.of("inspect", "enumerate"));
        addService("volumeresourceonlypolicy", "updateownership");
        addService("backup", "updatebackupshare", "getbackupresourcedetails", "retrybackupresources");
        addService("backupschedule");
        addService("restore");
        addService("cluster", "updatebackupshare", "sharecluster", "unsharecluster");
        addService("clusterdiscoveryconfig", "discoverclusters", "refreshclusters");
        APIS_BY_SERVICE.put("organization", List.of("create", "enumerate", "inspect", "delete"));
        APIS_BY_SERVICE.put("license", List.of("activate", "update", "inspect", "enumeratelicenseusageairgapped"));
        APIS_BY_SERVICE.put("metrics", List.of("inspect", "create"));
        APIS_BY_SERVICE.put("managedclusters", List.of("inspect", "bulkadd"));
        APIS_BY_SERVICE.put("activitytimeline", List.of("enumerate"));
        APIS_BY_SERVICE.put("resourcecollector", List.of("resourcetypes"));
        APIS_BY_SERVICE.put("loglevelservice", List.of("set", "get"));
        APIS_BY_SERVICE.put("health", List.of("status"));
        APIS_BY_SERVICE.put("version", List.of("get"));
    }

    private RbacServices() {}

    private static void addService(String service, String... extraApis) {
        List<String> apiNames = new ArrayList<>(COMMON_APIS);
        apiNames.addAll(List.of(extraApis));
        APIS_BY_SERVICE.put(service, List.copyOf(apiNames));
    }

    /** Services for rules, in the order of the console. */
    public static List<String> services() {
        return List.copyOf(APIS_BY_SERVICE.keySet());
    }

    /** @throws BakshException for the first service or api that does not exist, with the nearest names */
    static void check(String role, Object rules) {
        for (Map<String, List<String>> rule : RoleRules.toPlain(rules)) {
            Set<String> apis = new TreeSet<>();
            for (String pattern : rule.get("services")) {
                String service = normalize(pattern);
                Map<String, List<String>> matching = new HashMap<>(APIS_BY_SERVICE);
                matching.keySet().removeIf(name -> !RoleRules.matches(service, name));
                if (matching.isEmpty()) throw unknownError(role, "service", pattern, APIS_BY_SERVICE.keySet());
                matching.values().forEach(apis::addAll);
            }
            for (String pattern : rule.get("apis")) {
                // The built-in roles use validate* on services without such an api.
                boolean isWildcard = pattern.contains("*");
                Stream<String> knownApis =
                        isWildcard ? APIS_BY_SERVICE.values().stream().flatMap(List::stream) : apis.stream();
                if (knownApis.noneMatch(api -> RoleRules.matches(normalize(pattern), api)))
                    throw unknownError(role, "api", pattern, apis);
            }
        }
    }

    private static BakshException unknownError(String role, String kind, String name, Set<String> knownNames) {
        return BakshException.failure(
                "role \"" + role + "\": there is no " + kind + " '" + name + "'",
                NameSuggestions.suggest(normalize(name).replace("*", ""), knownNames, "there are")
                        + "; force: true sends it unchanged");
    }

    /** Returns the allowed apis by service, with patterns expanded; services without an allowed api are omitted. */
    static Map<String, List<String>> allowedApis(Object rules) {
        Map<String, List<String>> result = new LinkedHashMap<>();
        APIS_BY_SERVICE.forEach((service, apis) -> {
            List<String> serviceApis =
                    apis.stream().filter(api -> isAllowed(rules, service, api)).toList();
            if (!serviceApis.isEmpty()) result.put(service, serviceApis);
        });
        return result;
    }

    /** True if these are all apis of the service. */
    static boolean hasAllApis(String service, List<String> apis) {
        return apis.size() == APIS_BY_SERVICE.get(service).size();
    }

    /** Evaluates the rules: they are alternatives, and a denial, which begins with {@code !}, wins over all. */
    private static boolean isAllowed(Object rules, String service, String api) {
        boolean result = false;
        for (Map<String, List<String>> rule : RoleRules.toPlain(rules)) {
            List<String> services = rule.get("services");
            List<String> apis = rule.get("apis");
            if (matchesAny(services, true, service) || matchesAny(apis, true, api)) return false;
            result |= matchesAny(services, false, service) && matchesAny(apis, false, api);
        }
        return result;
    }

    /** @param denials selects the patterns that begin with {@code !}, or the other patterns */
    private static boolean matchesAny(List<String> patterns, boolean denials, String value) {
        return patterns.stream()
                .filter(pattern -> pattern.startsWith("!") == denials)
                .anyMatch(pattern -> RoleRules.matches(normalize(pattern), value));
    }

    private static String normalize(String pattern) {
        String text = pattern.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("!") ? text.substring(1) : text;
    }
}
