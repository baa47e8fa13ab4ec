package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;

/**
 * Seed data of the Portworx sandbox: the four built-in roles, the vendor's sample role (px-api 4.4) and the role
 * mappings.
 */
final class PxSeed {
    private static final String[] VIEW = {"inspect*", "enumerate*"};
    private static final String[] VIEW_AND_VALIDATE = {"inspect*", "enumerate*", "validate*"};
    private static final String[] ALL = {"*"};

    private final KeycloakRealm realm;
    private final PxRoles roles;
    private final Instant installedAt;

    PxSeed(KeycloakRealm realm, PxRoles roles, Instant installedAt) {
        this.realm = realm;
        this.roles = roles;
        this.installedAt = installedAt;
    }

    void populate() {
        String[] adminServices = {
            "schedulepolicy", "cloudcredential", "backuplocation", "rules", "role", "receiver", "recipient"
        };
        String[] allServices = {
            "schedulepolicy", "cloudcredential", "backuplocation", "rules", "role", "receiver", "recipient", "audit"
        };
        addBuiltInRole(PxRoles.SUPER_ADMIN, "Has full control of all resources", 0, newRule(allServices, ALL));
        addBuiltInRole(
                PxRoles.INFRA_ADMIN,
                "Has full control of the infrastructure",
                18,
                newRule(adminServices, ALL),
                newRule(new String[] {"audit"}, VIEW));
        addBuiltInRole(
                PxRoles.APP_ADMIN,
                "Manages backups of applications",
                36,
                newRule(new String[] {"schedulepolicy", "backuplocation", "rules"}, ALL),
                newRule(new String[] {"role"}, VIEW_AND_VALIDATE),
                newRule(new String[] {"cloudcredential"}, VIEW),
                newRule(new String[] {"recipient"}, ALL),
                newRule(new String[] {"receiver"}, "enumerate*"));
        addBuiltInRole(
                PxRoles.APP_USER,
                "Backs up its own applications",
                54,
                newRule(
                        new String[] {"schedulepolicy", "cloudcredential", "backuplocation", "rules", "role"},
                        VIEW_AND_VALIDATE),
                newRule(new String[] {"recipient"}, ALL),
                newRule(new String[] {"receiver"}, "enumerate*"));
        addSampleRole();
        assignRoles("admin", PxRoles.SUPER_ADMIN);
        assignRoles("carol", PxRoles.SUPER_ADMIN);
        assignRoles("bob", PxRoles.INFRA_ADMIN);
        assignRoles("dave", PxRoles.APP_ADMIN);
        assignRoles("alice", PxRoles.APP_USER, "test-role");
        assignRoles("service-account-" + KeycloakRealm.SERVICE_CLIENT, PxRoles.SUPER_ADMIN);
    }

    /** Adds a built-in role. All four were created within 54 ms, and the service updated them 66 s later. */
    private void addBuiltInRole(String name, String description, int millisAfter, ObjectNode... rules) {
        Instant createdAt = installedAt.plusMillis(millisAfter);
        String ownerId = realm.user(KeycloakRealm.HIDDEN_ADMIN).id();
        ObjectNode role = roles.add(name, description, ownerId, createdAt, JsonTrees.array(rules));
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.toTimestamp(createdAt.plusSeconds(66)));
    }

    /** Adds the sample role: the console writes one rule for each service when all permissions are View Only. */
    private void addSampleRole() {
        ArrayNode rules = JsonTrees.array();
        for (String service : new String[] {"cloudcredential", "schedulepolicy", "backuplocation", "rules", "role"}) {
            rules.add(newRule(new String[] {service}, VIEW));
        }
        String ownerId = realm.user(KeycloakRealm.ADMIN).id();
        roles.add("test-role", "", ownerId, installedAt.plus(Duration.ofDays(3)), (JsonNode) rules);
    }

    private static ObjectNode newRule(String[] services, String... apis) {
        ObjectNode rule = JsonTrees.object();
        rule.set("services", JsonTrees.stringArray(services));
        rule.set("apis", JsonTrees.stringArray(apis));
        return rule;
    }

    private void assignRoles(String username, String... roleNames) {
        for (String roleName : roleNames) realm.assignRole(realm.user(username).id(), roleName);
    }
}
