package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.PlannedUpdate;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.text.GroovyCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Client of one noun of a server, such as {@code policies}: lists rows, finds rows by name or id, and builds and sends
 * the requests of the catalogue. In a dry run, lookups by name also find the rows that the run would have created.
 * Creates, updates and deletes are sent with a reconciler, which finds out after a lost response whether the server
 * executed the write.
 */
public final class Resource {
    /** Maximum length of a list of suggestions; a longer list is not useful. */
    private static final int MAX_SUGGESTIONS = 12;
    /**
     * Alternative name fields. Assumption: Portworx user rows have one of these fields, because their format is not
     * public.
     */
    private static final List<String> FALLBACK_NAME_FIELDS = List.of("name", "username", "userName", "user_name");

    /** Catalogue name of the parameter that filters by a part of the name. */
    private static final String SEARCH_PARAMETER = "search";

    /** Field with the nested metadata of other Portworx rows, which contains their name. */
    private static final String METADATA_FIELD = "metadata";

    /** Format of string ids on both servers. */
    private static final Pattern UUID_PATTERN = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final List<String> FALLBACK_ID_FIELDS = List.of("id", "uid");
    private static final List<String> FALLBACK_USER_ID_FIELDS = List.of("id", "user_id", "uid");

    /** Pauses before further lookups of a written row. */
    private static final List<Duration> VISIBILITY_DELAYS =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final ServerClient client;
    private final Noun noun;
    private final ArgumentMapper argumentMapper;
    private final IdCache idCache;
    private final RowCache rowCache;
    /** Rows that the dry run would have created, by name. */
    private final Map<String, DryRunRow> dryRunRows = new ConcurrentHashMap<>();

    Resource(ServerClient client, Noun noun) {
        this.client = client;
        this.noun = noun;
        this.argumentMapper = new ArgumentMapper(client);
        this.idCache = new IdCache(this, client.executor().time());
        this.rowCache = new RowCache(this, client.executor().time());
    }

    public Noun noun() {
        return noun;
    }

    public ServerClient client() {
        return client;
    }

    /**
     * Returns the rows. Each iteration reads the list from the server, page by page.
     *
     * @param namedArgs query parameters of the operation, by server name or camelCase; references by name or id; and
     *     {@code limit}
     */
    public Rows list(Map<String, ?> namedArgs) {
        Operation listOperation = noun.operation("list");
        if (listOperation == null) return listSingleObject(new LinkedHashMap<>(namedArgs));
        if (namedArgs.containsKey(LimitedRows.ARGUMENT)
                && !listOperation.query().containsKey(LimitedRows.ARGUMENT)) {
            Map<String, Object> query = new LinkedHashMap<>(namedArgs);
            long limit = LimitedRows.requireLimit(listOperation, query.remove(LimitedRows.ARGUMENT));
            String notice = listOperation.id() + ": limit: " + limit + " left out rows; the list is not complete";
            return new LimitedRows(list(query), limit, () -> client.showNotice(notice));
        }
        return client.listRows(
                listOperation, buildCall(listOperation, null, argumentMapper.mapQuery(listOperation, namedArgs), null));
    }

    /** Returns the code letter of a field for a letter or its word; see {@link ArgumentMapper#resolveLetter}. */
    public Object resolveLetter(Operation operation, String fieldName, Object value) {
        return argumentMapper.resolveLetter(operation, fieldName, value);
    }

    /** Returns a list of the single object of the noun, such as the server's version. */
    private Rows listSingleObject(Map<String, Object> namedArgs) {
        return new LazyRows(noun, () -> {
            Operation getOperation = noun.operation("get");
            if (getOperation == null)
                throw BakshException.failure(
                        client.server().kind() + "." + noun.name() + " cannot be listed",
                        NameSuggestions.suggest("list", noun.operations().keySet(), "it has"));
            Object result = client.invoke(new Invocation(getOperation, null, List.of(), namedArgs, Map.of()));
            return result instanceof Row row ? List.of(row).iterator() : Collections.emptyIterator();
        });
    }

    /**
     * Returns the row with this id.
     *
     * @throws BakshException no row has this id
     */
    public Row get(Object id) {
        Row plannedRow = findPlannedRow(id);
        if (plannedRow != null) return plannedRow;
        Row deletedRow =
                findDeletedRow(row -> id.toString().equals(String.valueOf(id(row))), () -> findInList(id) == null);
        if (deletedRow != null) return deletedRow;
        Row row = find(new Row(noun, Map.of(noun.key(), id)));
        if (row == null) throw notFoundError(String.valueOf(id), null);
        return row;
    }

    /** Reads the current state of a row; null if the row does not exist. */
    Row find(Row row) {
        if (row instanceof DryRunRow) return row;
        Operation getOperation = noun.operation("get");
        Object id = id(row);
        if (getOperation == null) return findInList(id);
        try {
            return requireRow(
                    getOperation, id, client.executorFor(noun).send(buildCall(getOperation, row, Map.of(), null)));
        } catch (ServerException e) {
            if (e.status() != 404) throw e;
            // An inferred path may not exist on the server, so the list decides.
            return getOperation.evidence().equals("confirmed") ? null : findInList(id);
        }
    }

    private Row requireRow(Operation getOperation, Object id, Object response) {
        Row found = ResponseWrapper.findRow(response, noun);
        boolean isList = response instanceof List<?>;
        if (found != null && (!isList || String.valueOf(id(found)).equals(String.valueOf(id)))) return found;
        if (response instanceof Row row) return row;
        String actual = response == null ? "null" : isList ? "a list" : "a single value";
        throw client.failure(
                getOperation.id() + " '" + id + "': one " + noun.singular() + " was expected, but the response is "
                        + actual,
                null);
    }

    /** Returns the row with this id from the list, or null. */
    Row findInList(Object id) {
        for (Row row : list(Map.of())) if (String.valueOf(id(row)).equals(String.valueOf(id))) return row;
        return null;
    }

    /**
     * Returns the only row with this name. If no row has the name and the name is a UUID, returns the row with this
     * id.
     *
     * @throws BakshException no row, with the nearest names; or several rows, with their ids
     */
    public Row getByName(String name) {
        Row deletedRow = findDeletedRow(
                row -> name.equals(displayName(row)), () -> findByName(name).isEmpty());
        return deletedRow != null ? deletedRow : requireSingle(name, findByName(name));
    }

    /** Reads the current state of a row by its name, or by its id if it has no name. */
    public Row reread(Row row) {
        if (row instanceof DryRunRow) return row;
        String name = displayName(row);
        return name == null ? get(id(row)) : getByName(name);
    }

    /**
     * Returns the row that the resumed run has already deleted, so that the script can reach its delete again; or
     * null.
     */
    private Row findDeletedRow(Predicate<Row> matches, BooleanSupplier isGone) {
        Operation deleteOperation = noun.operation("delete");
        return deleteOperation == null
                ? null
                : client.executorFor(noun).findDeletedRow(deleteOperation.id(), noun, matches, isGone);
    }

    /**
     * Returns the ids of the rows with these names, in the same order. During one statement each name is looked up
     * once.
     *
     * @throws BakshException as {@link #getByName}
     */
    public List<Object> ids(List<String> names) {
        return idCache.resolve(names);
    }

    /** Returns the id of the row with this name, as {@link #ids}. */
    public Object id(String name) {
        return idCache.resolve(List.of(name)).get(0);
    }

    /**
     * Returns the row to which a reference points. During one statement each row is read once, and many rows are read by one
     * listing.
     *
     * @throws BakshException the server does not show the row
     */
    public Row resolve(Object id) {
        Row row = rowCache.get(id);
        if (row == null)
            throw client.failure(
                    "another object refers to " + noun.singular() + " " + id + ", which is not in " + scriptName(),
                    "it may be deleted or hidden from this user; to leave out such rows: findAll { it.FIELD in "
                            + scriptName() + "*." + noun.key() + " }, where FIELD holds the id " + id);
        return row;
    }

    /** Returns all rows, read once during a statement. */
    public List<Row> cachedRows() {
        return rowCache.all();
    }

    /** Clears the caches of name lookups and of references. */
    void clearCaches() {
        idCache.clear();
        rowCache.clear();
    }

    /** Adds a row that the dry run would have created; lookups by name and by its placeholder find it until the dry run ends. */
    void addDryRunRow(DryRunRow row) {
        String displayName = displayName(row);
        if (displayName != null) dryRunRows.put(displayName, row);
        dryRunRows.put(DryRunRow.placeholderId(noun), row);
    }

    /** Removes a row that the dry run would have deleted or changed. */
    void removeDryRunRow(DryRunRow row) {
        String displayName = displayName(row);
        if (displayName != null) dryRunRows.remove(displayName);
        dryRunRows.remove(DryRunRow.placeholderId(noun), row);
    }

    /** Returns the row that the dry run would have created last, if this is the placeholder of its id; or null. */
    private DryRunRow findPlannedRow(Object id) {
        boolean isPlaceholder = DryRunRow.placeholderId(noun).equals(String.valueOf(id));
        return isPlaceholder && client.executorFor(noun).isDryRun() ? dryRunRows.get(String.valueOf(id)) : null;
    }

    /**
     * Returns true if a row has exactly this name, or would have this name after the writes that the dry run has
     * planned.
     */
    public boolean exists(String name) {
        boolean isPlanned = client.executorFor(noun).isDryRun() && dryRunRows.containsKey(name);
        return isPlanned || !findByName(name).isEmpty();
    }

    /** Returns the id of a row; a placeholder for a row that a dry run would have created. */
    public Object idOrPlaceholder(Row row) {
        return row instanceof DryRunRow ? DryRunRow.placeholderId(noun) : id(row);
    }

    Row requireSingle(String name, List<Row> found) {
        if (!client.executorFor(noun).isDryRun()) dryRunRows.clear();
        else if (found.isEmpty() && dryRunRows.containsKey(name)) return dryRunRows.get(name);
        if (found.size() == 1) return found.get(0);
        Row byId = found.isEmpty() && UUID_PATTERN.matcher(name).matches() ? findInList(name) : null;
        if (byId != null) return byId;
        if (found.isEmpty()) throw notFoundError("\"" + NameSuggestions.abbreviate(name) + "\"", name);
        List<String> candidates = new ArrayList<>();
        for (Row row : found.subList(0, Math.min(MAX_SUGGESTIONS, found.size())))
            candidates.add(scriptName() + "[" + formatId(id(row)) + "]");
        if (candidates.size() < found.size()) candidates.add("... (" + found.size() + " in total)");
        throw client.failure(
                found.size() + " " + noun.name() + " are named \"" + NameSuggestions.abbreviate(name) + "\"",
                "select one by its id: " + String.join(", ", candidates));
    }

    /** Returns all rows with exactly this name. The server's search only narrows the list; its result is checked. */
    public List<Row> findByName(String name) {
        if (name == null)
            throw client.failure(
                    noun.singularWithArticle() + " without a name cannot be found by its name",
                    scriptName() + " lists them");
        Row plannedRow = findPlannedRow(name);
        if (plannedRow != null) return List.of(plannedRow);
        String parameterName = searchParameter();
        List<Row> found = parameterName == null ? List.of() : filterByName(list(Map.of(parameterName, name)), name);
        return found.isEmpty() ? filterByName(list(Map.of()), name) : found;
    }

    /**
     * Returns all rows by display name, in the server's order.
     *
     * @throws BakshException a row has no name, or two rows have the same name
     */
    public Map<String, Row> byDisplayName() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : list(Map.of())) {
            String displayName = displayName(row);
            if (displayName == null) throw missingNameError(row);
            Row previous = rows.put(displayName, row);
            if (previous != null) requireSingle(displayName, List.of(previous, row));
        }
        return rows;
    }

    /** Error for rows without a name field: a lookup by name must not report "not found" for such rows. */
    private BakshException missingNameError(Row row) {
        return client.failure(
                "the server returned " + noun.name() + " without a name, with the fields: "
                        + String.join(", ", row.names()),
                null);
    }

    private String searchParameter() {
        Operation listOperation = noun.operation("list");
        if (listOperation == null) throw BakshException.failure(scriptName() + " has no operation 'list'", null);
        for (Field parameter : listOperation.query().values())
            if (parameter.matchesName(SEARCH_PARAMETER)) return parameter.name();
        return null;
    }

    private List<Row> filterByName(Rows rows, String name) {
        List<Row> found = new ArrayList<>();
        Row rowWithoutName = null;
        boolean anyNamed = false;
        for (Row row : rows) {
            String displayName = displayName(row);
            if (name.equals(displayName)) found.add(row);
            if (displayName == null) rowWithoutName = row;
            else anyNamed = true;
        }
        if (rowWithoutName != null && !anyNamed && noun.label() != null) throw missingNameError(rowWithoutName);
        return found;
    }

    private BakshException notFoundError(String description, String name) {
        String message = noun.singular() + " " + description + " not found";
        if (name == null) return client.failure(message, scriptName() + " lists them");
        Set<String> names = new LinkedHashSet<>();
        boolean isId = false;
        for (Row row : list(Map.of())) {
            if (displayName(row) != null) names.add(NameSuggestions.oneLine(displayName(row)));
            isId |= row.valueOrNull(noun.key()) instanceof Number id && name.equals(id.toString());
        }
        if (isId)
            return client.failure(
                    message,
                    name + " is the id of " + noun.singularWithArticle() + ": write the number without quotes");
        String suggestion = NameSuggestions.didYouMean(name, names);
        String listHint = names.isEmpty()
                ? "there are no " + noun.name()
                : names.size() <= MAX_SUGGESTIONS
                        ? "there are: " + String.join(", ", names)
                        : scriptName() + " lists the " + names.size();
        return client.failure(message, suggestion != null ? suggestion : listHint);
    }

    /** Name of the row for the user, or null. */
    public String displayName(Row row) {
        if (noun.label() == null) return null;
        Object displayName = firstValue(row, noun.label(), FALLBACK_NAME_FIELDS);
        if (displayName == null && row.valueOrNull(METADATA_FIELD) instanceof Row metadata)
            displayName = firstValue(metadata, noun.label(), FALLBACK_NAME_FIELDS);
        return displayName == null ? null : displayName.toString();
    }

    /** Returns the names of rows for the user. */
    public List<String> displayNames(List<Row> rows) {
        return rows.stream().map(this::displayName).toList();
    }

    /** Id of the row on the server. */
    public Object id(Row row) {
        Object id =
                firstValue(row, noun.key(), noun.name().equals("users") ? FALLBACK_USER_ID_FIELDS : FALLBACK_ID_FIELDS);
        if (id != null || row instanceof DryRunRow) return id;
        throw client.failure(
                "the server returned " + noun.singularWithArticle() + " without '" + noun.key() + "'", null);
    }

    private static Object firstValue(Row row, String name, List<String> fallbacks) {
        if (row instanceof DryRunRow && !row.has(name)) return null;
        if (row.scalarOrNull(name) != null) return row.scalarOrNull(name);
        for (String fallback : fallbacks)
            if (row.has(fallback) && row.scalarOrNull(fallback) != null) return row.scalarOrNull(fallback);
        return null;
    }

    /** Builds the request of a verb with its query parameters; does not send it. */
    public ApiCall buildCall(Invocation invocation) {
        Operation operation = invocation.operation();
        return buildCall(operation, invocation.row(), argumentMapper.mapQuery(operation, invocation.namedArgs()), null);
    }

    /** Runs an operation without a registered handler: reads the list, or sends the single request. */
    Object invoke(Invocation invocation) {
        return switch (invocation.operation().kind()) {
            case LIST -> list(invocation.requireNoArgs().namedArgs());
            case CREATE -> create(invocation);
            case UPDATE, DELETE, OTHER -> send(invocation.requireNoArgs());
        };
    }

    private Object create(Invocation invocation) {
        String name = invocation.requireText("the name of the new " + noun.singular());
        if (invocation.blockFields().containsKey(noun.label()))
            throw BakshException.failure(
                    invocation.operation().id() + ": the " + noun.label() + " is given twice: '" + name + "' and '"
                            + invocation.blockFields().get(noun.label()) + "'",
                    "remove it from the block");
        ApiCall call = buildWrite(invocation, name);
        CreateReconciler reconciler = new CreateReconciler(this, name, call);
        return sendAndRead(call, reconciler, reconciler::findCreated, row -> false);
    }

    /** Sends a write that returns the row. If the response does not contain the written row, reads the row. */
    private Object sendAndRead(
            ApiCall call, Reconciler reconciler, Supplier<Row> lookup, Predicate<Row> isPreviousState) {
        Object response = client.executorFor(noun).send(call, reconciler);
        if (response instanceof DryRunRow) return response;
        Row row = writtenRow(response);
        return row != null && !isPreviousState.test(row)
                ? row
                : readWritten(call.description(), lookup, isPreviousState, scriptName() + " lists the current rows");
    }

    /**
     * Returns the row in the response to a write, or null. A response with only the id is completed by a read.
     */
    public Row writtenRow(Object response) {
        Row row = ResponseWrapper.findRow(response, noun);
        boolean isComplete = row == null || noun.label() == null || displayName(row) != null;
        if (isComplete) return row;
        try {
            return find(row);
        } catch (RuntimeException e) {
            return null; // The write has happened: the caller reads the row in another way.
        }
    }

    /** Returns the only row of a list, or null. */
    public static Row onlyRow(List<Row> rows) {
        return rows.size() == 1 ? rows.get(0) : null;
    }

    /**
     * Reads the row of an accepted write whose response does not contain the row. Each verb that reads after its write reads
     * here. A list may be some seconds old, so a row that is missing or in its previous state is looked up again.
     *
     * @param lookup reads the row; returns null if the server does not show the row
     * @param isPreviousState true for a row with the state before the write, which is no result of the write
     * @throws BakshException the row cannot be read, or keeps its previous state (exit 75, or 130 after an interrupt, so that
     *     the caller does not repeat the write)
     */
    public Row readWritten(String description, Supplier<Row> lookup, Predicate<Row> isPreviousState, String hint) {
        BakshException failure = null;
        Row found = null;
        try {
            for (Iterator<Duration> delays = VISIBILITY_DELAYS.iterator(); ; pause(delays.next())) {
                found = lookup.get();
                if (found != null && !isPreviousState.test(found)) return found;
                if (!delays.hasNext()) break;
            }
        } catch (BakshException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = BakshException.interrupted(client.server().label() + ": interrupted while the object was read");
        } catch (RuntimeException e) { // An error of baksh itself must not look like a failure of the write.
            failure = BakshException.failure("unexpected error: " + e, null);
        }
        String problem = failure == null && found != null
                ? "the server still shows the previous state"
                : "the object could not be read afterwards";
        String message = description + " was accepted, but " + problem;
        String nextStep = "do not repeat it; " + hint + (failure == null ? "" : "\n" + failure.getMessage());
        if (failure != null && failure.exit() == ExitCode.INTERRUPTED)
            throw new BakshException(ExitCode.INTERRUPTED, client.server().label() + ": " + message, nextStep, failure);
        throw client.unfinished(message, nextStep, failure);
    }

    private void pause(Duration duration) throws InterruptedException {
        client.executor().time().pause(duration);
    }

    private Object send(Invocation invocation) {
        Operation operation = invocation.operation();
        ApiCall call = buildWrite(invocation, null);
        if (operation.returnsList()) return readAll(client.listRows(operation, call));
        Row row = invocation.row();
        if (row instanceof DryRunRow) return client.executorFor(noun).send(call);
        if (operation.kind() == Operation.Kind.UPDATE && noun.name().equals(operation.result())) {
            RowReconcilers reconcilers = new RowReconcilers(this, row);
            Object result = sendAndRead(
                    call,
                    reconcilers.update(call),
                    () -> get(id(row)),
                    found -> reconcilers.isPreviousState(found, call));
            return result instanceof DryRunRow && call.body() instanceof Map<?, ?> changes
                    ? new PlannedUpdate(row, changes, call.description())
                    : result;
        }
        if (operation.method().equals("DELETE")) return client.executorFor(noun).send(call, deleteReconciler(row));
        if (!operation.body().isEmpty() && operation.onRow())
            return client.executorFor(noun).send(call, new RowReconcilers(this, row).unverifiable(call));
        return client.executorFor(noun).send(call);
    }

    /** Builds a request: the arguments are body fields if the operation has a body, else query parameters. */
    private ApiCall buildWrite(Invocation invocation, String name) {
        Operation operation = invocation.operation();
        if (operation.body().isEmpty()) return buildCall(invocation);
        Map<String, Object> bodyFields = new LinkedHashMap<>();
        if (name != null) bodyFields.put(noun.label(), name);
        bodyFields.putAll(invocation.blockFields());
        bodyFields.putAll(invocation.namedArgs());
        ApiCall call = buildCall(operation, invocation.row(), Map.of(), argumentMapper.mapBody(operation, bodyFields));
        return invocation.row() instanceof DryRunRow ? call : client.withLoss(operation, call);
    }

    /** Returns the reconciler for a delete: after a lost response the delete is done when the row does not exist. */
    public Reconciler deleteReconciler(Row row) {
        return new RowReconcilers(this, row).delete();
    }

    /** @param previousState returns the state of the row to record before the delete */
    public Reconciler deleteReconciler(Row row, Supplier<Object> previousState) {
        return new RowReconcilers(this, row).delete(previousState);
    }

    /** Reads all rows into a list. */
    public static List<Row> readAll(Rows rows) {
        List<Row> result = new ArrayList<>();
        rows.forEach(result::add);
        return List.copyOf(result);
    }

    /** Builds the request of an operation of this noun. */
    public ApiCall buildCall(Operation operation, Row row, Map<String, Object> query, Object body) {
        return buildCall(operation, row, query, body, Map.of());
    }

    /** @param extraPathParameters values for path parameters that do not come from the row */
    public ApiCall buildCall(
            Operation operation,
            Row row,
            Map<String, Object> query,
            Object body,
            Map<String, Object> extraPathParameters) {
        String path = client.path(operation);
        Map<String, Object> remainingQuery = new LinkedHashMap<>(query);
        if (path.indexOf('{') >= 0) {
            Map<String, Object> pathParameters = pathParameters(row);
            pathParameters.putAll(extraPathParameters);
            for (String parameterName : query.keySet())
                if (path.contains("{" + parameterName + "}"))
                    pathParameters.put(parameterName, remainingQuery.remove(parameterName));
            path = PathTemplate.fill(path, pathParameters);
        }
        Noun result = client.catalog().rowType(operation.result());
        return new ApiCall(
                describeCall(operation, row, body),
                operation.method(),
                path,
                remainingQuery,
                body,
                operation.effect(),
                operation.permission(),
                result,
                createTarget(operation, row, body),
                null,
                operation.effect().isWrite() ? identify(row) : null);
    }

    private ApiCall.Target createTarget(Operation operation, Row row, Object body) {
        if (row instanceof DryRunRow) return new ApiCall.Target(operation.id(), null, null, List.of());
        if (row != null) return new ApiCall.Target(operation.id(), id(row), displayName(row), List.of());
        Object name = body instanceof Map<?, ?> map && noun.label() != null ? map.get(noun.label()) : null;
        return new ApiCall.Target(operation.id(), null, name == null ? null : name.toString(), List.of());
    }

    /** Returns the identity of a row, or null without a row. */
    public ObjectIdentity identify(Row row) {
        if (row == null || row instanceof DryRunRow) return null;
        return new ObjectIdentity(noun.singular(), () -> {
            Object owner = row.valueOrNull("user");
            if (owner == null && row.valueOrNull("ownership") instanceof Row ownership)
                owner = ownership.valueOrNull("owner");
            if (owner == null) owner = row.valueOrNull("owner");
            String key = noun.key().endsWith("id") ? noun.key() : "id";
            String text = key + " " + id(row);
            return owner == null || owner.toString().isBlank() ? text : text + ", owner " + describeOwner(owner);
        });
    }

    /** Describes a row by its name, id and owner: {@code policy 'twin', id 12, owner anna}; may send reads. */
    public String describe(Row row) {
        String name = displayName(row);
        ObjectIdentity identity = identify(row);
        return noun.singular()
                + (name == null ? "" : " '" + NameSuggestions.abbreviate(name) + "'")
                + (identity == null ? "" : ", " + identity.details());
    }

    /** Returns the name of a user, or the id if the name cannot be read. */
    private String describeOwner(Object ownerId) {
        Noun users = client.catalog().noun("users");
        if (users == null) return String.valueOf(ownerId);
        try {
            Row owner = client.resource("users").findInList(ownerId);
            String name = owner == null ? null : client.resource("users").displayName(owner);
            if (name != null) return NameSuggestions.abbreviate(name);
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
        }
        return "with the id " + ownerId;
    }

    private Map<String, Object> pathParameters(Row row) {
        Map<String, Object> pathParameters = new LinkedHashMap<>();
        if (row != null) pathParameters.put("id", idOrPlaceholder(row));
        pathParameters.putAll(client.pathParameters(noun, row));
        if (client.server().realm() != null)
            pathParameters.put("realm", client.server().realm());
        return pathParameters;
    }

    private String describeCall(Operation operation, Row row, Object body) {
        Object name = null;
        if (row == null) name = body instanceof Map<?, ?> map && noun.label() != null ? map.get(noun.label()) : null;
        else if (!(row instanceof DryRunRow)) name = displayName(row) != null ? displayName(row) : id(row);
        return operation.id() + (name == null ? "" : " '" + name + "'");
    }

    /** Name of the noun in scripts: {@code n2ws.policies}. */
    private String scriptName() {
        return client.server().kind() + "." + noun.name();
    }

    private static String formatId(Object id) {
        return id instanceof Number ? id.toString() : GroovyCode.quote(String.valueOf(id));
    }
}
