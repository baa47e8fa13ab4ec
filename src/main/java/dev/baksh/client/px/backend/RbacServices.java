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
 * The services and apis that a rule of a role may name (px-api 4.2), and what a rule's patterns amount to. A name that no
 * service has gives nobody a right, and the server takes it without a word.
 */
public final class RbacServices {
    private static final List<String> COMMON = List.of("create", "update", "enumerate", "inspect", "delete");

    /** Apis by service. Of audit no api is public. */
    private static final Map<String, List<String>> APIS = new LinkedHashMap<>();

    static {
        put("schedulepolicy", "updateownership");
        put("cloudcredential", "updateownership");
        put("backuplocation", "validate", "updateownership");
        put("rules", "updateownership");
        put("role", "permission");
        put("receiver", "validatesmtp");
        put("recipient");
        APIS.put("audit", List.of("inspect", "enumerate"));
        put("volumeresourceonlypolicy", "updateownership");
        put("backup", "updatebackupshare", "getbackupresourcedetails", "retrybackupresources");
        put("backupschedule");
        put("restore");
        put("cluster", "updatebackupshare", "sharecluster", "unsharecluster");
        put("clusterdiscoveryconfig", "discoverclusters", "refreshclusters");
        APIS.put("organization", List.of("create", "enumerate", "inspect", "delete"));
        APIS.put("license", List.of("activate", "update", "inspect", "enumeratelicenseusageairgapped"));
        APIS.put("metrics", List.of("inspect", "create"));
        APIS.put("managedclusters", List.of("inspect", "bulkadd"));
        APIS.put("activitytimeline", List.of("enumerate"));
        APIS.put("resourcecollector", List.of("resourcetypes"));
        APIS.put("loglevelservice", List.of("set", "get"));
        APIS.put("health", List.of("status"));
        APIS.put("version", List.of("get"));
    }

    private RbacServices() {}

    private static void put(String service, String... more) {
        List<String> all = new ArrayList<>(COMMON);
        all.addAll(List.of(more));
        APIS.put(service, List.copyOf(all));
    }

    /** What a rule may name, in the order of the console. */
    public static List<String> services() {
        return List.copyOf(APIS.keySet());
    }

    /** @throws BakshException for the first service or api that does not exist, with the nearest that do */
    static void check(String role, Object rules) {
        for (Map<String, Object> rule : RoleRules.plain(rules)) {
            List<?> services = (List<?>) rule.get("services");
            Set<String> apis = new TreeSet<>();
            for (Object one : services) {
                String service = core(one);
                if (matching(service, APIS.keySet()).isEmpty())
                    throw unknown(role, "service", String.valueOf(one), APIS.keySet());
                matching(service, APIS.keySet()).forEach(name -> apis.addAll(APIS.get(name)));
            }
            for (Object one : (List<?>) rule.get("apis")) {
                // The built-in roles themselves give validate* on services that have no such api.
                boolean open = String.valueOf(one).contains("*");
                Set<String> known = open ? all() : apis;
                if (matching(core(one), known).isEmpty()) throw unknown(role, "api", String.valueOf(one), apis);
            }
        }
    }

    private static BakshException unknown(String role, String kind, String name, Set<String> known) {
        return BakshException.failed(
                "role \"" + role + "\": there is no " + kind + " '" + name + "'",
                NameSuggestions.suggest(core(name).replace("*", ""), known, "there are")
                        + "; force: true sends it as it stands");
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>();
        APIS.values().forEach(all::addAll);
        return all;
    }

    /** What the rules allow, spelled out: apis by service, services without any left out. */
    static Map<String, List<String>> allowed(Object rules) {
        Map<String, List<String>> allowed = new LinkedHashMap<>();
        APIS.forEach((service, apis) -> {
            List<String> of =
                    apis.stream().filter(api -> allows(rules, service, api)).toList();
            if (!of.isEmpty()) allowed.put(service, of);
        });
        return allowed;
    }

    /** True when that is all that the service has. */
    static boolean full(String service, List<String> apis) {
        return apis.size() == APIS.get(service).size();
    }

    /** Rules are alternatives; a denial, which begins with {@code !}, wins over all. */
    private static boolean allows(Object rules, String service, String api) {
        boolean allowed = false;
        for (Map<String, Object> rule : RoleRules.plain(rules)) {
            if (denies(rule.get("services"), service) || denies(rule.get("apis"), api)) return false;
            allowed |= names(rule.get("services"), service) && names(rule.get("apis"), api);
        }
        return allowed;
    }

    private static boolean denies(Object patterns, String value) {
        for (Object pattern : (List<?>) patterns) {
            if (String.valueOf(pattern).startsWith("!") && fits(core(pattern), value)) return true;
        }
        return false;
    }

    private static boolean names(Object patterns, String value) {
        for (Object pattern : (List<?>) patterns) {
            if (!String.valueOf(pattern).startsWith("!") && fits(core(pattern), value)) return true;
        }
        return false;
    }

    private static String core(Object pattern) {
        String text = String.valueOf(pattern).strip().toLowerCase(Locale.ROOT);
        return text.startsWith("!") ? text.substring(1) : text;
    }

    private static Set<String> matching(String pattern, Set<String> names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) if (fits(pattern, name)) found.add(name);
        return found;
    }

    private static boolean fits(String pattern, String value) {
        boolean open = pattern.startsWith("*");
        boolean openEnd = pattern.endsWith("*");
        if (pattern.equals("*")) return true;
        String core = pattern.substring(open ? 1 : 0, pattern.length() - (openEnd ? 1 : 0));
        if (open && openEnd) return value.contains(core);
        if (open) return value.endsWith(core);
        return openEnd ? value.startsWith(core) : value.equals(core);
    }
}
