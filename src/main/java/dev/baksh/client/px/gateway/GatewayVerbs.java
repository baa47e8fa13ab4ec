package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.px.backend.NameListParser;
import dev.baksh.client.px.backend.StateReconciler;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The verbs of the Backup REST gateway. What is made bears a label of this run, so that it is found when the answer is lost;
 * what is changed is read back, since the gateway answers such writes with nothing.
 */
public final class GatewayVerbs {
    /** The label of what a run has made: run, step, and which of the step's. */
    private static final String TAG = "runbook-step";

    private final ServerClient client;
    private final ApiExecutor exchange;
    private final GatewaySecretCollector secrets;

    public GatewayVerbs(ServerClient client, ApiExecutor exchange, GatewaySecretCollector secrets) {
        this.client = client;
        this.exchange = exchange;
        this.secrets = secrets;
    }

    public ApiExecutor exchange() {
        return exchange;
    }

    public Object invoke(Invocation said) {
        Operation operation = said.operation();
        Resource resource = client.resource(operation.noun());
        if (operation.verb().equals("list"))
            return resource.list(said.withoutArgs().named());
        if (said.row() instanceof DryRunRow) return said.row();
        boolean create = operation.verb().equals("create") && operation.body().containsKey("metadata");
        boolean looksUp = !operation.onRow() && operation.path("").contains("{name}");
        String name = create || looksUp
                ? said.text("the name of " + (create ? "the new " : "a ")
                        + resource.noun().one())
                : null;
        if (name == null) said.withoutArgs();
        boolean replaces = operation.method().equals("PUT") && operation.verb().equals("update") && said.row() != null;
        Row now = replaces ? again(resource, said.row(), true) : null;
        boolean owns = operation.verb().equals("updateOwnership") && said.row() != null;
        GatewayRequest call = new GatewayRequest(client, said, name, now);
        String tag = create ? exchange.mark() : null;
        Map<String, Object> body = call.body(create ? Map.of(TAG, tag) : Map.of());
        secrets.hide(body);
        ApiCall plain = resource.call(operation, null, call.query(), body).called(call.what());
        if (operation.many()) return rows(operation, plain);
        Object answer;
        if (operation.effect() == Effect.READ) answer = exchange.send(typed(plain));
        else if (create) answer = exchange.send(typed(plain), new CreateByLabelReconciler(resource, name, TAG, tag));
        else
            answer = exchange.send(
                    typed(plain),
                    replaces || owns
                            ? replaced(said, resource, call, owns ? again(resource, said.row()) : now)
                            : gone(said, resource));
        if (answer instanceof DryRunRow || answer == null && !create) return answer;
        Object shown = answer == null ? null : finished(said, resource, (Row) answer);
        return create && shown == null ? made(resource, name, call.what()) : shown;
    }

    /** What was made, where the answer says nothing of it. */
    private Row made(Resource resource, String name, String what) {
        BakshException failed = null;
        try {
            List<Row> found = resource.findNamed(name);
            if (found.size() == 1) return found.get(0);
        } catch (BakshException e) {
            failed = e; // Never ends as a failure of the write: it would be done a second time.
        }
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + what + " was accepted, and the answer does not show it",
                "do not do it again; look with px." + resource.noun().name() + "['" + name + "']",
                failed);
    }

    /** A change whose answer was lost has happened when the thing reads as told. */
    private Reconciler replaced(Invocation said, Resource resource, GatewayRequest call, Row before) {
        Map<String, Object> of = Map.of("uid", String.valueOf(resource.key(said.row())));
        return new StateReconciler(of, () -> new FullUpdateBody(said.operation(), before).former(call.told()), () -> {
            Row now = again(resource, said.row(), true);
            return new FullUpdateBody(said.operation(), now).has(call.told()) ? now : null;
        });
    }

    private Reconciler gone(Invocation said, Resource resource) {
        if (!said.operation().method().equals("DELETE") || said.row() == null) return Reconciler.NONE;
        return resource.gone(said.row(), () -> again(resource, said.row()).toMap());
    }

    private Object finished(Invocation said, Resource resource, Row answer) {
        Operation operation = said.operation();
        Row row = operation.result() == null ? answer : unwrapped(resource.noun(), answer);
        secrets.hide(row);
        if (operation.effect() == Effect.READ) return row.names().isEmpty() ? answered(resource.noun()) : row;
        if (operation.effect() == Effect.DANGER && !operation.verb().equals("create")) return null;
        if (!row.names().isEmpty()) return row;
        boolean rereads = said.row() != null && resource.noun().operation("get") != null;
        return rereads ? again(resource, said.row(), false) : null;
    }

    /** The health of a server that answers is nothing but the answer. */
    private static Row answered(Noun noun) {
        return new Row(noun, Map.of("answered", true));
    }

    /** The thing as it is now. */
    Row again(Resource resource, Row row) {
        return again(resource, row, false);
    }

    private Row again(Resource resource, Row row, boolean secrets) {
        Operation get = resource.noun().operation("get");
        Map<String, Object> named = new LinkedHashMap<>();
        for (String name : List.of("uid", "org_id")) {
            boolean known = get.query().containsKey(name) && row.known().contains(name);
            if (known && row.get(name) != null) named.put(name, row.get(name));
        }
        if (secrets && get.query().containsKey("include_secrets")) named.put("include_secrets", true);
        return (Row) invoke(new Invocation(get, null, List.of(resource.label(row)), named, Map.of()));
    }

    public Rows rows(Operation operation, ApiCall call) {
        if (operation.noun().equals("resourceTypes")) return new NameListParser(exchange, call);
        Rows rows = NameFilteredRows.narrowed(
                client.resource(operation.noun()), call, exchange.list(call, new GatewayPaging(operation)));
        return Boolean.TRUE.equals(call.query().get("include_secrets")) ? secrets.hiding(rows) : rows;
    }

    private ApiCall typed(ApiCall call) {
        if (call.result() == null) return call;
        return new ApiCall(
                call.what(),
                call.method(),
                call.path(),
                call.query(),
                call.body(),
                call.effect(),
                call.permission(),
                GatewayRequest.wrapped(call.result()));
    }

    /** {@code {"backup": {...}}} is the backup. */
    private static Row unwrapped(Noun noun, Row answer) {
        boolean wraps = answer.names().size() == 1
                && !noun.fields().containsKey(answer.names().get(0));
        return wraps && answer.get(answer.names().get(0)) instanceof Row inner
                ? new Row(noun, inner.toMap())
                : new Row(noun, answer.toMap());
    }

    /** True for the server's own name and its camelCase. */
    static boolean has(Map<String, Field> fields, String name) {
        return fields.containsKey(name)
                || fields.keySet().stream()
                        .anyMatch(field -> NameSuggestions.camel(field).equals(name));
    }
}
