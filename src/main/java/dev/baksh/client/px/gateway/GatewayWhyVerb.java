package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.CompletionRule.State;
import dev.baksh.client.resource.Diagnosis;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.text.GroovyCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Verb that tells why a backup or a restore of the gateway ended as it did. The object itself contains the reasons of the
 * server, for the whole and for each volume, virtual machine and resource (px-api 5); the gateway has no alerts and no log.
 */
public record GatewayWhyVerb(Resource resource, GatewayVerbs gatewayVerbs) {
    /** Explains the object from its current state. */
    public Row why(Invocation invocation) {
        Row row = invocation.requireNoArgs().row();
        String kind = resource.noun().singular();
        if (row instanceof DryRunRow)
            return new Diagnosis(kind + " of a dry run")
                    .summarize("It is planned; the dry run has sent nothing.")
                    .toRow();
        GatewayCompletion rule = new GatewayCompletion(resource, gatewayVerbs);
        Diagnosis diagnosis = new Diagnosis(rule.describe(row));
        // A list may leave out the parts, so the complete object is read.
        Row current = diagnosis.readOr("current status", row, () -> rule.read(resource, row));
        State state = rule.stateOf(current);
        diagnosis.describeEnd(rule, current, kind, current.valueOrNull("create_time"), completionTime(current));
        String key = "px." + resource.noun().name() + "[" + GroovyCode.quote(resource.displayName(row)) + "]";
        if (state == State.RUNNING) return diagnosis.withNext(key + ".await()").toRow();
        if (state == State.SUCCEEDED) return diagnosis.toRow();
        Row info = info(current);
        if (info != null) {
            Object stage = info.valueOrNull("stage");
            if (stage != null && !stage.toString().isBlank())
                diagnosis.addSentence("Its last stage was " + stage + ".");
            for (String name : info.names()) addFailedParts(diagnosis, name, info.valueOrNull(name));
            if (info.valueOrNull("missing_namespaces") instanceof List<?> namespaces)
                namespaces.forEach(namespace -> diagnosis.addFailure("namespace " + namespace, null, "it is missing"));
        }
        if (state == State.ENDED) diagnosis.addNote(rule.unknownEndHint(current));
        diagnosis.addNote("the gateway has no log of a " + kind);
        boolean isRetryable =
                info != null && info.valueOrNull("virtual_machines") instanceof List<?> machines && !machines.isEmpty();
        boolean hasRetry = resource.noun().operation("retryBackupResources") != null;
        return diagnosis
                .withNext(key + (isRetryable && hasRetry ? ".retryBackupResources()" : ".vertical"))
                .toRow();
    }

    /** Adds all parts with a status other than a success, at any depth. */
    private static void addFailedParts(Diagnosis diagnosis, String name, Object value) {
        if (value instanceof List<?> parts) parts.forEach(part -> addFailedParts(diagnosis, name, part));
        if (!(value instanceof Row part) || name.equals("status") || name.endsWith("_status_info")) return;
        Row statusRow = part.valueOrNull("status") instanceof Row nested ? nested : part;
        Object status = statusRow.valueOrNull("status");
        StatusMeaning meaning = status instanceof CharSequence text ? StatusMeaning.ofPortworx(text.toString()) : null;
        boolean isGood = meaning == StatusMeaning.SUCCESS || meaning == StatusMeaning.IN_PROGRESS;
        if (status instanceof CharSequence text && !text.toString().isBlank() && !isGood)
            diagnosis.addFailure(describePart(name, part), text.toString(), Diagnosis.reasonOf(statusRow));
        part.names().forEach(field -> addFailedParts(diagnosis, field, part.valueOrNull(field)));
    }

    /** Returns {@code virtual machine shop/db}. */
    private static String describePart(String listName, Row part) {
        String kind = listName.replaceFirst("s$", "").replace('_', ' ').toLowerCase(Locale.ROOT);
        Object namespace = part.valueOrNull("namespace") == null
                ? part.valueOrNull("source_namespace")
                : part.valueOrNull("namespace");
        String name = Stream.of("pvc", "name", "source_volume", "volume_name")
                .map(part::valueOrNull)
                .filter(value -> value != null && !value.toString().isBlank())
                .map(Object::toString)
                .findFirst()
                .orElse("");
        boolean hasNamespace = namespace != null && !namespace.toString().isBlank();
        return (kind + " " + (hasNamespace ? namespace + (name.isEmpty() ? "" : "/") : "") + name).strip();
    }

    private static Row info(Row row) {
        for (String name : List.of("backup_info", "restore_info"))
            if (row.valueOrNull(name) instanceof Row info) return info;
        return null;
    }

    private static Object completionTime(Row row) {
        Row info = info(row);
        if (info == null) return null;
        if (info.valueOrNull("completion_time_info") instanceof Row times
                && times.valueOrNull("total_completion_time") != null) return times.get("total_completion_time");
        return info.valueOrNull("completion_time");
    }
}
