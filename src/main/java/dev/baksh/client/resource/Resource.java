package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ServerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** One noun of one server: listed, looked up by name or id, and the calls that the catalogue describes. */
public final class Resource {
    /** A suggestion list longer than this is not read. */
    private static final int LISTED = 12;
    /** Where the documented field is missing, since the shape of Portworx' users is not public. */
    private static final List<String> OTHER_LABELS = List.of("name", "username", "userName", "user_name");

    /** What the catalogue calls the parameter that asks for a part of the name. */
    private static final String SEARCH = "search";

    /** Where Portworx' rows of other kinds have their names. */
    private static final String METADATA = "metadata";

    /** As both servers write ids that are texts. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final List<String> OTHER_KEYS = List.of("id", "user_id", "uid");

    private final ServerClient client;
    private final Noun noun;
    private final ArgumentMapper arguments;
    private final IdCache keys;
    /** What a dry run would have made, by its name. */
    private final Map<String, DryRunRow> planned = new ConcurrentHashMap<>();

    Resource(ServerClient client, Noun noun) {
        this.client = client;
        this.noun = noun;
        this.arguments = new ArgumentMapper(client);
        this.keys = new IdCache(this, client.exchange().time());
    }

    public Noun noun() {
        return noun;
    }

    public ServerClient client() {
        return client;
    }

    /**
     * The rows, read a page at a time each time they are iterated.
     *
     * @param named the operation's query parameters, by server name or camelCase; references by name or id
     */
    public Rows list(Map<String, ?> named) {
        if (noun.operation("list") == null) return new SingletonRows(client, noun, named);
        Operation list = need("list");
        return client.rows(list, call(list, null, arguments.query(list, named), null));
    }

    /**
     * The row of this id.
     *
     * @throws BakshException there is none
     */
    public Row get(Object id) {
        Row taken = taken(row -> id.toString().equals(String.valueOf(key(row))), () -> listed(id) == null);
        if (taken != null) return taken;
        Row row = find(new Row(noun, Map.of(noun.key(), id)));
        if (row == null) throw notFound(String.valueOf(id), null);
        return row;
    }

    /** A row as the server has it now, or null. */
    Row find(Row row) {
        Operation get = noun.operation("get");
        Object id = key(row);
        if (get == null) return listed(id);
        try {
            return one(get, id, client.exchange(noun).send(call(get, row, Map.of(), null)));
        } catch (ServerException e) {
            if (e.status() != 404) throw e;
            // A path that is only inferred may not exist: then the list tells.
            return get.evidence().equals("confirmed") ? null : listed(id);
        }
    }

    private Row one(Operation get, Object id, Object answer) {
        if (answer instanceof Row row) return row;
        String what = answer == null ? "null" : answer instanceof List<?> ? "a list" : "a single value";
        throw BakshException.failed(
                client.server().label() + ": " + get.id() + " '" + id + "': one " + noun.one()
                        + " was expected, and the answer is " + what,
                null);
    }

    /** The row of this id as the list has it, or null. */
    Row listed(Object id) {
        for (Row row : list(Map.of())) if (String.valueOf(key(row)).equals(String.valueOf(id))) return row;
        return null;
    }

    /**
     * The only row of this name, or else of this id where that is a UUID.
     *
     * @throws BakshException none, with the nearest names; or several, with their ids
     */
    public Row named(String name) {
        Row taken = taken(row -> name.equals(label(row)), () -> findNamed(name).isEmpty());
        return taken != null ? taken : only(name, findNamed(name));
    }

    /** What a run that is gone on with has deleted, when its script comes by it once more on the way to that delete. */
    private Row taken(Predicate<Row> fits, BooleanSupplier gone) {
        Operation delete = noun.operation("delete");
        return delete == null ? null : client.exchange(noun).taken(delete.id(), noun, fits, gone);
    }

    /**
     * The keys of the only rows of these names, in their order. While one statement runs the server is asked once for each.
     *
     * @throws BakshException as {@link #named}
     */
    public List<Object> keys(List<String> names) {
        return keys.of(names);
    }

    /** The same for one name. */
    public Object key(String name) {
        return keys.of(List.of(name)).get(0);
    }

    /** From now on names are looked up anew. */
    void forgetKeys() {
        keys.forget();
    }

    /** A dry run would have made this: as long as it lasts, it is found by its name. */
    void plan(DryRunRow row) {
        String label = label(row);
        if (label != null) planned.put(label, row);
    }

    /** It is not there any more, or not as it was. */
    void unplan(DryRunRow row) {
        String label = label(row);
        if (label != null) planned.remove(label);
    }

    /** A row has exactly this name, or would have it after the writes of this dry run. */
    public boolean holds(String name) {
        boolean would = client.exchange(noun).rehearses() && planned.containsKey(name);
        return would || !findNamed(name).isEmpty();
    }

    /** Stands for the id of something that a dry run would have made. */
    String placeholder() {
        return "NEW_" + noun.one().toUpperCase(Locale.ROOT) + "_ID";
    }

    Row only(String name, List<Row> found) {
        if (!client.exchange(noun).rehearses()) planned.clear();
        else if (found.isEmpty() && planned.containsKey(name)) return planned.get(name);
        if (found.size() == 1) return found.get(0);
        Row byId = found.isEmpty() && UUID.matcher(name).matches() ? listed(name) : null;
        if (byId != null) return byId;
        if (found.isEmpty()) throw notFound("\"" + NameSuggestions.shortened(name) + "\"", name);
        List<String> each = new ArrayList<>();
        for (Row row : found) {
            if (each.size() < LISTED)
                each.add(client.server().kind() + "." + noun.name() + "[" + quoted(key(row)) + "]");
        }
        if (each.size() < found.size()) each.add("... (" + found.size() + " in all)");
        throw BakshException.failed(
                client.server().label() + ": " + found.size() + " " + noun.name() + " are named \"" + name + "\"",
                "take one by its id: " + String.join(", ", each));
    }

    /** All rows of exactly this name. The server's search narrows, and is not relied on. */
    public List<Row> findNamed(String name) {
        String search = search();
        List<Row> found = search == null ? List.of() : matching(list(Map.of(search, name)), name);
        return found.isEmpty() ? matching(list(Map.of()), name) : found;
    }

    /**
     * All rows by what people call them, in the server's order.
     *
     * @throws BakshException a row has no name, or two have the same
     */
    public Map<String, Row> byLabel() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : list(Map.of())) {
            String label = label(row);
            if (label == null) throw nameless(row);
            Row other = rows.put(label, row);
            if (other != null) only(label, List.of(other, row));
        }
        return rows;
    }

    /** A row that cannot be called by a name must not be taken for one that is not there. */
    private BakshException nameless(Row row) {
        return BakshException.failed(
                client.server().label() + ": the server gives " + noun.name() + " without a name: "
                        + String.join(", ", row.names()),
                null);
    }

    private String search() {
        Operation list = need("list");
        for (Field parameter : list.query().values()) if (parameter.called(SEARCH)) return parameter.name();
        return null;
    }

    private List<Row> matching(Rows rows, String name) {
        List<Row> found = new ArrayList<>();
        Row nameless = null;
        boolean named = false;
        for (Row row : rows) {
            String label = label(row);
            if (name.equals(label)) found.add(row);
            if (label == null) nameless = row;
            else named = true;
        }
        if (nameless != null && !named && noun.label() != null) throw nameless(nameless);
        return found;
    }

    private BakshException notFound(String what, String name) {
        String message = client.server().label() + ": " + noun.one() + " " + what + " not found";
        if (name == null)
            return BakshException.failed(message, client.server().kind() + "." + noun.name() + " lists them");
        List<String> names = new ArrayList<>();
        for (Row row : list(Map.of())) {
            String label = label(row);
            if (label != null && !names.contains(label)) names.add(label);
        }
        String near = NameSuggestions.didYouMean(name, names);
        String all = names.isEmpty()
                ? "there are no " + noun.name()
                : names.size() <= LISTED
                        ? "there are: " + String.join(", ", names)
                        : client.server().kind() + "." + noun.name() + " lists the " + names.size();
        return BakshException.failed(message, near != null ? near : all);
    }

    /** What people call the row, or null. */
    public String label(Row row) {
        if (noun.label() == null) return null;
        Object label = field(row, noun.label(), OTHER_LABELS);
        boolean below = label == null && row.has(METADATA) && row.get(METADATA) instanceof Row;
        if (below) label = field((Row) row.get(METADATA), noun.label(), OTHER_LABELS);
        return label == null ? null : label.toString();
    }

    /** What identifies the row to the server. */
    public Object key(Row row) {
        Object key = field(row, noun.key(), OTHER_KEYS);
        if (key != null || row instanceof DryRunRow) return key;
        throw BakshException.failed(
                client.server().label() + ": the server gave a " + noun.one() + " without '" + noun.key() + "'", null);
    }

    private static Object field(Row row, String name, List<String> others) {
        if (row instanceof DryRunRow && !row.has(name)) return null;
        if (row.known().contains(name)) {
            Object value = row.get(name);
            if (value != null) return value;
        }
        for (String other : others) if (row.has(other) && row.get(other) != null) return row.get(other);
        return null;
    }

    /** The call of a verb with its query parameters, not sent yet. */
    public ApiCall call(Invocation invocation) {
        Operation operation = invocation.operation();
        return call(operation, invocation.row(), arguments.query(operation, invocation.named()), null);
    }

    /** Carries out the one call that an operation is. */
    Object invoke(Invocation invocation) {
        Operation operation = invocation.operation();
        if (operation.verb().equals("list"))
            return list(invocation.withoutArgs().named());
        Map<String, Object> given = new LinkedHashMap<>();
        if (operation.verb().equals("create"))
            given.put(noun.label(), invocation.text("the name of the new " + noun.one()));
        else invocation.withoutArgs();
        refuseSecondName(operation, given, invocation.block());
        given.putAll(invocation.block());
        boolean bodied = !operation.body().isEmpty();
        if (bodied) given.putAll(invocation.named());
        Map<String, Object> query = bodied ? Map.of() : arguments.query(operation, invocation.named());
        ApiCall call = call(operation, invocation.row(), query, bodied ? arguments.body(operation, given) : null);
        if (operation.many()) return all(client.rows(operation, call));
        if (operation.verb().equals("create")) {
            String name = (String) given.get(noun.label());
            return new UpdateReconciler(this, null, name, call).send(new CreateReconciler(this, name));
        }
        boolean updates = operation.verb().equals("update") && noun.name().equals(operation.result());
        if (updates && !(invocation.row() instanceof DryRunRow)) {
            UpdateReconciler set = new UpdateReconciler(this, key(invocation.row()), null, call);
            return set.send(set);
        }
        if (operation.method().equals("DELETE") && !(invocation.row() instanceof DryRunRow))
            return client.exchange(noun).send(call, gone(invocation.row()));
        if (bodied && operation.onRow() && !(invocation.row() instanceof DryRunRow))
            return client.exchange(noun).send(call, new PreviousValueOnly(this, invocation.row(), call.body()));
        return client.exchange(noun).send(call);
    }

    /** A delete whose answer was lost has happened when the row is not there any more. */
    public Reconciler gone(Row row) {
        return gone(row, () -> former(row));
    }

    /** @param former gives what is to be kept of the row before it is deleted */
    public Reconciler gone(Row row, Supplier<Object> former) {
        return new DeleteReconciler(this, row, former);
    }

    private Object former(Row row) {
        try {
            return get(key(row)).toMap();
        } catch (BakshException e) {
            return row.toMap(); // The row that is in hand tells what it was.
        }
    }

    private void refuseSecondName(Operation operation, Map<String, Object> given, Map<String, Object> block) {
        Object name = given.get(noun.label());
        if (name == null || !block.containsKey(noun.label())) return;
        throw BakshException.failed(
                operation.id() + ": the " + noun.label() + " is given twice: '" + name + "' and '"
                        + block.get(noun.label()) + "'",
                "leave it out of the block");
    }

    private static List<Row> all(Rows rows) {
        List<Row> all = new ArrayList<>();
        rows.forEach(all::add);
        return List.copyOf(all);
    }

    /** The call of an operation of this noun. */
    public ApiCall call(Operation operation, Row row, Map<String, Object> query, Object body) {
        return call(operation, row, query, body, Map.of());
    }

    /** @param more what stands in holes of the path besides the row's own */
    public ApiCall call(
            Operation operation, Row row, Map<String, Object> query, Object body, Map<String, Object> more) {
        String path = client.path(operation);
        Map<String, Object> left = new LinkedHashMap<>(query);
        if (path.indexOf('{') >= 0) {
            Map<String, Object> holes = holes(row);
            holes.putAll(more);
            for (String hole : query.keySet()) if (path.contains("{" + hole + "}")) holes.put(hole, left.remove(hole));
            path = PathTemplate.fill(path, holes);
        }
        Noun result = operation.result() == null ? null : client.catalog().noun(operation.result());
        return new ApiCall(
                what(operation, row, body),
                operation.method(),
                path,
                left,
                body,
                operation.effect(),
                operation.permission(),
                result);
    }

    private Map<String, Object> holes(Row row) {
        Map<String, Object> holes = new LinkedHashMap<>();
        if (row instanceof DryRunRow) holes.put("id", placeholder());
        else if (row != null) holes.put("id", key(row));
        holes.putAll(client.holes(noun, row));
        if (client.server().realm() != null) holes.put("realm", client.server().realm());
        return holes;
    }

    private String what(Operation operation, Row row, Object body) {
        String label = null;
        if (row != null)
            label = row instanceof DryRunRow ? null : label(row) != null ? label(row) : String.valueOf(key(row));
        else if (body instanceof Map<?, ?> map && noun.label() != null && map.get(noun.label()) != null) {
            label = map.get(noun.label()).toString();
        }
        return operation.id() + (label == null ? "" : " '" + label + "'");
    }

    private Operation need(String verb) {
        Operation operation = noun.operation(verb);
        if (operation != null) return operation;
        throw BakshException.failed(
                client.server().kind() + "." + noun.name() + " cannot be asked for '" + verb + "'", null);
    }

    private static String quoted(Object key) {
        return key instanceof Number ? key.toString() : "'" + key + "'";
    }
}
