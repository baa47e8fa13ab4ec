package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Recovers an instance from its snapshot record (n2ws-api 2.5, guide 6.48); all of the body is optional. */
final class N2wsInstanceRecovery {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+");
    private static final Pattern ANY = Pattern.compile(".+");

    private final Table backups;
    private final N2wsSnapshots snapshots;
    private final N2wsRecoveries recoveries;

    N2wsInstanceRecovery(Table backups, N2wsSnapshots snapshots, N2wsRecoveries recoveries) {
        this.backups = backups;
        this.snapshots = snapshots;
        this.recoveries = recoveries;
    }

    void routes(N2wsRoutes routes) {
        routes.aws("POST", "backups/{id}/snapshots/instances/{snapshot}/recover/", this::recover);
    }

    private Answer recover(Ask ask, N2wsCaller caller, Map<String, String> path) {
        caller.must(N2wsUser.RECOVERY);
        ObjectNode backup = caller.find(backups, path.get("id"));
        ObjectNode target = snapshots.instance(backup, path.get("snapshot"));
        new N2wsFields(N2wsBody.read(ask), Json.object())
                // Assumption: what an instance type looks like.
                .text("instance_type", TYPE)
                .text("key_pair", ANY)
                .text("vpc_assign_ip", ANY)
                .check();
        // Assumption: the status; that the recovery record is answered is known.
        return Answer.json(
                201,
                recoveries.start(backup, "instance", target.path("resource").asText(), null));
    }
}
