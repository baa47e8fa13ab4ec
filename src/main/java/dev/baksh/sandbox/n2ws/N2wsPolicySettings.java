package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Routes below a policy: agent options, S3 copy settings (n2ws-api 2.3) and S3 repositories (2.7). */
final class N2wsPolicySettings {
    private final RowTable policies;
    private final N2wsBehavior behavior;
    private final Map<Integer, ObjectNode> agentOptions = new HashMap<>();
    private final RowTable repositories = new RowTable();

    N2wsPolicySettings(RowTable policies, N2wsBehavior behavior) {
        this.policies = policies;
        this.behavior = behavior;
        repositories.put(JsonTrees.object()
                .put("id", 1)
                .put("name", "archive")
                .put("description", "")
                .put("account", 1)
                .put("user", N2wsUsers.ROOT)
                .put("aws_region", "us-east-1")
                .put("aws_bucket_name", "example-archive")
                .put("encryption_enabled", true)
                .put("password_hint", ""));
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws("GET", "policies/{id}/options/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, agentOptions(caller.findVisible(policies, pathVariables.get("id"))));
        });
        routes.addAws("PUT", "policies/{id}/options/", (request, caller, pathVariables) -> {
            caller.requirePermission(N2wsUser.BACKUPS);
            return updateAgentOptions(request, caller.findVisible(policies, pathVariables.get("id")));
        });
        routes.addAws("GET", "policies/{id}/copy_to_s3/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, s3CopySettings(caller.findVisible(policies, pathVariables.get("id"))));
        });
        ListQuery listQuery = new ListQuery(repositories, Set.of("user"), List.of("name"), behavior);
        routes.addAws(
                "GET",
                "s3_repositories/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.addAws("GET", "s3_repositories/{id}/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, caller.findVisible(repositories, pathVariables.get("id")));
        });
    }

    private ObjectNode agentOptions(ObjectNode policy) {
        return agentOptions.computeIfAbsent(
                policy.path("id").intValue(),
                id -> JsonTrees.object()
                        // Seconds. Assumption: the default value.
                        .put("agent_script_timeout", 60)
                        .put("collect_script_output", false)
                        .put("enable_agent_scripts", false));
    }

    private ServerResponse updateAgentOptions(ServerRequest request, ObjectNode policy) {
        ObjectNode row = agentOptions(policy).deepCopy();
        new FieldValidator(RequestBodyParser.parse(request), row)
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
