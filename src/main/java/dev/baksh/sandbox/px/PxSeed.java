package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;

/** The four built-in roles and the vendor's sample role (px-api 4.4), and who has what. */
final class PxSeed {
    private static final String[] VIEW = {"inspect*", "enumerate*"};
    private static final String[] VIEW_AND_VALIDATE = {"inspect*", "enumerate*", "validate*"};
    private static final String[] ALL = {"*"};

    private final KeycloakRealm realm;
    private final PxRoles roles;
    private final Instant installed;

    PxSeed(KeycloakRealm realm, PxRoles roles, Instant installed) {
        this.realm = realm;
        this.roles = roles;
        this.installed = installed;
    }

    void plant() {
        String[] most = {"schedulepolicy", "cloudcredential", "backuplocation", "rules", "role", "receiver", "recipient"
        };
        String[] every = {
            "schedulepolicy", "cloudcredential", "backuplocation", "rules", "role", "receiver", "recipient", "audit"
        };
        builtIn(PxRoles.SUPER_ADMIN, "Has full control of all resources", 0, rule(every, ALL));
        builtIn(
                PxRoles.INFRA_ADMIN,
                "Has full control of the infrastructure",
                18,
                rule(most, ALL),
                rule(new String[] {"audit"}, VIEW));
        builtIn(
                PxRoles.APP_ADMIN,
                "Manages backups of applications",
                36,
                rule(new String[] {"schedulepolicy", "backuplocation", "rules"}, ALL),
                rule(new String[] {"role"}, VIEW_AND_VALIDATE),
                rule(new String[] {"cloudcredential"}, VIEW),
                rule(new String[] {"recipient"}, ALL),
                rule(new String[] {"receiver"}, "enumerate*"));
        builtIn(
                PxRoles.APP_USER,
                "Backs up its own applications",
                54,
                rule(
                        new String[] {"schedulepolicy", "cloudcredential", "backuplocation", "rules", "role"},
                        VIEW_AND_VALIDATE),
                rule(new String[] {"recipient"}, ALL),
                rule(new String[] {"receiver"}, "enumerate*"));
        sample();
        give("admin", PxRoles.SUPER_ADMIN);
        give("carol", PxRoles.SUPER_ADMIN);
        give("bob", PxRoles.INFRA_ADMIN);
        give("dave", PxRoles.APP_ADMIN);
        give("alice", PxRoles.APP_USER, "test-role");
        give("service-account-" + KeycloakRealm.SERVICE_CLIENT, PxRoles.SUPER_ADMIN);
    }

    /** Made within 54 ms of each other, and written again 66 s later by the service. */
    private void builtIn(String name, String description, int millisAfter, ObjectNode... rules) {
        Instant created = installed.plusMillis(millisAfter);
        String owner = realm.user(KeycloakRealm.HIDDEN_ADMIN).id();
        ObjectNode role = roles.add(name, description, owner, created, JsonTrees.array(rules));
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.time(created.plusSeconds(66)));
    }

    /** What the console writes for View Only everywhere: one rule for each service. */
    private void sample() {
        ArrayNode rules = JsonTrees.array();
        for (String service : new String[] {"cloudcredential", "schedulepolicy", "backuplocation", "rules", "role"}) {
            rules.add(rule(new String[] {service}, VIEW));
        }
        String owner = realm.user(KeycloakRealm.ADMIN).id();
        roles.add("test-role", "", owner, installed.plus(Duration.ofDays(3)), (JsonNode) rules);
    }

    private static ObjectNode rule(String[] services, String... apis) {
        ObjectNode rule = JsonTrees.object();
        rule.set("services", JsonTrees.texts(services));
        rule.set("apis", JsonTrees.texts(apis));
        return rule;
    }

    private void give(String username, String... names) {
        for (String name : names) realm.map(realm.user(username).id(), name);
    }
}
