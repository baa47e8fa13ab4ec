package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.script.check.ClassMembers;
import dev.baksh.shell.complete.Token.Kind;
import java.util.List;
import java.util.Map;

/** What the tokens before the cursor mean: what stands before a dot, which call or block the cursor is in. */
public final class CursorAnalysis extends BracketAnalysis {
    /** What verbs take names of without saying so by a parameter. */
    private static final Map<String, String> POSITIONAL =
            Map.of("px.users.map", "roles", "px.users.unmap", "roles", "px.roles.mapTo", "users");

    private final CompletionContext lexicon;

    public CursorAnalysis(List<Token> tokens, CompletionContext lexicon) {
        super(tokens);
        this.lexicon = lexicon;
    }

    /** What the expression that ends before {@code end} stands for, or null. */
    ExpressionType thing(int end) {
        int start = start(end);
        if (start < 0) return null;
        ExpressionType thing = root(start);
        int i = start + 1;
        boolean called = thing != null
                && (thing.kind() == ExpressionType.Kind.SERVER
                        || start > 0 && at(start - 1).word("new"));
        if (called && i < end && at(i).is("(")) i = close(i) + 1;
        while (thing != null && i < end) {
            Token token = at(i);
            if (token.kind() == Kind.NEWLINE) {
                i++;
            } else if (token.dot()) {
                i++;
                while (at(i).kind() == Kind.NEWLINE) i++;
                if (token.text().equals("*.")) thing = thing.indexed();
                if (thing != null) thing = thing.member(at(i++).text());
                while (i < end && (at(i).is("(") || at(i).is("{"))) i = close(i) + 1;
            } else if (token.is("[")) {
                thing = thing.indexed();
                i = close(i) + 1;
            } else {
                return null;
            }
        }
        return thing;
    }

    /** The operation whose call has its bracket, round or curly, at {@code open}; null when there is none. */
    public Operation operation(int open) {
        int method = method(open);
        if (method < 2 || !at(method - 1).dot()) return null;
        ExpressionType receiver = thing(method - 1);
        if (receiver == null || receiver.noun() == null) return null;
        Operation operation = receiver.noun().operation(at(method).text());
        if (operation == null) return null;
        return operation.onRow() == (receiver.kind() == ExpressionType.Kind.ROW) ? operation : null;
    }

    /** The fields that are the verbs of the block at {@code open}; empty when it is no block of a create or update. */
    Map<String, Field> verbs(int open) {
        Operation operation = operation(open);
        if (operation != null) return operation.body();
        int outer = enclosing(open);
        int method = method(open);
        if (outer < 0 || method < 0 || !at(outer).is("{")) return Map.of();
        Field field = ExpressionType.field(verbs(outer), at(method).text());
        return field == null ? Map.of() : field.fields();
    }

    /** A server by its name, the parameter of a block that is run with rows, or a variable. */
    private ExpressionType root(int place) {
        String name = at(place).text();
        Catalog catalog = lexicon.catalogs().get(name);
        if (catalog != null) return ExpressionType.server(catalog, serverName(place + 1));
        if (place > 0 && at(place - 1).word("new"))
            return ExpressionType.value(lexicon.types().apply(name));
        for (int block = enclosing(place); block >= 0; block = enclosing(block)) {
            if (!at(block).is("{") || !name.equals(parameter(block))) continue;
            int method = method(block);
            if (method >= 2 && at(method - 1).dot()) {
                ExpressionType receiver = thing(method - 1);
                return receiver == null
                        ? null
                        : receiver.blockParameter(at(method).text());
            }
            if (!name.equals("it")) return null;
        }
        ExpressionType variable = variable(name, place);
        boolean type = variable == null && Character.isUpperCase(name.charAt(0));
        return type ? ExpressionType.type(lexicon.types().apply(name)) : variable;
    }

    /** What a variable holds by this text, or by what was typed before. */
    private ExpressionType variable(String name, int place) {
        for (int i = place - 1; i >= 0; i--) {
            if (!at(i).word(name) || i > 0 && at(i - 1).dot()) continue;
            Token next = at(i + 1);
            ClassMembers type =
                    i > 0 && at(i - 1).word() ? lexicon.types().apply(at(i - 1).text()) : null;
            if (type != null) return ExpressionType.value(type);
            if (next.is("=") && !at(i + 2).is("=")) return assigned(i + 2, place);
            boolean loop = (next.word("in") || next.is(":"))
                    && enclosing(i) > 0
                    && at(enclosing(i) - 1).word("for");
            if (loop) {
                ExpressionType all = thing(close(enclosing(i)), i + 2);
                return all == null ? null : all.indexed();
            }
        }
        VariableInfo held = lexicon.held().apply(name);
        return held == null ? null : ExpressionType.of(held, lexicon.catalogs());
    }

    /** What the expression from {@code from} to the end of its statement stands for, or null. */
    private ExpressionType assigned(int from, int place) {
        int depth = 0;
        for (int i = from; i < place; i++) {
            Token token = at(i);
            boolean ends = depth == 0 && (token.is(";") || token.kind() == Kind.NEWLINE && !goesOn(i));
            if (ends || depth == 0 && token.closes()) return thing(i, from);
            if (token.opens()) depth++;
            else if (token.closes()) depth--;
        }
        return null;
    }

    /** What the text between stands for, when it is one chain and nothing else. */
    private ExpressionType thing(int end, int from) {
        int start = start(end);
        boolean made = start - 1 == from && at(from).word("new");
        return start == from || made ? thing(end) : null;
    }

    /** {@code ('dr')} behind a server's word, or null. */
    private String serverName(int open) {
        boolean named = at(open) != null
                && at(open).is("(")
                && at(open + 1) != null
                && at(open + 1).kind() == Kind.STRING
                && at(open + 2) != null
                && at(open + 2).is(")");
        return named ? at(open + 1).text() : null;
    }

    /** The field whose value is to be typed at {@code end}: {@code enabled: }, or {@code account } in a block; or null. */
    ExpressionType.Place valueOf(int end) {
        int open = enclosing(end);
        Token before = at(end - 1);
        int method = open < 0 ? -1 : method(open);
        if (before == null || method < 2 || !at(method - 1).dot()) return null;
        Operation operation = operation(open);
        if (operation == null) return null;
        boolean argument = before.is(":") && at(open).is("(") && at(end - 2) != null;
        boolean word = before.word() && at(open).is("{") && statement(end - 1);
        if (!argument && !word) return null;
        String name = at(argument ? end - 2 : end - 1).text();
        Field field = argument ? ExpressionType.field(operation.query(), name) : null;
        if (field == null) field = ExpressionType.field(operation.body(), name);
        return field == null ? null : new ExpressionType.Place(thing(method - 1), field);
    }

    /** The word that takes the text at {@code place}, with or without brackets and after other texts; or null. */
    Token commanding(int place) {
        int first = place;
        while (first >= 2 && at(first - 1).is(",") && at(first - 2).kind() == Kind.STRING) first -= 2;
        Token verb = at(at(first - 1) != null && at(first - 1).is("(") ? first - 2 : first - 1);
        return verb != null && verb.word() ? verb : null;
    }

    /**
     * Whose names the string that begins at {@code place} may hold: an index of a noun, the value of a parameter or of a
     * block's word that refers to rows, a name that a verb takes. Null when it may hold anything.
     */
    ExpressionType referred(int place) {
        int before = place - 1;
        if (at(before) == null) return null;
        if (at(before).is("[")) {
            ExpressionType noun = thing(before);
            return noun != null && noun.kind() == ExpressionType.Kind.NOUN ? noun : null;
        }
        int first = place;
        while (first >= 2 && at(first - 1).is(",") && at(first - 2).kind() == Kind.STRING) first -= 2;
        int open = enclosing(first);
        if (open < 0) return null;
        Token lead = at(first - 1);
        if (at(open).is("{") && lead.word()) return verbReference(open, lead);
        if (!at(open).is("(")) return null;
        Operation operation = operation(open);
        if (operation == null) return null;
        ExpressionType receiver = thing(method(open) - 1);
        if (lead.is(":") && at(first - 2) != null) {
            Field field = ExpressionType.field(operation.query(), at(first - 2).text());
            if (field == null)
                field = ExpressionType.field(operation.body(), at(first - 2).text());
            return receiver.reference(field == null ? null : field.ref());
        }
        return lead.is("(") ? receiver.reference(POSITIONAL.get(operation.id())) : null;
    }

    private ExpressionType verbReference(int block, Token verb) {
        Field field = ExpressionType.field(verbs(block), verb.text());
        int method = method(block);
        ExpressionType receiver = field == null || method < 2 || !at(method - 1).dot() ? null : thing(method - 1);
        return receiver == null ? null : receiver.reference(field.ref());
    }
}
