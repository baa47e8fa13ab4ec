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

/** What hangs below a policy: agent options, the copy to S3 (n2ws-api 2.3), and the repositories it goes to (2.7). */
final class N2wsPolicySettings {
    private final RowTable policies;
    private final N2wsBehavior switches;
    private final Map<Integer, ObjectNode> options = new HashMap<>();
    private final RowTable repositories = new RowTable();

    N2wsPolicySettings(RowTable policies, N2wsBehavior switches) {
        this.policies = policies;
        this.switches = switches;
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

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "policies/{id}/options/", (ask, caller, path) -> {
            return ServerResponse.json(200, options(caller.find(policies, path.get("id"))));
        });
        routes.aws("PUT", "policies/{id}/options/", (ask, caller, path) -> {
            caller.must(N2wsUser.BACKUPS);
            return update(ask, caller.find(policies, path.get("id")));
        });
        routes.aws("GET", "policies/{id}/copy_to_s3/", (ask, caller, path) -> {
            return ServerResponse.json(200, copyToS3(caller.find(policies, path.get("id"))));
        });
        ListQuery all = new ListQuery(repositories, Set.of("user"), List.of("name"), switches);
        routes.aws("GET", "s3_repositories/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.aws("GET", "s3_repositories/{id}/", (ask, caller, path) -> {
            return ServerResponse.json(200, caller.find(repositories, path.get("id")));
        });
    }

    private ObjectNode options(ObjectNode policy) {
        return options.computeIfAbsent(
                policy.path("id").intValue(),
                id -> JsonTrees.object()
                        // Seconds. Assumption: what it is when nobody has set it.
                        .put("agent_script_timeout", 60)
                        .put("collect_script_output", false)
                        .put("enable_agent_scripts", false));
    }

    private ServerResponse update(ServerRequest ask, ObjectNode policy) {
        ObjectNode row = options(policy).deepCopy();
        new FieldValidator(RequestBodyParser.read(ask), row)
                .integer("agent_script_timeout", 1)
                .bool("collect_script_output")
                .bool("enable_agent_scripts")
                .check();
        options.put(policy.path("id").intValue(), row);
        return ServerResponse.json(200, row);
    }

    private static ObjectNode copyToS3(ObjectNode policy) {
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
