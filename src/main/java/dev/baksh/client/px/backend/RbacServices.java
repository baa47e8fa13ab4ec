package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
        for (Map<String, Object> rule : RoleRules.toPlain(rules)) {
            List<?> services = (List<?>) rule.get("services");
            Set<String> apis = new TreeSet<>();
            for (Object pattern : services) {
                String service = normalize(pattern);
                if (findMatching(service, APIS_BY_SERVICE.keySet()).isEmpty())
                    throw unknownError(role, "service", String.valueOf(pattern), APIS_BY_SERVICE.keySet());
                findMatching(service, APIS_BY_SERVICE.keySet()).forEach(name -> apis.addAll(APIS_BY_SERVICE.get(name)));
            }
            for (Object pattern : (List<?>) rule.get("apis")) {
                // The built-in roles use validate* on services without such an api.
                boolean isWildcard = String.valueOf(pattern).contains("*");
                Set<String> knownApis = isWildcard ? allApis() : apis;
                if (findMatching(normalize(pattern), knownApis).isEmpty())
                    throw unknownError(role, "api", String.valueOf(pattern), apis);
            }
        }
    }

    private static BakshException unknownError(String role, String kind, String name, Set<String> knownNames) {
        return BakshException.failure(
                "role \"" + role + "\": there is no " + kind + " '" + name + "'",
                NameSuggestions.suggest(normalize(name).replace("*", ""), knownNames, "there are")
                        + "; force: true sends it unchanged");
    }

    private static Set<String> allApis() {
        Set<String> apiNames = new TreeSet<>();
        APIS_BY_SERVICE.values().forEach(apiNames::addAll);
        return apiNames;
    }

    /** Returns the allowed apis by service, with patterns expanded; services without any are omitted. */
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
        for (Map<String, Object> rule : RoleRules.toPlain(rules)) {
            if (isDenied(rule.get("services"), service) || isDenied(rule.get("apis"), api)) return false;
            result |= matchesAny(rule.get("services"), service) && matchesAny(rule.get("apis"), api);
        }
        return result;
    }

    private static boolean isDenied(Object patterns, String value) {
        for (Object pattern : (List<?>) patterns) {
            if (String.valueOf(pattern).startsWith("!") && matches(normalize(pattern), value)) return true;
        }
        return false;
    }

    private static boolean matchesAny(Object patterns, String value) {
        for (Object pattern : (List<?>) patterns) {
            if (!String.valueOf(pattern).startsWith("!") && matches(normalize(pattern), value)) return true;
        }
        return false;
    }

    private static String normalize(Object pattern) {
        String text = String.valueOf(pattern).strip().toLowerCase(Locale.ROOT);
        return text.startsWith("!") ? text.substring(1) : text;
    }

    private static Set<String> findMatching(String pattern, Set<String> names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) if (matches(pattern, name)) found.add(name);
        return found;
    }

    private static boolean matches(String pattern, String value) {
        boolean isOpenStart = pattern.startsWith("*");
        boolean isOpenEnd = pattern.endsWith("*");
        if (pattern.equals("*")) return true;
        String literal = pattern.substring(isOpenStart ? 1 : 0, pattern.length() - (isOpenEnd ? 1 : 0));
        if (isOpenStart && isOpenEnd) return value.contains(literal);
        if (isOpenStart) return value.endsWith(literal);
        return isOpenEnd ? value.startsWith(literal) : value.equals(literal);
    }
}
