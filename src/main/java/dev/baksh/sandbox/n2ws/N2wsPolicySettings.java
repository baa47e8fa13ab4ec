package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.HashMap;
import java.util.Map;

/** Routes below a policy: agent options and S3 copy settings (n2ws-api 2.3). */
final class N2wsPolicySettings {
    private final RowTable policies;
    private final Map<Integer, ObjectNode> agentOptions = new HashMap<>();

    N2wsPolicySettings(RowTable policies) {
        this.policies = policies;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.get("policies/{id}/options/", call -> ServerResponse.json(200, agentOptions(call.row(policies))))
                .add("PUT", "policies/{id}/options/", this::updateAgentOptions)
                .get("policies/{id}/copy_to_s3/", call -> ServerResponse.json(200, s3CopySettings(call.row(policies))));
    }

    private ObjectNode agentOptions(ObjectNode policy) {
        return agentOptions.computeIfAbsent(
                policy.path("id").intValue(),
                id -> JsonTrees.object()
                        // In seconds. The default value is an assumption.
                        .put("agent_script_timeout", 60)
                        .put("collect_script_output", false)
                        .put("enable_agent_scripts", false));
    }

    private ServerResponse updateAgentOptions(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        ObjectNode policy = call.row(policies);
        ObjectNode row = agentOptions(policy).deepCopy();
        new FieldValidator(call.body(), row)
                .integer("agent_script_timeout", 1)
                .bool("collect_script_output")
                .bool("enable_agent_scripts")
                .check();
        agentOptions.put(policy.path("id").intValue(), row);
        return ServerResponse.json(200, row);
    }

    private static ObjectNode s3CopySettings(ObjectNode policy) {
        boolean enabled = policy.path("copy_to_s3_enabled").booleanValue();
        ObjectNode row = JsonTrees.object()
                .put("enabled", enabled)
                .put("repository", enabled ? 1 : null)
                .put("copy_interval", 1)
                .put("resource_type", "s3_backup_copy");
        row.putObject("retention_time_based")
                .put("enabled", false)
                .put("every_unit", "O")
                .put("every_how_many", 12);
        row.putObject("retention_generation_based").put("enabled", enabled).put("num_generations", 3);
        return row;
    }
}
